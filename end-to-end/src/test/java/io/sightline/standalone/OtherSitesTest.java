package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.registry.SiteRegistry;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two sites, and people of one of them. Each operation that {@code openapi.json} describes is tried
 * with the things of the other site: it answers as it does of things that are nowhere. What the
 * description has and this test cannot name fails it.
 */
class OtherSitesTest {
  private static final String OURS = "garage";
  private static final String SECRET = "a-secret-of-at-least-32-characters-for-tests";
  private static final String EVIDENCE = "00000000-0000-4000-8000-0000000000%s1";

  /** What stands in the place of a parameter: of a site, and of none. */
  private record Things(String site, String camera, String spot, String run, String evidence) {
    static final Things OF_OURS = new Things(OURS, "gate", "A1", "morning", EVIDENCE.formatted(0));
    static final Things OF_THE_OTHER =
        new Things("harbour", "quay", "berth-1", "evening", EVIDENCE.formatted(1));
    static final Things OF_NONE =
        new Things("nowhere", "nothing", "berth-9", "never", EVIDENCE.formatted(9));

    /** Of a parameter's name. */
    String of(String parameter) {
      return switch (parameter) {
        case "site" -> site;
        case "camera" -> camera;
        case "spot" -> spot;
        case "run", "a", "b" -> run;
        case "id" -> evidence;
        case "kind" -> "passages";
        case "emotion_name" -> "happy";
        case "webhook", "job", "export" -> evidence;
        case "delivery" -> "1";
        case "user_id", "key_id" -> "999999999";
        case "plate" -> "XY9876";
        case "at" -> "2026-03-01T08:00:00Z";
        default ->
            throw new IllegalStateException(
                "This test does not know what the parameter '" + parameter + "' means.");
      };
    }

    /** A text without them. */
    String without(String text) {
      return text.replace(site, "…")
          .replace(camera, "…")
          .replace(spot, "…")
          .replace(run, "…")
          .replace(evidence, "…");
    }

    List<String> names() {
      return List.of(site, camera, spot, run);
    }
  }

  /** The body of each operation that has one; of those with null any will do. */
  private static final Map<String, String> BODIES = new TreeMap<>();

  static {
    BODIES.put(
        "POST /api/v1/auth/register", "{\"username\": \"z\", \"password\": \"long-enough-2\"}");
    BODIES.put("POST /auth/register", "{\"username\": \"v\", \"password\": \"long-enough-3\"}");
    BODIES.put("POST /auth/login", "{\"username\": \"x\", \"password\": \"%site%\"}");
    BODIES.put("POST /auth/update/username", "{\"new_username\": \"\"}");
    BODIES.put(
        "POST /auth/update/password",
        "{\"current_password\": \"%site%\", \"new_password\": \"%site%-longer\","
            + " \"confirm_new_password\": \"%site%-longer\"}");
    BODIES.put("POST /auth/delete", "{\"password\": \"%site%\"}");
    BODIES.put(
        "POST /api/v1/auth/provider/token",
        "{\"code\": \"x\", \"code_verifier\": \"y\", \"redirect_uri\": \"http://127.0.0.1/\"}");
    BODIES.put("POST /api/v1/auth/login", "{\"username\": \"x\", \"password\": \"%site%\"}");
    BODIES.put("PATCH /api/v1/auth/users/me", "{}");
    BODIES.put("DELETE /api/v1/auth/users/me", "{\"password\": \"%site%\"}");
    BODIES.put(
        "POST /api/v1/auth/users/me/password",
        "{\"current_password\": \"%site%\", \"new_password\": \"%site%\"}");
    BODIES.put(
        "POST /api/v1/corrections",
        "{\"run\": \"%run%\", \"of_kind\": \"plate_reads\", \"fact\": \"%evidence%\","
            + " \"became\": \"AB12\"}");
    BODIES.put("POST /api/v1/bolos", "{\"site\": \"%site%\", \"pattern\": \"XY9876\"}");
    BODIES.put("POST /api/v1/bolos/preview", "{\"site\": \"%site%\", \"pattern\": \"XY9876\"}");
    BODIES.put("PATCH /api/v1/bolos/{id}", "{\"active\": true}");
    BODIES.put(
        "POST /api/v1/silences",
        "{\"site\": \"%site%\", \"until\": \"" + Instant.now().plus(Duration.ofDays(30)) + "\"}");
    BODIES.put(
        "POST /api/v1/webhooks",
        "{\"site\": \"%site%\", \"url\": \"https://127.0.0.1/\", \"kinds\": [\"alerts\"]}");
    BODIES.put("PATCH /api/v1/webhooks/{webhook}", "{\"site\": \"%site%\"}");
    BODIES.put("POST /api/v1/keys", "{\"name\": \"x\", \"scopes\": [\"read\"]}");
    BODIES.put("PATCH /api/v1/users/{user_id}", "{\"sites\": {\"%site%\": \"viewer\"}}");
    BODIES.put("POST /api/v1/users/{user_id}/password", "{\"password\": \"%site%\"}");
    BODIES.put("POST /api/v1/cameras", "{\"site\": \"%site%\", \"id\": \"%camera%\"}");
    BODIES.put(
        "POST /api/v1/erasures",
        "{\"site\": \"%site%\", \"plate\": \"XY9876\", \"reason\": \"x\"}");
    BODIES.put("PATCH /api/v1/cameras/{camera}", "{\"zones\": []}");
    BODIES.put(
        "POST /api/v1/replays",
        "{\"run\": \"again\", \"site\": \"%site%\", \"from_run\": \"%run%\"}");
    BODIES.put("POST /api/v1/sites", "site: %site%\ncameras: []\n");
    BODIES.put("PUT /api/v1/sites/{site}", "site: %site%\ncameras: []\n");
    BODIES.put(
        "POST /api/v1/sites/{site}/holds",
        "{\"from\": \"2026-03-01T08:00:00Z\", \"to\": \"2026-03-02T08:00:00Z\", \"reason\": \"x\"}");
    BODIES.put("POST /api/auth/login", "{\"username\": \"x\", \"password\": \"%site%\"}");
    BODIES.put(
        "POST /api/users",
        "{\"username\": \"w\", \"password\": \"long-enough-8\", \"role\": \"clerk\"}");
    BODIES.put("POST /api/cameras", "{\"name\": \"x\"}");
    BODIES.put("PATCH /api/cameras/{camera}", "{}");
    BODIES.put("POST /api/events/{id}/confirm", "{}");
    BODIES.put("POST /api/events/{id}/reject", "{}");
    BODIES.put("POST /api/events/{id}/correction", "{\"corrected_plate\": \"AB12\"}");
    BODIES.put("POST /api/licenses/activate", "{\"license_key\": \"x\", \"node_id\": \"n\"}");
    BODIES.put("POST /api/licenses/usage", "{\"node_id\": \"n\", \"camera_count\": 1}");
    BODIES.put("POST /api/bolos", "{\"plate_pattern\": \"XY9876\"}");
    BODIES.put("PATCH /api/bolos/{id}", "{\"active\": true}");
    BODIES.put("POST /api/uploads", "{}");
    BODIES.put("POST /api/feedback/export", "{}");
    BODIES.put("POST /api/upload_image", "{\"image\": \"aGVsbG8=\"}");
    BODIES.put("POST /api/plate", "{\"plate\": \"--\"}");
    BODIES.put("POST /api/v1/predict", "{\"image\": \"aGVsbG8=\"}");
    BODIES.put("POST /api/v1/detect/vehicles", "{\"image\": \"aGVsbG8=\"}");
    BODIES.put("POST /api/v1/detect/license-plate", "{\"image\": \"aGVsbG8=\"}");
    BODIES.put("POST /api/v1/analyze/occupancy", "{\"image\": \"aGVsbG8=\"}");
    BODIES.put("POST /api/v1/stream/process", "{\"camera\": \"%camera%\"}");
    BODIES.put("POST /api/v1/sites/{site}/inside", "{\"vehicles\": 7}");
    BODIES.put(
        "POST /api/v1/users",
        "{\"username\": \"y\", \"password\": \"long-enough-9\", \"role\": \"viewer\","
            + " \"sites\": {\"%site%\": \"viewer\"}}");
  }

  /** Operations that are of no site: nothing of the other is in what they say. */
  private static final Set<String> OF_NO_SITE =
      Set.of(
          "POST /api/v1/auth/login",
          "POST /api/v1/auth/register",
          "POST /auth/login",
          "POST /auth/register",
          "GET /auth/me",
          "POST /auth/update/username",
          "POST /auth/update/password",
          "POST /auth/delete",
          "POST /api/auth/login",
          "GET /api/admin/health",
          "GET /metrics",
          "GET /api/feedback/pending",
          "POST /api/feedback/export",
          "POST /api/uploads",
          "POST /api/upload_image",
          "POST /api/plate",
          "GET /api/history",
          "POST /api/fetch_img",
          "POST /api/v1/auth/provider/token",
          "PATCH /api/v1/auth/users/me",
          "POST /api/v1/auth/users/me/password",
          "POST /api/v1/keys",
          "GET /api/v1/auth/provider",
          "GET /api/v1/bundle-key",
          "GET /api/v1/auth/users/me",
          "GET /api/v1/model/info",
          "GET /api/v1/emotions",
          "GET /api/v1/health",
          "GET /api/v1/dashboard/emotion/{emotion_name}",
          "POST /api/v1/predict",
          "POST /api/v1/detect/vehicles",
          "POST /api/v1/detect/license-plate",
          "GET /health",
          "GET /health/live",
          "GET /health/ready");

  /** After these whoever has asked is signed out. */
  private static final Set<String> LEAVING =
      Set.of(
          "POST /api/v1/auth/logout",
          "POST /auth/logout",
          "POST /api/v1/auth/users/me/sign-out-everywhere");

  @TempDir static Path folder;
  private static Database database;
  private static QueryService service;
  private static Api admin;
  private static final Map<String, Api> PEOPLE = new TreeMap<>();

  @BeforeAll
  static void start() throws Exception {
    database = Database.open(null, folder);
    for (Things things : List.of(Things.OF_OURS, Things.OF_THE_OTHER)) {
      fill(things);
    }
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                Settings.load(
                    null,
                    Map.of(
                        "SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1",
                        "SIGHTLINE_LIMITS_REQUESTS", "10000",
                        "SIGHTLINE_LIMITS_SIGN_INS", "1000",
                        "SIGHTLINE_LIMITS_SIGN_INS_ADDRESS", "1000",
                        "SIGHTLINE_EMOTIONS_PURPOSE", "a demonstration",
                        "SIGHTLINE_EMOTIONS_PLACE", "a kiosk")),
                0,
                SECRET,
                KeyFile.of(new Secrets(folder).file("installation")),
                folder,
                "test",
                null));
    Api anonymous = Api.anonymous("http://127.0.0.1:" + service.port());
    admin = anonymous.signIn("admin", service.firstAdmin().orElseThrow());
    for (String role : List.of("clerk", "viewer")) {
      String user =
          "{\"username\": \"%s\", \"password\": \"long-enough-1\", \"role\": \"%s\", \"sites\": {\"%s\": \"%s\"}}";
      assertThat(admin.status("POST", "/api/v1/users", user.formatted(role, role, OURS, role)))
          .isEqualTo(201);
      PEOPLE.put(role, anonymous.signIn(role, "long-enough-1"));
    }
  }

  @AfterAll
  static void stop() {
    service.close();
    database.close();
  }

  private static void fill(Things things) throws Exception {
    String file =
        """
        site: %s
        cameras:
          - {id: %s, uri: 'rtsp://127.0.0.1:1/%s', spots: [{id: %s, polygon: [[0, 0], [10, 0], [10, 10]]}]}
        """
            .formatted(things.site, things.camera, things.camera, things.spot);
    Site site = SiteFile.parse(things.site, Path.of("/"), file).site();
    new SiteRegistry(database.address()).store(site, "test");
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into runs (run, site, state, layout) values ('%s', '%s', 'done', '{}')"
              .formatted(things.run, things.site));
      statement.execute(
          "insert into bolos (id, site, pattern, match, valid_from) values ('%s', '%s', 'XY9876', 'exact', now())"
              .formatted(things.evidence, things.site));
      statement.execute(
          "insert into silences (id, site, begins_at, ends_at) values ('%s', '%s', now(), now() + interval '1 day')"
              .formatted(things.evidence, things.site));
      statement.execute(
          "insert into webhooks (id, site, url, kinds, active, secret) values ('%s', '%s', 'https://127.0.0.1/', '{alerts}', false, '')"
              .formatted(things.evidence, things.site));
      for (String run : List.of("live", things.run)) {
        statement.execute(alert(things, run));
        statement.execute(passage(things, run));
        statement.execute(stay(things, run));
        statement.execute(
            """
            insert into plate_reads (run, id, site, at, camera, track, text, score, reads, evidence,
              revision, final, model_sha256, layout_version, code_version)
            values ('%s', '%s', '%s', now(), '%s', gen_random_uuid(), 'ABCD12', 0.9, 3, 'x.jpg', 0, true, '', '', '1')
            """
                .formatted(run, things.evidence, things.site, things.camera));
        statement.execute(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            values ('%s', gen_random_uuid(), '%s', '%s', '2026-03-01T08:00:00Z', 0, 1, 1, '', '1', '')
            """
                .formatted(run, things.site, things.camera));
      }
    }
  }

  private static String alert(Things things, String run) {
    return """
        insert into alerts (run, id, site, at, kind, cause, text, camera, revision, final, model_sha256,
          layout_version, code_version)
        values ('%s', '%s', '%s', now(), 'watchlist', 'cause', 'text', '%s', 0, true, '', '', '')
        """
        .formatted(run, things.evidence, things.site, things.camera);
  }

  private static String stay(Things things, String run) {
    return """
        insert into vehicle_sessions (run, id, site, at, label, outcome, grace, overstay, revision,
          final, model_sha256, layout_version, code_version)
        values ('%s', '%s', '%s', now(), 'car', 'open', false, false, 0, false, '', '', '')
        """
        .formatted(run, things.evidence, things.site);
  }

  private static String passage(Things things, String run) {
    return """
        insert into passages (run, id, site, at, camera, gate, direction, track, label, picture, revision,
          final, model_sha256, layout_version, code_version)
        values ('%s', '%s', '%s', now(), '%s', 'main', 'entry', gen_random_uuid(), 'car', 'x.jpg', 0,
          true, '', '', '')
        """
        .formatted(run, things.evidence, things.site, things.camera);
  }

  /** An operation that is described. */
  private record Operation(String method, String path, List<Map<?, ?>> parameters) {
    String name() {
      return method + " " + path;
    }

    /** The same of some things; parameters that are no thing's and need not be are left out. */
    HttpResponse<String> ask(Api who, Things things) throws Exception {
      String concrete = path;
      List<String> query = new ArrayList<>();
      for (Map<?, ?> parameter : parameters) {
        String name = parameter.get("name").toString();
        if (parameter.get("in").equals("path")) {
          // Holds are numbered, everything else has a name of its own.
          String value =
              name.equals("id") && path.matches(".*/(holds|erasures)/.*") ? "1" : things.of(name);
          concrete = concrete.replace("{" + name + "}", value);
        } else if (Set.of("site", "camera", "run").contains(name)
            || Boolean.TRUE.equals(parameter.get("required"))) {
          query.add(name + "=" + things.of(name));
        }
      }
      return who.send(method, concrete + "?" + String.join("&", query), body(things));
    }

    private String body(Things things) {
      String body = BODIES.get(name());
      return body == null
          ? null
          : body.replace("%site%", things.site)
              .replace("%camera%", things.camera)
              .replace("%run%", things.run)
              .replace("%evidence%", things.evidence);
    }
  }

  private static List<Operation> operations() throws Exception {
    Map<?, ?> described =
        Json.read(
            Files.readString(
                TestSite.root().resolve("query-service/src/main/resources/static/openapi.json")),
            Map.class);
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<?, ?> path : ((Map<?, ?>) described.get("paths")).entrySet()) {
      for (Map.Entry<?, ?> method : ((Map<?, ?>) path.getValue()).entrySet()) {
        Map<?, ?> operation = (Map<?, ?>) method.getValue();
        List<Map<?, ?>> parameters = new ArrayList<>();
        if (operation.get("parameters") instanceof List<?> all) {
          all.forEach(one -> parameters.add((Map<?, ?>) one));
        }
        Operation found =
            new Operation(
                method.getKey().toString().toUpperCase(Locale.ROOT),
                path.getKey().toString(),
                parameters);
        assertThat(operation.get("requestBody") == null || BODIES.containsKey(found.name()))
            .as("this test has a body for %s", found.name())
            .isTrue();
        operations.add(found);
      }
    }
    return operations;
  }

  @Test
  void whatIsTheOtherSitesAnswersAsWhatIsNowhere() throws Exception {
    int refused = 0;
    for (Operation operation : staying()) {
      for (Map.Entry<String, Api> person : PEOPLE.entrySet()) {
        String what = person.getKey() + ": " + operation.name();
        HttpResponse<String> other = operation.ask(person.getValue(), Things.OF_THE_OTHER);
        HttpResponse<String> none = operation.ask(person.getValue(), Things.OF_NONE);
        assertThat(other.statusCode()).as(what).isEqualTo(none.statusCode());
        if (OF_NO_SITE.contains(operation.name()) || other.statusCode() == 200) {
          assertThat(other.body()).as(what).doesNotContain(Things.OF_THE_OTHER.names());
        } else if (!operation.name().equals("POST /api/v1/live/tickets")) {
          assertThat(other.statusCode()).as(what).isIn(403, 404);
          assertThat(Things.OF_THE_OTHER.without(other.body()))
              .as(what)
              .isEqualTo(Things.OF_NONE.without(none.body()));
          refused++;
        }
      }
    }
    assertThat(refused).as("answers of 403 or 404").isGreaterThan(2 * 20);
  }

  /** Those after which one may go on. */
  private static List<Operation> staying() throws Exception {
    return operations().stream().filter(one -> !LEAVING.contains(one.name())).toList();
  }

  /** Somebody like an asker, who may leave; the same where they cannot. */
  private static Api leaving(String asker, Api same) throws Exception {
    String[] is =
        switch (asker) {
          case "viewer", "clerk" -> new String[] {asker, OURS};
          case "stranger" -> new String[] {"clerk", Things.OF_THE_OTHER.site};
          case "admin" -> new String[] {"admin", null};
          default -> null;
        };
    if (is == null) {
      return same;
    }
    String name = "leaving-" + UUID.randomUUID();
    String sites = is[1] == null ? "" : ", \"sites\": {\"%s\": \"%s\"}".formatted(is[1], is[0]);
    assertThat(
            admin.status(
                "POST",
                "/api/v1/users",
                "{\"username\": \"%s\", \"password\": \"long-enough-1\", \"role\": \"%s\"%s}"
                    .formatted(name, is[0], sites)))
        .isEqualTo(201);
    return Api.anonymous("http://127.0.0.1:" + service.port()).signIn(name, "long-enough-1");
  }

  /** Who asks; the other site's viewer asks for what is ours. */
  private static Map<String, Api> askers() throws Exception {
    Api anonymous = Api.anonymous("http://127.0.0.1:" + service.port());
    Map<String, Api> askers = new LinkedHashMap<>();
    askers.put("none", anonymous);
    askers.put("viewer", PEOPLE.get("viewer"));
    askers.put("clerk", PEOPLE.get("clerk"));
    for (String user : List.of("stranger", "shut-out")) {
      String site = user.equals("stranger") ? Things.OF_THE_OTHER.site : OURS;
      assertThat(
              admin.status(
                  "POST",
                  "/api/v1/users",
                  "{\"username\": \"%s\", \"password\": \"long-enough-1\", \"role\": \"clerk\", \"sites\": {\"%s\": \"clerk\"}}"
                      .formatted(user, site)))
          .isEqualTo(201);
      askers.put(user, anonymous.signIn(user, "long-enough-1"));
    }
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("update users set is_active = false where username = 'shut-out'");
    }
    askers.put("expired", anonymous.with(expired()));
    HttpResponse<String> key =
        admin.send("POST", "/api/v1/keys", "{\"name\": \"scraper\", \"scopes\": [\"metrics\"]}");
    assertThat(key.statusCode()).isEqualTo(201);
    askers.put(
        "key without scope",
        anonymous.with(Json.read(key.body(), Map.class).get("key").toString()));
    // Last, since an admin changes things.
    askers.put("admin", admin);
    return askers;
  }

  /** A token of the admin that was good until an hour ago. */
  private static String expired() throws Exception {
    Instant hourAgo = Instant.now().minusSeconds(3_600);
    String signed =
        base64("{\"alg\":\"HS256\"}")
            + "."
            + base64(
                "{\"iss\":\"sightline\",\"aud\":\"sightline\",\"sub\":\"admin\",\"iat\":%d,\"exp\":%d}"
                    .formatted(hourAgo.getEpochSecond() - 60, hourAgo.getEpochSecond()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Let in, or the status that turns away. */
  private static String cell(int status) {
    return Set.of(401, 403, 404).contains(status) ? Integer.toString(status) : "in";
  }

  /**
   * A3: each operation that is described, and the live feed, for each kind of asker. A row that is
   * missing fails, and so does one too many.
   */
  @Test
  void eachOperationLetsInWhomTheTableSays() throws Exception {
    Map<String, Api> askers = askers();
    Map<String, String> found = new TreeMap<>();
    Map<String, StringBuilder> rows = new TreeMap<>();
    for (Map.Entry<String, Api> asker : askers.entrySet()) {
      for (Operation operation : operations()) {
        Api who =
            LEAVING.contains(operation.name())
                ? leaving(asker.getKey(), asker.getValue())
                : asker.getValue();
        int status = operation.ask(who, Things.OF_OURS).statusCode();
        // No camera is there to be looked through and no model, and the minute that is stored is
        // empty.
        boolean nothing =
            operation
                .path()
                .matches(".*(snapshot|observations|/detect/.*|/analyze/.*|/upload_image|/predict)");
        assertThat(nothing ? 200 : status).as(operation.name()).isLessThan(500);
        rows.computeIfAbsent(operation.name(), name -> new StringBuilder())
            .append('\t')
            .append(cell(status));
      }
      for (String kind : List.of("", "plate_reads", "cameras")) {
        String query = "?site=" + OURS + (kind.isEmpty() ? "" : "&kinds=" + kind);
        rows.computeIfAbsent("LISTEN /api/v1/live " + kind, name -> new StringBuilder())
            .append('\t')
            .append(cell(asker.getValue().handshake(query)));
      }
    }
    rows.forEach((name, cells) -> found.put(name.strip(), cells.toString()));
    Path table = TestSite.root().resolve("end-to-end/src/test/resources/access-matrix.tsv");
    String head = "operation\t" + String.join("\t", askers.keySet());
    if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
      List<String> lines = new ArrayList<>(List.of(head));
      found.forEach((name, cells) -> lines.add(name + cells));
      Files.write(table, lines);
    }
    List<String> lines = Files.readAllLines(table);
    assertThat(lines.get(0)).isEqualTo(head);
    Map<String, String> expected = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int tab = line.indexOf('\t');
      expected.put(line.substring(0, tab), line.substring(tab));
    }
    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void whatIsTheirOwnIsThereForThemAndAllOfItForTheAdmin() throws Exception {
    for (Operation operation : operations()) {
      // Of these the test has none: no camera sends or has moved, there is no picture, and no site
      // is public.
      boolean none =
          operation
              .path()
              .matches(
                  ".*(snapshot|layout/moved|evidence|crop|metrics|feedback/export/.*|jobs/.*|picture|bundle|bundle-key|observations|model/info|erasures/.*|users/\\{.*|provider|availability)");
      if (operation.method().equals("GET") && !none) {
        for (Api who : PEOPLE.values()) {
          if (operation
              .path()
              .matches(
                  ".*/(users|admin/health|metrics|holds|erasures|subject-access|audit|webhooks.*)")) {
            // The admin's alone.
            continue;
          }
          assertThat(operation.ask(who, Things.OF_OURS).statusCode())
              .as(operation.name())
              .isEqualTo(200);
        }
        for (Things things : List.of(Things.OF_OURS, Things.OF_THE_OTHER)) {
          if (!operation.path().matches(".*/(users/me|verify)")) {
            HttpResponse<String> answer = operation.ask(admin, things);
            assertThat(answer.statusCode()).as("admin: %s", operation.name()).isEqualTo(200);
            assertThat(problems(operation, answer.body())).as(operation.name()).isEmpty();
          }
        }
      }
    }
  }

  /** A11: what of an answer is not as it is described, members that nobody described among it. */
  private static List<String> problems(Operation operation, String body) throws Exception {
    Map<String, Object> described = Described.openApi();
    Map<String, Object> media =
        Stream.of(
                "paths", operation.path(), "get", "responses", "200", "content", "application/json")
            .reduce(
                described, (at, part) -> ApiDescription.map(at.get(part)), (one, other) -> other);
    return Described.by(described)
        .problems(ApiDescription.map(media.get("schema")), Json.read(body, Object.class));
  }

  @Test
  void listsWithoutASiteHaveNothingOfTheOther() throws Exception {
    for (Operation operation : operations()) {
      boolean takesAll =
          operation.parameters().stream()
              .noneMatch(
                  one ->
                      one.get("in").equals("path") && !one.get("name").equals("kind")
                          || Boolean.TRUE.equals(one.get("required"))
                              && !one.get("name").equals("kind"));
      if (operation.method().equals("GET") && takesAll) {
        String path = operation.path().replace("{kind}", "passages");
        for (Map.Entry<String, Api> person : PEOPLE.entrySet()) {
          assertThat(person.getValue().send("GET", path, null).body())
              .as("%s: %s", person.getKey(), path)
              .doesNotContain(Things.OF_THE_OTHER.names());
        }
      }
    }
  }

  @Test
  void theLiveFeedTellsNothingOfTheOther() throws Exception {
    for (Api person : PEOPLE.values()) {
      Queue<String> heard = new ConcurrentLinkedQueue<>();
      WebSocket all = person.listen("", (message, at) -> heard.add(Json.write(message)));
      await().atMost(Duration.ofSeconds(10)).until(() -> !heard.isEmpty());
      try (Connection connection = database.address().connect();
          Statement statement = connection.createStatement()) {
        // The other's first, so that it would be heard before.
        statement.execute(passage(Things.OF_THE_OTHER, "live"));
        statement.execute(passage(Things.OF_OURS, "live"));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> heard.stream().anyMatch(message -> message.contains(OURS)));
      assertThat(heard).noneMatch(message -> message.contains(Things.OF_THE_OTHER.site));
      all.abort();
    }
  }
}
