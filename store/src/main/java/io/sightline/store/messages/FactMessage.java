package io.sightline.store.messages;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.json.Json;
import io.sightline.store.facts.FactTable;
import io.sightline.store.facts.FactTable.Column;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fact as a JSON object: {@code kind} (its table) and {@code run}, then the table's columns by
 * their names. A revised fact is a later message with the same id; times are ISO 8601 in UTC.
 */
public final class FactMessage {
  private FactMessage() {}

  public static <F extends Fact> String write(FactTable<F> table, String run, F fact) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("kind", table.name());
    message.put("run", run);
    for (Column<F> column : table.storedColumns()) {
      Object value = column.value().apply(fact);
      boolean instant = column.type() == FactTable.Type.INSTANT && value != null;
      message.put(column.name(), instant ? Instant.ofEpochMilli((Long) value) : value);
    }
    return Json.write(message);
  }
}
