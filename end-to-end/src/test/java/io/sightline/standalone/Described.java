package io.sightline.standalone;

import io.sightline.domain.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Holds what is answered against what is described: as much of JSON Schema as we describe with. */
final class Described {
  private final Map<String, Object> root;

  private Described(Map<String, Object> root) {
    this.root = root;
  }

  static Described by(Map<String, Object> root) {
    return new Described(root);
  }

  /** The committed description of the interface. */
  static Map<String, Object> openApi() throws IOException {
    return ApiDescription.map(
        Json.read(
            Files.readString(
                TestSite.root().resolve("query-service/src/main/resources/static/openapi.json")),
            Map.class));
  }

  /** What of a value is not as its schema says; empty when all is. */
  List<String> problems(Map<String, Object> schema, Object value) {
    List<String> problems = new ArrayList<>();
    check("$", schema, value, problems);
    return problems;
  }

  private Map<String, Object> resolved(String ref) {
    Map<String, Object> at = root;
    for (String part : ref.substring(2).split("/")) {
      at = ApiDescription.map(at.get(part));
    }
    return at;
  }

  private void check(String path, Map<String, Object> schema, Object value, List<String> problems) {
    if (schema.get("$ref") != null) {
      check(path, resolved(schema.get("$ref").toString()), value, problems);
      return;
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (schema.get(choice) instanceof List<?> choices
          && choices.stream()
              .noneMatch(one -> problems(ApiDescription.map(one), value).isEmpty())) {
        problems.add(path + " is none of the choices: " + value);
      }
    }
    if (schema.containsKey("const") && !Objects.equals(schema.get("const"), value)) {
      problems.add(path + " is not " + schema.get("const"));
    }
    if (schema.get("enum") instanceof List<?> words && !words.contains(value)) {
      problems.add(path + " is not of " + words + ": " + value);
    }
    Object type = schema.get("type");
    if (type != null) {
      List<?> types = type instanceof List<?> several ? several : List.of(type);
      if (types.stream().noneMatch(one -> is(one.toString(), value))) {
        problems.add(path + " is no " + types + ": " + value);
        return;
      }
    }
    if (value instanceof String text) {
      checkText(path, schema, text, problems);
    } else if (value instanceof List<?> list && schema.get("items") != null) {
      for (int i = 0; i < list.size(); i++) {
        check(path + "[" + i + "]", ApiDescription.map(schema.get("items")), list.get(i), problems);
      }
    } else if (value instanceof Map<?, ?>) {
      checkObject(path, schema, ApiDescription.map(value), problems);
    }
  }

  private static boolean is(String type, Object value) {
    return switch (type) {
      case "null" -> value == null;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "number" -> value instanceof Number;
      case "array" -> value instanceof List;
      default -> value instanceof Map;
    };
  }

  private static void checkText(
      String path, Map<String, Object> schema, String text, List<String> problems) {
    Object format = schema.get("format");
    try {
      if ("date-time".equals(format)) {
        Instant.parse(text);
        if (!text.endsWith("Z")) {
          problems.add(path + " does not end in Z: " + text);
        }
      } else if ("uuid".equals(format)) {
        UUID.fromString(text);
      }
    } catch (DateTimeParseException | IllegalArgumentException e) {
      problems.add(path + " is no " + format + ": " + text);
    }
    if (schema.get("pattern") != null && !text.matches(schema.get("pattern").toString())) {
      problems.add(path + " does not fit " + schema.get("pattern") + ": " + text);
    }
  }

  private void checkObject(
      String path, Map<String, Object> schema, Map<String, Object> value, List<String> problems) {
    Map<String, Object> known =
        schema.get("properties") == null ? Map.of() : ApiDescription.map(schema.get("properties"));
    for (Object required : (List<?>) schema.getOrDefault("required", List.of())) {
      if (!value.containsKey(required)) {
        problems.add(path + " lacks " + required);
      }
    }
    value.forEach(
        (name, each) -> {
          if (known.containsKey(name)) {
            check(path + "." + name, ApiDescription.map(known.get(name)), each, problems);
          } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
            check(path + "." + name, ApiDescription.map(others), each, problems);
          } else if (schema.containsKey("properties")) {
            problems.add(path + " has " + name + ", which is not described");
          }
        });
  }
}
