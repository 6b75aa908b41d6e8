package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.live.LiveOutlet;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The live WebSocket as /asyncapi.yaml describes it, which comes from the kinds of facts. */
class LiveDescriptionTest {
  @TempDir Path folder;

  /** The messages by their kinds, as JSON Schema. */
  private static Map<String, Map<String, Object>> messages() {
    Map<String, Map<String, Object>> messages = new LinkedHashMap<>();
    for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
      if (kind.feed() != null) {
        messages.put(kind.name(), row(kind));
      }
    }
    Map<String, Object> camera = new LinkedHashMap<>();
    camera.put("kind", Map.of("const", "camera_latest"));
    camera.put("cursor", Map.of("type", "string"));
    camera.put("camera", Map.of("type", "string"));
    camera.put("site", Map.of("type", "string"));
    camera.put("at", Map.of("type", "string", "format", "date-time"));
    camera.put("up", Map.of("type", "boolean"));
    camera.put("reason", Map.of("type", List.of("string", "null")));
    camera.put("width", Map.of("type", "integer"));
    camera.put("height", Map.of("type", "integer"));
    Map<String, Object> box = new LinkedHashMap<>();
    box.put("label", Map.of("type", "string"));
    for (String number : List.of("score", "x", "y", "width", "height")) {
      box.put(number, Map.of("type", "number"));
    }
    camera.put("boxes", Map.of("type", "array", "items", strict(box)));
    messages.put("camera_latest", strict(camera));
    for (String sign : List.of("hello", "heartbeat")) {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("kind", Map.of("const", sign));
      properties.put("cursor", Map.of("type", "string"));
      messages.put(sign, strict(properties));
    }
    return messages;
  }

  private static Map<String, Object> row(FactKind<?> kind) {
    Map<String, Object> known = ApiDescription.map(kind.schema().get("properties"));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("kind", Map.of("const", kind.name()));
    properties.put("cursor", Map.of("type", "string"));
    properties.put("run", Map.of("const", "live"));
    for (FactColumn column : kind.storedColumns()) {
      Map<String, Object> schema =
          new LinkedHashMap<>(ApiDescription.map(known.get(kind.nameInMessages(column))));
      if (column.nullable()) {
        schema.put("type", List.of(schema.get("type"), "null"));
        if (schema.get("enum") instanceof List<?> words) {
          List<Object> orNull = new ArrayList<>(words);
          orNull.add(null);
          schema.put("enum", orNull);
        }
      }
      properties.put(kind.nameInMessages(column), schema);
    }
    properties.put("retracted", Map.of("type", "boolean"));
    for (String time : kind.timeColumns()) {
      properties.putIfAbsent(
          time, Map.of("type", List.of("string", "null"), "format", "date-time"));
    }
    for (String column : kind.peoplesNames()) {
      properties.putIfAbsent(column, Map.of("type", List.of("string", "null")));
    }
    return strict(properties);
  }

  private static Map<String, Object> strict(Map<String, Object> properties) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("additionalProperties", false);
    object.put("required", List.copyOf(properties.keySet()));
    object.put("properties", properties);
    return object;
  }

  private static Map<String, Object> description() {
    Map<String, Object> messages = new LinkedHashMap<>();
    messages()
        .forEach(
            (kind, payload) -> {
              Map<String, Object> message = new LinkedHashMap<>();
              message.put("name", kind);
              message.put("summary", summary(kind));
              message.put("payload", payload);
              messages.put(kind, message);
            });
    Map<String, Object> here = new LinkedHashMap<>();
    messages.keySet().forEach(kind -> here.put(kind, ref("components/messages/" + kind)));
    Set<String> words = new TreeSet<>(LiveRows.kinds(FactKinds.PRODUCT));
    words.addAll(LiveRows.feeds(FactKinds.PRODUCT));
    Map<String, Object> query = new LinkedHashMap<>();
    query.put(
        "kinds",
        said(
            "What to be told, separated by commas: messages' kinds, or the short words that stand"
                + " for several; left out for all. Known: "
                + String.join(", ", words)));
    query.put("site", said("Only what is of this site; left out for all that may be seen"));
    query.put(
        "purpose",
        said("What plates are listened to for, where no header X-Purpose can be sent; noted"));
    query.put("since", said("The `cursor` of an earlier message: what came after it comes first"));
    query.put(
        "ticket",
        said("Of POST /api/v1/live/tickets, good once and for 30 seconds, where no header can be"));
    Map<String, Object> channel = new LinkedHashMap<>();
    channel.put("address", "/api/v1/live");
    channel.put("description", closing());
    channel.put("messages", here);
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("type", "object");
    asked.put("additionalProperties", false);
    asked.put("properties", query);
    channel.put(
        "bindings",
        Map.of("ws", Map.of("method", "GET", "bindingVersion", "0.1.0", "query", asked)));
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("asyncapi", "3.0.0");
    described.put("info", Map.of("title", "Sightline live", "version", "v1"));
    described.put("defaultContentType", "application/json");
    Map<String, Object> channels = new LinkedHashMap<>();
    channels.put("live", channel);
    described.put("channels", channels);
    Map<String, Object> listen = new LinkedHashMap<>();
    listen.put("action", "send");
    listen.put("channel", ref("channels/live"));
    listen.put("summary", "Every new fact of the live run, as it becomes known");
    Map<String, Object> operations = new LinkedHashMap<>();
    operations.put("tell", listen);
    described.put("operations", operations);
    DoorMessages.addTo(channels, messages, operations);
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("messages", messages);
    components.put(
        "securitySchemes",
        Map.of("bearer", Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT")));
    described.put("components", components);
    return described;
  }

  private static String summary(String kind) {
    return switch (kind) {
      case "hello" -> "The first message: from this cursor on";
      case "heartbeat" -> "Every five seconds, also while nothing happens";
      case "camera_latest" -> "The newest word of a camera";
      default ->
          "A new or revised row; the same key again is the same fact, `retracted` takes it back";
    };
  }

  private static String closing() {
    List<String> goodbyes = new ArrayList<>();
    for (LiveOutlet.Farewell farewell : LiveOutlet.Farewell.values()) {
      goodbyes.add("\"" + farewell.reason() + "\"");
    }
    return "A WebSocket on which only the service talks. A handshake that is refused is answered with"
        + " a problem (RFC 9457): 400 for words that are not known, 401, 403 for pages of origins"
        + " that service.cors-origins does not name, 404, 426 for what is no WebSocket, 429 and 503"
        + " with Retry-After. After it has opened it is closed with a code and a reason: 1008 when"
        + " who listens may not any more, 1001 when the service ends, 1013 when it cannot keep up"
        + " now. Reasons: "
        + String.join(", ", goodbyes)
        + ".";
  }

  private static Map<String, Object> ref(String to) {
    return Map.of("$ref", "#/" + to);
  }

  private static Map<String, Object> said(String description) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("type", "string");
    said.put("description", description);
    return said;
  }

  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> ordered = new java.util.TreeMap<>();
      map.forEach((key, inner) -> ordered.put(key.toString(), sorted(inner)));
      return ordered;
    }
    return value instanceof List<?> list
        ? list.stream().map(LiveDescriptionTest::sorted).toList()
        : value;
  }

  @Test
  void theDescriptionIsWhatTheKindsSay() throws Exception {
    String now =
        new Dump(
                DumpSettings.builder()
                    .setDefaultFlowStyle(FlowStyle.BLOCK)
                    .setDereferenceAliases(true)
                    .setWidth(120)
                    .build())
            .dumpToString(sorted(description()));
    Path committed =
        TestSite.root().resolve("query-service/src/main/resources/static/asyncapi.yaml");
    if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
      Files.writeString(committed, now);
    }
    assertThat(Files.readString(committed))
        .as("written anew with SIGHTLINE_UPDATE_GOLDEN=1")
        .isEqualTo(now);
  }

  @Test
  void whatIsSentIsAsItIsDescribed() throws Exception {
    try (Database database = Database.open(null, folder);
        QueryService service =
            QueryService.start(
                new QueryServiceOptions(
                    database.address(),
                    Settings.load(null, Map.of("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1")),
                    0,
                    "a-secret-of-at-least-32-characters-for-tests",
                    KeyFile.NONE,
                    folder,
                    "test",
                    null))) {
      Api anonymous = Api.anonymous("http://127.0.0.1:" + service.port());
      Api admin = anonymous.signIn("admin", service.firstAdmin().orElseThrow());
      assertThat(anonymous.send("GET", "/asyncapi.yaml", null).body()).startsWith("asyncapi:");
      Map<String, Map<String, Object>> heard = new ConcurrentHashMap<>();
      WebSocket all =
          admin.listen(
              "",
              (message, at) ->
                  heard.put(message.get("kind").toString(), ApiDescription.map(message)));
      await().atMost(Duration.ofSeconds(10)).until(() -> heard.containsKey("hello"));
      try (Connection connection = database.address().connect();
          Statement statement = connection.createStatement()) {
        for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
          if (kind.feed() != null) {
            statement.execute(insert(kind));
          }
        }
        statement.execute(
            "insert into camera_latest (camera, site, at, up, width, height, boxes) values ('gate',"
                + " 'garage', now(), true, 64, 48, '[{\"label\": \"car\", \"score\": 0.5, \"x\": 1,"
                + " \"y\": 2, \"width\": 3, \"height\": 4}]')");
      }
      Map<String, Map<String, Object>> described = messages();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(heard).containsOnlyKeys(described.keySet()));
      all.abort();
      described.forEach(
          (kind, schema) ->
              assertThat(Described.by(Map.of()).problems(schema, heard.get(kind)))
                  .as(Json.write(heard.get(kind)))
                  .isEmpty());
    }
  }

  /** A row of a kind that says as little as it can. */
  private static String insert(FactKind<?> kind) {
    List<String> names = new ArrayList<>(List.of("run", "code_version"));
    List<String> values = new ArrayList<>(List.of("'live'", "'1'"));
    for (FactColumn column : kind.storedColumns()) {
      if (!column.nullable()) {
        names.add(column.name());
        values.add(value(kind, column));
      }
    }
    return "insert into %s (%s) values (%s)"
        .formatted(kind.name(), String.join(", ", names), String.join(", ", values));
  }

  private static String value(FactKind<?> kind, FactColumn column) {
    Map<String, Object> schema =
        ApiDescription.map(
            ApiDescription.map(kind.schema().get("properties")).get(kind.nameInMessages(column)));
    if (schema.get("enum") instanceof List<?> words) {
      return "'" + words.get(0) + "'";
    }
    return switch (column.type()) {
      case ID -> "gen_random_uuid()";
      case INSTANT -> "now()";
      case LONG, INTEGER, FLOAT, DOUBLE -> "1";
      case BOOLEAN -> "true";
      case SHARES -> "'{\"happy\": 0.5}'";
      case TEXT, WORD -> "'garage'";
    };
  }
}
