package io.sightline.standalone;

import io.sightline.domain.json.Json;
import io.sightline.query.access.Editor;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.swagger.v3.oas.annotations.Operation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes of what the controllers say of themselves the whole description: who may ask, what else can
 * be answered, what parameters may be, strict rows and examples. All of it is derived, so that a
 * new operation is described by being there.
 */
final class ApiDescription {
  static final String PROBLEM = "application/problem+json";
  static final String ID = "^[a-z0-9][a-z0-9-]{0,62}$";

  /** Times that can be stored, 1900 to 2999. */
  static final String YEARS = "^(19|2[0-9])[0-9]{2}-";

  static final String PLACE = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$";
  private static final Set<String> THINGS = Set.of("run", "site", "camera", "spot", "zone", "gate");

  /** What is not there unless something is set up. */
  private static final Set<String> NEEDING =
      Set.of(
          "GET /api/v1/model/info",
          "GET /api/v1/reports/usage",
          "POST /api/v1/auth/provider/token");

  static final Map<Integer, String> SAID =
      new TreeMap<>(
          Map.of(
              400, "Something in the request cannot be used; `detail` names it and the mend",
              401, "Nobody has signed in, or the token is good no more",
              403, "The role does not allow this",
              404, "Something that is named is not there for who asks",
              406, "Nothing that the Accept header takes is answered here",
              413, "The body is larger than allowed",
              415, "The body is of another content type",
              429, "More was asked than allowed; come again after Retry-After",
              503, "It cannot be answered now; come again after Retry-After"));

  private final Map<String, Object> described;
  private final ApiSchemas schemas;
  private final Set<String> open;
  private final Set<String> edits = new HashSet<>();

  private ApiDescription(Map<String, Object> described, Set<String> open) {
    this.described = described;
    this.schemas = new ApiSchemas(described);
    this.open = open;
  }

  /**
   * @param described as the controllers say it; becomes the whole description
   * @param open what anybody may ask, as METHOD path
   */
  static void finish(Map<String, Object> described, Set<String> open) {
    new ApiDescription(described, open).finish();
  }

  private void finish() {
    described.remove("servers");
    described.put("info", info());
    schemas.complete();
    findEdits();
    Set<String> ids = new TreeSet<>();
    operations(
        (name, operation) -> {
          finish(name, operation);
          if (!ids.add(operation.get("operationId").toString())) {
            throw new IllegalStateException("Two operations are " + operation.get("operationId"));
          }
          if (!operation.get("operationId").toString().matches("[a-z]+([A-Z][a-z]+)*")) {
            throw new IllegalStateException("No speaking id: " + operation.get("operationId"));
          }
        });
    schemas.tighten();
    ApiExamples examples = new ApiExamples(schemas.all());
    operations((name, operation) -> examples.add(operation));
    map(described.get("components"))
        .put(
            "securitySchemes",
            Map.of(
                "bearer",
                Map.of(
                    "type", "http",
                    "scheme", "bearer",
                    "bearerFormat", "JWT",
                    "description", "The access_token of POST /api/v1/auth/login, or a key"),
                "key",
                Map.of("type", "apiKey", "in", "header", "name", "X-API-Key")));
    described.put("security", List.of(Map.of("bearer", List.of()), Map.of("key", List.of())));
  }

  private static Map<String, Object> info() {
    return Map.of(
        "title",
        "Sightline",
        "version",
        "v1",
        "description",
        "Lists are `{items, next}`: give `next` as `cursor` to get the following part, null is the"
            + " end. Times are ISO 8601 with their zone, and end in Z in answers. What is not known"
            + " in a query or a body is refused by name. What goes wrong is a problem (RFC 9457)"
            + " whose `detail` names the thing and the mend. HEAD is answered wherever GET is. The"
            + " live WebSocket is described in /asyncapi.yaml.",
        "license",
        Map.of("name", "Apache-2.0", "identifier", "Apache-2.0"));
  }

  private interface Each {
    void of(String name, Map<String, Object> operation);
  }

  private void operations(Each each) {
    map(described.get("paths"))
        .forEach(
            (path, methods) ->
                map(methods)
                    .forEach(
                        (method, operation) ->
                            each.of(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path,
                                map(operation))));
  }

  /** Whoever may not do a thing is told so where an editor is asked for. */
  private void findEdits() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
    scanner
        .findCandidateComponents("io.sightline.query.web")
        .forEach(
            found -> {
              try {
                for (Method method : Class.forName(found.getBeanClassName()).getDeclaredMethods()) {
                  Operation said = method.getAnnotation(Operation.class);
                  if (said != null
                      && Arrays.asList(method.getParameterTypes()).contains(Editor.class)) {
                    edits.add(said.operationId().isEmpty() ? method.getName() : said.operationId());
                  }
                }
              } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private void finish(String name, Map<String, Object> operation) {
    String id = operation.get("operationId").toString();
    boolean isOpen = open.contains(name);
    boolean health = name.contains(" /health");
    if (name.endsWith("/api/v1/events")) {
      operation.put("operationId", "listEvents");
    } else if (id.matches(".*_\\d+")) {
      operation.put("operationId", id.replaceAll("_\\d+$", ""));
    }
    if (isOpen) {
      operation.put("security", List.of());
    }
    boolean names = false;
    for (Object each : (List<?>) operation.getOrDefault("parameters", List.of())) {
      Map<String, Object> parameter = map(each);
      names |= "path".equals(parameter.get("in")) || THINGS.contains(parameter.get("name"));
      describe(parameter, name);
    }
    Map<String, Object> responses = map(operation.get("responses"));
    responses.forEach(
        (code, response) -> map(response).computeIfPresent("content", ApiDescription::json));
    boolean body = operation.get("requestBody") != null;
    if (body) {
      Map<String, Object> request = map(operation.get("requestBody"));
      request.put("required", true);
      map(request.get("content"))
          .values()
          .forEach(media -> schemas.asked(map(map(media).get("schema"))));
    }
    Set<Integer> also = new TreeSet<>(List.of(400, 406));
    if (!isOpen || name.startsWith("POST")) {
      also.add(401);
    }
    if (edits.contains(id.replaceAll("_\\d+$", ""))) {
      also.add(403);
    }
    if (names || NEEDING.contains(name) || body && !isOpen) {
      also.add(404);
    }
    if (body) {
      also.addAll(List.of(413, 415));
    }
    if (!health) {
      also.addAll(List.of(429, 503));
    }
    also.forEach(code -> responses.putIfAbsent(code.toString(), new LinkedHashMap<>()));
    responses.forEach(
        (code, said) -> {
          Map<String, Object> response = map(said);
          if (code.compareTo("400") >= 0) {
            response.putIfAbsent("description", SAID.get(Integer.valueOf(code)));
            if (response.get("content") == null
                || Json.write(response.get("content")).contains("*/*")
                || !code.equals("503")
                || !health) {
              response.put(
                  "content",
                  Map.of(PROBLEM, new LinkedHashMap<>(Map.of("schema", ref("Problem")))));
            }
            addHeaders(code, response);
          }
        });
  }

  private static void addHeaders(String code, Map<String, Object> response) {
    Map<String, Object> number = Map.of("schema", Map.of("type", "integer", "minimum", 0));
    if (code.equals("429") || code.equals("503")) {
      response.put("headers", Map.of("Retry-After", number));
    } else if (code.equals("401")) {
      response.put(
          "headers", Map.of("WWW-Authenticate", Map.of("schema", Map.of("type", "string"))));
    }
  }

  private static Map<String, Object> ref(String name) {
    return new LinkedHashMap<>(Map.of("$ref", ApiSchemas.REF + name));
  }

  private static Object json(String key, Object content) {
    Map<String, Object> types = new LinkedHashMap<>();
    map(content)
        .forEach((type, media) -> types.put(type.equals("*/*") ? "application/json" : type, media));
    return types;
  }

  private static void describe(Map<String, Object> parameter, String operation) {
    String name = parameter.get("name").toString();
    Map<String, Object> schema = map(parameter.get("schema"));
    switch (name) {
      case "limit" -> {
        schema.putAll(Map.of("minimum", 1, "maximum", 1_000, "default", 100));
        said(parameter, "Most items of a part");
      }
      case "cursor" -> {
        schema.put("pattern", "^[A-Za-z0-9_-]+$");
        said(parameter, "`next` of the part before it; left out for the first");
      }
      case "site", "camera" -> {
        schema.put("pattern", ID);
        said(parameter, "The id of a " + name);
      }
      case "spot", "zone", "gate" -> {
        schema.put("pattern", PLACE);
        said(parameter, "The id of a " + name);
      }
      case "run", "a", "b" -> {
        schema.put("pattern", PLACE);
        said(parameter, "A run's name; `live` is the live one");
      }
      case "plate" -> {
        schema.putAll(Map.of("minLength", 1, "maxLength", 64, "example", "ABCD12"));
        said(parameter, "A plate however it is written: cases and separators do not count");
      }
      case "from" -> said(parameter, "Only what is at or after this time");
      case "to" -> said(parameter, "Only what is before this time");
      case "direction" -> schema.put("enum", List.of("entry", "exit"));
      case "window" -> schema.put("enum", List.of("1m", "5m", "15m", "1h", "1d"));
      case "kind" ->
          schema.put("enum", FactKinds.PRODUCT.ledger().stream().map(FactKind::name).toList());
      default -> {
        // Its type says it all.
      }
    }
    if ("date-time".equals(schema.get("format"))) {
      schema.put("pattern", YEARS);
      schema.put("example", "2026-03-01T08:00:00Z");
    } else if ("string".equals(schema.get("type")) && schema.get("format") == null) {
      schema.putIfAbsent("minLength", 1);
    }
    if (operation.contains("/holds/") && name.equals("id")) {
      schema.put("minimum", 1);
    }
  }

  private static void said(Map<String, Object> parameter, String description) {
    parameter.putIfAbsent("description", description);
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  static Map<String, Object> map(Object json) {
    return (Map<String, Object>) json;
  }
}
