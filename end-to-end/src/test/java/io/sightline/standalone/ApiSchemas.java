package io.sightline.standalone;

import static io.sightline.standalone.ApiDescription.map;

import io.sightline.domain.json.Json;
import io.sightline.domain.site.Privacy;
import io.sightline.query.web.v1.FactPageBody;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What bodies are: facts by their kinds, sites by the schema of their file, requests with what they
 * need, and nothing with members that it does not say.
 */
final class ApiSchemas {
  static final String REF = "#/components/schemas/";

  /** Members that are left out where there is nothing, by their schema. */
  private static final Map<String, Set<String>> OPTIONAL =
      Map.of(
          "Camera", Set.of("layout"),
          "Run", Set.of("layout"),
          "KeyBody", Set.of("key"),
          "CamerasBody", Set.of("up", "down", "refused", "never_seen", "since"),
          "ModelBody", Set.of("problem", "version", "task"),
          "LedgerDiff", Set.of("partial"),
          "Example", Set.of("a", "b"));

  private static final Object USERNAME =
      Map.of("pattern", "^[A-Za-z0-9][A-Za-z0-9@._-]{0,49}$", "maxLength", 50);
  private static final Object PASSWORD =
      Map.of(
          "minLength",
          8,
          "maxLength",
          72,
          "description",
          "8 characters or more, and at most 72 bytes in UTF-8");
  private static final Object EMAIL =
      Map.of("maxLength", 254, "pattern", "^([^\\s@]{1,64}@[^\\s@]{1,189})?$");
  private static final Object TIME = Map.of("pattern", ApiDescription.YEARS);
  private static final Object REASON = Map.of("minLength", 1, "maxLength", 1_000);
  private static final Object ROLE = Map.of("enum", List.of("admin", "clerk", "viewer"));
  private static final Object GRANTS =
      Map.of(
          "propertyNames",
          Map.of("pattern", ApiDescription.ID),
          "additionalProperties",
          Map.of("type", "string", "enum", List.of("clerk", "viewer")));

  /** What requests need; their other members may be null, which is to leave them out. */
  private static final Map<String, List<String>> NEEDED =
      Map.ofEntries(
          Map.entry("Login", List.of("username", "password")),
          Map.entry("Code", List.of("code", "code_verifier", "redirect_uri")),
          Map.entry("Registration", List.of("username", "password")),
          Map.entry("Confirmation", List.of("password")),
          Map.entry("OwnChange", List.of()),
          Map.entry("PasswordChange", List.of("current_password", "new_password")),
          Map.entry("NewErasure", List.of("site", "reason")),
          Map.entry("NewKey", List.of("name", "scopes")),
          Map.entry("NewReplay", List.of("run", "site")),
          Map.entry("NewHold", List.of("from", "to", "reason")),
          Map.entry("NewUser", List.of("username", "password", "role")),
          Map.entry("UserChange", List.of()),
          Map.entry("NewPassword", List.of("password")));

  /** What members of requests may be, by request and member. */
  private static final Map<String, Object> MAY_BE =
      Map.ofEntries(
          Map.entry("Registration.username", USERNAME),
          Map.entry("Registration.password", PASSWORD),
          Map.entry("Registration.email", EMAIL),
          Map.entry("OwnChange.username", USERNAME),
          Map.entry("OwnChange.email", EMAIL),
          Map.entry("PasswordChange.new_password", PASSWORD),
          Map.entry("NewErasure.site", Map.of("pattern", ApiDescription.ID)),
          Map.entry("NewErasure.plate", Map.of("minLength", 2)),
          Map.entry("NewErasure.from", TIME),
          Map.entry("NewErasure.to", TIME),
          Map.entry("NewErasure.reason", REASON),
          Map.entry("NewKey.name", Map.of("minLength", 1, "maxLength", 100)),
          Map.entry(
              "NewKey.scopes",
              Map.of(
                  "minItems",
                  1,
                  "items",
                  Map.of("type", "string", "enum", List.of("read", "write", "admin", "metrics")))),
          Map.entry("NewReplay.run", Map.of("pattern", ApiDescription.PLACE, "example", "monday")),
          Map.entry("NewReplay.site", Map.of("pattern", ApiDescription.ID)),
          Map.entry("NewReplay.from_run", Map.of("pattern", ApiDescription.PLACE)),
          Map.entry("NewReplay.from", TIME),
          Map.entry("NewReplay.to", TIME),
          Map.entry("NewHold.from", TIME),
          Map.entry("NewHold.to", TIME),
          Map.entry("NewHold.reason", REASON),
          Map.entry("NewHold.kind", Map.of("enum", Privacy.KINDS)),
          Map.entry("NewUser.username", USERNAME),
          Map.entry("NewUser.password", PASSWORD),
          Map.entry("NewUser.email", EMAIL),
          Map.entry("NewUser.role", ROLE),
          Map.entry("NewUser.sites", GRANTS),
          Map.entry("UserChange.username", USERNAME),
          Map.entry("UserChange.email", EMAIL),
          Map.entry("UserChange.role", ROLE),
          Map.entry("UserChange.sites", GRANTS),
          Map.entry("NewPassword.password", PASSWORD));

  private final Map<String, Object> described;
  private final Map<String, Object> schemas;

  /** Those that come from people, and so need less than answers have. */
  private final Set<String> asked = new HashSet<>();

  ApiSchemas(Map<String, Object> described) {
    this.described = described;
    this.schemas = map(map(described.get("components")).get("schemas"));
  }

  /** By name. */
  Map<String, Object> all() {
    return schemas;
  }

  /** Adds what the controllers do not say. */
  void complete() {
    describeFacts();
    describeSites();
    describeRequests();
    describePictures();
    schemas.put("Problem", problem());
    renamePages();
  }

  /** Says of a body that people send it. */
  void asked(Map<String, Object> schema) {
    if (schema.get("$ref") instanceof String ref) {
      asked.add(ref.substring(REF.length()));
    }
  }

  /** Takes away what says nothing, and what is not said. */
  void tighten() {
    schemas.values().forEach(ApiSchemas::plain);
    schemas.forEach((name, schema) -> tighten(name, map(schema)));
  }

  /** What is listed of facts comes from their kinds. */
  private void describeFacts() {
    schemas.remove("FactPageBody");
    List<Object> rows = new ArrayList<>();
    for (FactKind<?> kind : FactKinds.PRODUCT.ledger()) {
      schemas.putAll(FactPageBody.describe(kind));
      rows.add(Map.of("$ref", REF + kind.name()));
    }
    schemas.put(
        "facts_page",
        object(
            Map.of(
                "items", Map.of("type", "array", "items", Map.of("anyOf", rows)),
                "next", Map.of("type", List.of("string", "null")))));
  }

  /** Pictures come in forms and in JSON, which the controllers read themselves. */
  private void describePictures() {
    Map<String, Object> picture =
        Map.of("type", "string", "format", "binary", "description", "A picture, or a ZIP of them");
    Map<String, Object> several = Map.of("type", "array", "items", picture, "maxItems", 100);
    Map<String, Object> base64 = Map.of("type", "string", "contentEncoding", "base64");
    Map<String, Object> share = Map.of("type", "number", "minimum", 0, "maximum", 1);
    Map<String, Object> word = Map.of("type", "string", "maxLength", 64);
    Map<String, Object> form =
        object(
            new java.util.TreeMap<>(
                Map.of(
                    "image", picture,
                    "file", picture,
                    "images", several,
                    "files", several,
                    "confidence", share,
                    "region", word,
                    "spaces_config", Map.of("type", "string"),
                    "site", word,
                    "camera", word)));
    // In its place: generators make no class of what is only a form.
    for (Object path : map(described.get("paths")).values()) {
      for (Object operation : map(path).values()) {
        if (map(operation).get("requestBody") instanceof Map<?, ?> body
            && map(body.get("content")).get("multipart/form-data") instanceof Map<?, ?> sent) {
          map(sent).put("schema", form);
        }
      }
    }
    schemas.put(
        "PictureJson",
        object(
            new java.util.TreeMap<>(
                Map.of(
                    "image", base64,
                    "images", Map.of("type", "array", "items", base64, "maxItems", 100),
                    "confidence", share,
                    "region", word,
                    "spaces_config", Map.of("type", "array", "items", Map.of("type", "object")),
                    "site", word,
                    "camera", word))));
    schemas.put(
        "UsagePage",
        object(
            Map.of(
                "items",
                Map.of(
                    "type",
                    "array",
                    "items",
                    object(
                        new java.util.TreeMap<>(
                            Map.of(
                                "day", Map.of("type", "string", "format", "date"),
                                "user", Map.of("type", List.of("string", "null")),
                                "kind", Map.of("type", "string"),
                                "predictions", Map.of("type", "integer", "format", "int64"),
                                "average_confidence", Map.of("type", "number"),
                                "average_processing_ms", Map.of("type", "number"))))),
                "next",
                Map.of("type", List.of("string", "null")))));
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
        map(Json.read(resource("/schemas/site.schema.json").replace("#/$defs/", REF), Map.class));
    Map<String, Object> parts = map(site.remove("$defs"));
    site.remove("$schema");
    site.remove("title");
    // One that is shown may have none yet.
    map(map(site.get("properties")).get("cameras")).remove("minItems");
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
              Map.of("$ref", REF + thing + "Patch")));
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

  /** What is asked for with a body of its own. */
  private void describeRequests() {
    MAY_BE.forEach(
        (name, more) -> {
          String[] of = name.split("\\.");
          map(map(map(schemas.get(of[0])).get("properties")).get(of[1])).putAll(map(more));
        });
    NEEDED.forEach(
        (name, needed) -> {
          Map<String, Object> schema = map(schemas.get(name));
          if (!needed.isEmpty()) {
            schema.put("required", needed);
          }
          map(schema.get("properties"))
              .forEach((member, each) -> orNull(map(each), needed.contains(member)));
        });
  }

  private static void orNull(Map<String, Object> schema, boolean needed) {
    if (!needed && schema.get("type") instanceof String type) {
      schema.put("type", List.of(type, "null"));
      if (schema.get("enum") instanceof List<?> words) {
        List<Object> choice = new ArrayList<>(words);
        choice.add(null);
        schema.put("enum", choice);
      }
    } else if (!needed && schema.get("$ref") != null) {
      schema.put("type", List.of("object", "null"));
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
                    "instance", Map.of("type", "string", "format", "uri-reference"),
                    "success", Map.of("type", "boolean", "const", false),
                    "message", Map.of("type", "string"))));
    problem.put("required", List.of("status", "title", "detail"));
    problem.put("additionalProperties", false);
    problem.put(
        "description",
        "What goes wrong (RFC 9457); on CarWatch's paths `success` and `message` say it, too");
    return problem;
  }

  /** PageBodyCamera is the page of cameras. */
  private void renamePages() {
    String text = Json.write(described);
    for (String name : List.copyOf(schemas.keySet())) {
      if (name.startsWith("PageBody")) {
        String item = name.substring("PageBody".length());
        text = text.replace("\"" + REF + name + "\"", "\"" + REF + item + "Page\"");
        text = text.replace("\"" + name + "\":", "\"" + item + "Page\":");
      }
    }
    Map<String, Object> renamed = map(Json.read(text, Map.class));
    described.put("paths", renamed.get("paths"));
    Map<String, Object> after = map(map(renamed.get("components")).get("schemas"));
    schemas.clear();
    schemas.putAll(after);
  }

  /** What refers to a schema says nothing beside it but that it may be null. */
  private static void plain(Object json) {
    if (json instanceof List<?> list) {
      list.forEach(ApiSchemas::plain);
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
      schema.values().forEach(ApiSchemas::plain);
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

  static String type(Map<String, Object> schema) {
    Object type = schema.getOrDefault("type", "object");
    return (type instanceof List<?> several ? several.get(0) : type).toString();
  }
}
