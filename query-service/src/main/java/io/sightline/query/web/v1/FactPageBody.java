package io.sightline.query.web.v1;

import io.sightline.domain.facts.Fact;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactPage;
import io.sightline.store.facts.FactRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a list of facts. What a fact says and how that is described both come from its kind.
 *
 * @param items the facts; what one has not is null
 * @param next cursor of the following part; null at the end
 */
public record FactPageBody(List<Map<String, Object>> items, String next) {

  /** Behind a kind's name, what a part of a list of it is called in the description. */
  static final String PAGE = "_page";

  static <F extends Fact> FactPageBody of(FactKind<F> kind, FactPage<F> page) {
    return new FactPageBody(
        page.rows().stream().map(row -> item(kind, row)).toList(), page.next().orElse(null));
  }

  private static <F extends Fact> Map<String, Object> item(FactKind<F> kind, FactRow<F> row) {
    Map<String, Object> told = kind.told(row.run(), row.fact());
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("run", row.run());
    for (FactColumn column : kind.storedColumns()) {
      item.put(column.name(), told.get(kind.nameInMessages(column)));
    }
    // Those that are, are not listed.
    item.put("retracted", false);
    return item;
  }

  /** The schemas of a kind's items and of a part of their list, as OpenAPI has them. */
  public static Map<String, Object> describe(FactKind<?> kind) {
    Map<?, ?> known = (Map<?, ?>) kind.schema().get("properties");
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("run", known.get("run"));
    for (FactColumn column : kind.storedColumns()) {
      Object schema = known.get(kind.nameInMessages(column));
      properties.put(column.name(), column.nullable() ? orNull((Map<?, ?>) schema) : schema);
    }
    properties.put("retracted", Map.of("type", "boolean"));
    Map<String, Object> item = Map.of("type", "object", "properties", properties);
    Map<String, Object> items =
        Map.of("type", "array", "items", Map.of("$ref", "#/components/schemas/" + kind.name()));
    Map<String, Object> next =
        Map.of(
            "type",
            List.of("string", "null"),
            "description",
            "Give it as `cursor` to get the following part; null at the end");
    Map<String, Object> page =
        Map.of("type", "object", "properties", Map.of("items", items, "next", next));
    return Map.of(kind.name(), item, kind.name() + PAGE, page);
  }

  private static Map<String, Object> orNull(Map<?, ?> schema) {
    Map<String, Object> nullable = new LinkedHashMap<>();
    schema.forEach((key, value) -> nullable.put((String) key, value));
    nullable.put("type", List.of(schema.get("type"), "null"));
    if (schema.get("enum") instanceof List<?> words) {
      List<Object> orNull = new ArrayList<>(words);
      orNull.add(null);
      nullable.put("enum", orNull);
    }
    return nullable;
  }
}
