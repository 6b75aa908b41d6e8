package io.sightline.query.web;

import io.sightline.domain.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code openapi.json} describes, for tests that try all of it. */
public final class Described {
  private Described() {}

  /**
   * An operation that answers with a part of a list.
   *
   * @param filters names of its parameters in the query
   * @param places names of its parameters in the path
   */
  public record Listing(String path, List<String> filters, List<String> places) {}

  /** Everything that is listed. */
  public static List<Listing> lists() throws IOException {
    try (InputStream in = Described.class.getResourceAsStream("/static/openapi.json")) {
      Map<?, ?> described =
          Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.class);
      List<Listing> lists = new ArrayList<>();
      for (Map.Entry<?, ?> path : ((Map<?, ?>) described.get("paths")).entrySet()) {
        if (((Map<?, ?>) path.getValue()).get("get") instanceof Map<?, ?> operation
            && operation.get("parameters") instanceof List<?> parameters) {
          List<String> filters = names(parameters, "query");
          if (!filters.isEmpty()) {
            lists.add(new Listing(path.getKey().toString(), filters, names(parameters, "path")));
          }
        }
      }
      return lists;
    }
  }

  private static List<String> names(List<?> parameters, String in) {
    return parameters.stream()
        .map(each -> (Map<?, ?>) each)
        .filter(each -> in.equals(each.get("in")))
        .map(each -> each.get("name").toString())
        .toList();
  }
}
