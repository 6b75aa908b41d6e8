package io.sightline.standalone;

import io.sightline.domain.json.Json;
import io.sightline.domain.site.Privacy;
import io.sightline.query.access.Editor;
import io.sightline.query.web.v1.FactPageBody;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.swagger.v3.oas.annotations.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes of what the controllers say of themselves the whole description: who may ask, what else can
 * be answered, what parameters may be, strict rows and examples. All of it is derived, so that a
 * new operation is described by being there.
 */
final class ApiDescription {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String PROBLEM = "application/problem+json";
  private static final String ID = "^[a-z0-9][a-z0-9-]{0,62}$";
  private static final String PLACE = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$";
  private static final Set<String> THINGS =
      Set.of("run", "site", "camera", "spot", "zone", "gate", "a", "b", "id", "kind");
  private static final Map<Integer, String> SAID =
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

  /** Members that are left out where there is nothing, by their schema. */
  private static final Map<String, Set<String>> OPTIONAL =
      Map.of(
          "Camera", Set.of("layout"),
          "Run", Set.of("layout"),
          "CamerasBody", Set.of("up", "down", "refused", "never_seen", "since"),
          "ModelBody", Set.of("problem", "version", "task"),
          "LedgerDiff", Set.of("partial"),
          "Example", Set.of("a", "b"));

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

  private final Map<String, Object> described;
  private final Map<String, Object> schemas;
  private final Set<String> open;
  private final Set<String> edits = new HashSet<>();
  private final Set<String> asked = new HashSet<>();

  private ApiDescription(Map<String, Object> described, Set<String> open) {
    this.described = described;
    this.schemas = map(map(described.get("components")).get("schemas"));
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
    describeFacts();
    describeSites();
    schemas.put("Problem", problem());
    map(map(map(schemas.get("NewHold")).get("properties")).get("kind")).put("enum", Privacy.KINDS);
    findEdits();
    renamePages();
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
    schemas.values().forEach(ApiDescription::plain);
    schemas.forEach((name, schema) -> tighten(name, map(schema)));
    operations((name, operation) -> addExamples(operation));
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

  /** What is listed of facts comes from their kinds. */
  private void describeFacts() {
    schemas.remove("FactPageBody");
    List<Object> rows = new ArrayList<>();
    for (FactKind<?> kind : FactKinds.PRODUCT.ledger()) {
      schemas.putAll(FactPageBody.describe(kind));
      rows.add(Map.of("$ref", SCHEMAS + kind.name()));
    }
    schemas.put(
        "facts_page",
        object(
            Map.of(
                "items", Map.of("type", "array", "items", Map.of("anyOf", rows)),
                "next", Map.of("type", List.of("string", "null")))));
  }

  private static Map<String, Object> object(Map<String, Object> properties) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    return object;
  }

  /** What a site's file may say. */
  private void describeSites() {
    Map<String, Object> site =
        map(
            Json.read(
                resource("/schemas/site.schema.json").replace("#/$defs/", SCHEMAS), Map.class));
    Map<String, Object> parts = map(site.remove("$defs"));
    site.remove("$schema");
    site.remove("title");
    schemas.putAll(parts);
    schemas.put("Site", site);
    Map<String, Object> camera = map(parts.get("CameraLayout"));
    Map<String, Object> members = new LinkedHashMap<>(map(camera.get("properties")));
    Map<String, Object> added = new LinkedHashMap<>(members);
    added.put("site", map(site.get("properties")).get("site"));
    Map<String, Object> newCamera = new LinkedHashMap<>(camera);
    newCamera.put("properties", added);
    newCamera.put("required", List.of("site", "id", "uri"));
    schemas.put("NewCamera", newCamera);
    Map<String, Object> patched = new LinkedHashMap<>();
    members.forEach(
        (name, schema) ->
            patched.put(
                name,
                name.equals("id") || name.equals("uri")
                    ? schema
                    : Map.of("anyOf", List.of(loose(schema), Map.of("type", "null")))));
    for (String thing : List.of("Spot", "Zone", "Gate")) {
      Map<String, Object> change = new LinkedHashMap<>(map(parts.get(thing)));
      change.remove("required");
      change.put("type", List.of("object", "null"));
      change.put("description", "What of it changes; null takes it away");
      schemas.put(thing + "Patch", change);
      // Lists of things with ids are taken, too; generators of clients stumble over a choice.
      patched.put(
          thing.toLowerCase(java.util.Locale.ROOT) + "s",
          Map.of(
              "type",
              List.of("object", "null"),
              "minProperties",
              1,
              "description",
              "By id",
              "additionalProperties",
              Map.of("$ref", SCHEMAS + thing + "Patch")));
    }
    Map<String, Object> patch = object(patched);
    patch.put("additionalProperties", false);
    schemas.put("CameraPatch", patch);
    asked.addAll(parts.keySet());
    asked.addAll(
        List.of("Site", "NewCamera", "CameraPatch", "SpotPatch", "ZonePatch", "GatePatch"));
  }

  /** A part of an object that is merged needs nothing. */
  private static Object loose(Object schema) {
    Map<String, Object> loose = new LinkedHashMap<>(map(schema));
    loose.remove("required");
    return loose;
  }

  private static String resource(String name) {
    try (InputStream in = ApiDescription.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> problem() {
    Map<String, Object> problem =
        object(
            new TreeMap<>(
                Map.of(
                    "type", Map.of("type", "string", "format", "uri-reference"),
                    "title", Map.of("type", "string"),
                    "status", Map.of("type", "integer", "minimum", 400, "maximum", 599),
                    "detail", Map.of("type", "string"),
                    "instance", Map.of("type", "string", "format", "uri-reference"))));
    problem.put("required", List.of("status", "title", "detail"));
    problem.put("additionalProperties", false);
    problem.put("description", "What goes wrong (RFC 9457)");
    return problem;
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

  /** PageBodyCamera is the page of cameras. */
  private void renamePages() {
    String text = Json.write(described);
    for (String name : List.copyOf(schemas.keySet())) {
      if (name.startsWith("PageBody")) {
        String item = name.substring("PageBody".length());
        text = text.replace("\"" + SCHEMAS + name + "\"", "\"" + SCHEMAS + item + "Page\"");
        text = text.replace("\"" + name + "\":", "\"" + item + "Page\":");
      }
    }
    Map<String, Object> renamed = map(Json.read(text, Map.class));
    described.put("paths", renamed.get("paths"));
    Map<String, Object> after = map(map(renamed.get("components")).get("schemas"));
    schemas.clear();
    schemas.putAll(after);
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
      names |= THINGS.contains(parameter.get("name"));
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
          .forEach(
              media -> {
                Object ref = map(map(media).get("schema")).get("$ref");
                if (ref != null) {
                  asked.add(ref.toString().substring(SCHEMAS.length()));
                }
              });
    }
    Set<Integer> also = new TreeSet<>(List.of(400, 406));
    if (!isOpen || name.startsWith("POST")) {
      also.add(401);
    }
    if (edits.contains(id.replaceAll("_\\d+$", ""))) {
      also.add(403);
    }
    if (names || name.equals("GET /api/v1/model/info") || body && !isOpen) {
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
    return new LinkedHashMap<>(Map.of("$ref", SCHEMAS + name));
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
      schema.put("example", "2026-03-01T08:00:00Z");
    }
    if (operation.contains("/holds/") && name.equals("id")) {
      schema.put("minimum", 1);
    }
  }

  private static void said(Map<String, Object> parameter, String description) {
    parameter.putIfAbsent("description", description);
  }

  /** What refers to a schema says nothing beside it but that it may be null. */
  private static void plain(Object json) {
    if (json instanceof List<?> list) {
      list.forEach(ApiDescription::plain);
    } else if (json instanceof Map<?, ?>) {
      Map<String, Object> schema = map(json);
      if (schema.get("$ref") instanceof String to && schema.size() > 1) {
        boolean nullable = String.valueOf(schema.get("type")).contains("null");
        schema.clear();
        if (nullable) {
          schema.put("anyOf", List.of(Map.of("$ref", to), Map.of("type", "null")));
        } else {
          schema.put("$ref", to);
        }
      }
      schema.values().forEach(ApiDescription::plain);
    }
  }

  /** Answers have all of their members, and nothing has others. */
  private void tighten(String name, Map<String, Object> schema) {
    if (!type(schema).equals("object") || schema.get("properties") == null) {
      return;
    }
    schema.putIfAbsent("additionalProperties", false);
    if (!asked.contains(name) && schema.get("required") == null) {
      Set<String> required = new TreeSet<>(map(schema.get("properties")).keySet());
      required.removeAll(OPTIONAL.getOrDefault(name, Set.of()));
      schema.put("required", List.copyOf(required));
    }
  }

  private void addExamples(Map<String, Object> operation) {
    if (operation.get("requestBody") != null) {
      map(map(operation.get("requestBody")).get("content")).values().forEach(this::exemplify);
    }
    map(operation.get("responses"))
        .forEach(
            (code, response) -> {
              if (map(response).get("content") != null) {
                map(map(response).get("content")).values().forEach(this::exemplify);
                failed(code, map(map(response).get("content")).get(PROBLEM));
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
                  SAID.getOrDefault(status, "How things stand is in the way") + "."));
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
          name, map(schemas.get(schema.get("$ref").toString().substring(SCHEMAS.length()))), depth);
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
    if (USUAL.containsKey(name) && !"object".equals(type(schema))) {
      boolean fits = type(schema).equals("string") == (USUAL.get(name) instanceof String);
      if (fits) {
        return USUAL.get(name);
      }
    }
    return switch (type(schema)) {
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

  private static String type(Map<String, Object> schema) {
    Object type = schema.getOrDefault("type", "object");
    return (type instanceof List<?> several ? several.get(0) : type).toString();
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
        : pattern.equals(ID) ? "garage" : pattern.equals(PLACE) ? "A1" : "10s";
  }

  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  static Map<String, Object> map(Object json) {
    return (Map<String, Object>) json;
  }
}
