package io.sightline.standalone;

import static io.sightline.standalone.ApiDescription.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;

/** What bodies may look like, made from their schemas, for all that is asked and answered. */
final class ApiExamples {
  /** What examples have where the description leaves it open. */
  private static final Map<String, Object> USUAL =
      Map.ofEntries(
          Map.entry("site", "garage"),
          Map.entry("camera", "gate"),
          Map.entry("spot", "A1"),
          Map.entry("gate", "main"),
          Map.entry("zone", "west"),
          Map.entry("run", "live"),
          Map.entry("plate", "ABCD12"),
          Map.entry("text", "ABCD12"),
          Map.entry("name", "The garage"),
          Map.entry("time_zone", "America/Santiago"),
          Map.entry("time-zone", "America/Santiago"),
          Map.entry("uri", "rtsp://10.0.0.7/stream1"),
          Map.entry("username", "ada"),
          Map.entry("password", "a-long-enough-password"),
          Map.entry("detail", "There is no query parameter `plat` here; did you mean `plate`?"),
          Map.entry("title", "Bad Request"),
          Map.entry("status", 400),
          Map.entry("next", "WyJnYXRlIl0"),
          Map.entry("reason", "Case 12"),
          Map.entry("label", "car"),
          Map.entry("window_ms", 300_000),
          Map.entry("scope_id", "garage"),
          Map.entry("level", "1"),
          Map.entry("name-format", "dd-MM-yyyy_HH-mm-ss"),
          Map.entry("score", 0.9),
          Map.entry("polygon", List.of(List.of(0, 0), List.of(10, 0), List.of(10, 10))),
          Map.entry("line", List.of(List.of(0, 50), List.of(100, 50))),
          Map.entry("picture", List.of(1280, 720)),
          Map.entry("plate-formats", List.of("CL")));

  private final Map<String, Object> schemas;

  ApiExamples(Map<String, Object> schemas) {
    this.schemas = schemas;
  }

  /** Adds examples to what an operation takes and answers. */
  void add(Map<String, Object> operation) {
    if (operation.get("requestBody") != null) {
      map(map(operation.get("requestBody")).get("content")).values().forEach(this::exemplify);
    }
    map(operation.get("responses"))
        .forEach(
            (code, response) -> {
              if (map(response).get("content") != null) {
                map(map(response).get("content")).values().forEach(this::exemplify);
                failed(code, map(map(response).get("content")).get(ApiDescription.PROBLEM));
              }
            });
  }

  private static void failed(String code, Object media) {
    if (media != null) {
      int status = Integer.parseInt(code);
      map(media)
          .put(
              "example",
              Map.of(
                  "status",
                  status,
                  "title",
                  HttpStatus.valueOf(status).getReasonPhrase(),
                  "detail",
                  ApiDescription.SAID.getOrDefault(status, "How things stand is in the way")
                      + "."));
    }
  }

  private void exemplify(Object media) {
    Map<String, Object> schema = map(map(media).get("schema"));
    if (!"binary".equals(schema.get("format"))) {
      map(media).put("example", example("", schema, 0));
    }
  }

  /** What something may look like. */
  private Object example(String name, Map<String, Object> schema, int depth) {
    if (schema.get("$ref") != null) {
      return example(
          name,
          map(schemas.get(schema.get("$ref").toString().substring(ApiSchemas.REF.length()))),
          depth);
    }
    if (schema.get("example") != null) {
      return schema.get("example");
    }
    for (String choice : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.get(choice) != null) {
        return example(name, map(((List<?>) schema.get(choice)).get(0)), depth);
      }
    }
    if (schema.get("const") != null) {
      return schema.get("const");
    }
    if (schema.get("enum") != null) {
      return ((List<?>) schema.get("enum")).get(0);
    }
    if (USUAL.containsKey(name) && !"object".equals(ApiSchemas.type(schema))) {
      boolean fits =
          ApiSchemas.type(schema).equals("string") == (USUAL.get(name) instanceof String);
      if (fits) {
        return USUAL.get(name);
      }
    }
    return switch (ApiSchemas.type(schema)) {
      case "object" -> object(schema, depth);
      case "array" ->
          schema.get("items") == null
              ? List.of()
              : List.of(example(name, map(schema.get("items")), depth + 1));
      case "boolean" -> true;
      case "integer" -> Math.max(1, ((Number) schema.getOrDefault("minimum", 1)).intValue());
      case "number" -> 0.5;
      default -> text(schema);
    };
  }

  private Object object(Map<String, Object> schema, int depth) {
    Map<String, Object> example = new LinkedHashMap<>();
    if (schema.get("properties") != null) {
      map(schema.get("properties"))
          .forEach((name, each) -> example.put(name, example(name, map(each), depth + 1)));
      if (example.containsKey("detail") && example.containsKey("title")) {
        example.keySet().removeAll(Set.of("type", "instance"));
      }
      // Lists leave it out, and elsewhere it has an example of its own.
      if (example.containsKey("camera") || example.containsKey("progress")) {
        example.remove("layout");
      }
    } else if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
      Object key = schema.get("propertyNames") == null ? "happy" : "A1";
      example.put(key.toString(), example("", map(values), depth + 1));
    }
    return example;
  }

  private static String text(Map<String, Object> schema) {
    Object format = schema.getOrDefault("format", "");
    if (format.equals("date-time")) {
      return "2026-03-01T08:00:00Z";
    }
    if (format.equals("uuid")) {
      return "123e4567-e89b-42d3-a456-426614174000";
    }
    if (format.equals("uri-reference")) {
      return "about:blank";
    }
    Object pattern = schema.get("pattern");
    return pattern == null
        ? "text"
        : pattern.equals(ApiDescription.ID)
            ? "garage"
            : pattern.equals(ApiDescription.PLACE) ? "A1" : "10s";
  }
}
