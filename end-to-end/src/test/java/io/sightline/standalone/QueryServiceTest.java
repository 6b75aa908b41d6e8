package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.media.PictureEncoder;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.predictions.Asker;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springdoc.core.utils.SpringDocUtils;

/** The service alone: what it says of itself, who gets in, and what it does when things fail. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QueryServiceTest {
  /** What anybody may reach. */
  private static final Set<String> OPEN =
      Set.of(
          "POST /api/v1/auth/login",
          "POST /api/v1/auth/register",
          "POST /auth/login",
          "POST /auth/register",
          "POST /api/auth/login",
          "GET /api/v1/auth/provider",
          "GET /api/v1/bundle-key",
          "GET /availability",
          "POST /api/v1/auth/provider/token",
          "POST /api/v1/predict",
          "POST /api/v1/detect/vehicles",
          "POST /api/v1/detect/license-plate",
          "POST /api/v1/analyze/occupancy",
          "GET /api/v1/emotions",
          "GET /api/v1/model/info",
          "GET /api/v1/health",
          "GET /health",
          "GET /health/live",
          "GET /health/ready",
          "GET /health/models",
          "GET /health/gpu");

  @TempDir static Path folder;
  private static Database database;
  private static Cable cable;
  private static QueryService service;
  private static Api anonymous;
  private static Api admin;

  @BeforeAll
  static void start() {
    database = Database.open(null, folder);
    String url = database.address().url();
    cable = new Cable(Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1")));
    service = serve();
    anonymous = Api.anonymous("http://127.0.0.1:" + service.port());
  }

  /** Who asks is no parameter. */
  @BeforeAll
  static void hideWhoAsks() {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Reader.class, Editor.class, Asker.class);
  }

  private static QueryService serve() {
    return QueryService.start(
        new QueryServiceOptions(
            new DatabaseAddress(
                database.address().url().replaceFirst(":\\d+/", ":" + cable.port() + "/"),
                database.address().user(),
                database.address().password()),
            Settings.load(
                null,
                Map.of(
                    "SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1",
                    "SIGHTLINE_LIMITS_REQUESTS", "10000")),
            0,
            "a-secret-of-at-least-32-characters-for-tests",
            KeyFile.of(new Secrets(folder).file("installation")),
            folder,
            "test",
            new EmotionModel(
                "faces",
                "1.0.0",
                "MIT",
                "ab12",
                List.of(-1L, 1L, 48L, 48L),
                List.of("happy", "sad"),
                240_000)));
  }

  @AfterAll
  static void stop() {
    service.close();
    cable.close();
    database.close();
  }

  @Test
  @Order(1)
  void theFirstAdminIsMadeOnceAndOnlyItsPasswordOpens() throws Exception {
    String password = service.firstAdmin().orElseThrow();
    assertThat(password).hasSizeGreaterThanOrEqualTo(20);
    assertThat(service.firstAdmin()).isEmpty();
    admin = anonymous.signIn("admin", password);
    assertThat(admin.get("/api/v1/auth/users/me").get("role")).isEqualTo("admin");
    // {"alg":"none"} {"sub":"admin","iss":"sightline","aud":"sightline"}, unsigned
    String unsigned =
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImlzcyI6InNpZ2h0bGluZSIsImF1ZCI6InNpZ2h0bGluZSJ9.";
    String ticket =
        Json.read(admin.send("POST", "/api/v1/live/tickets", null).body(), Map.class)
            .get("ticket")
            .toString();
    for (String wrong : List.of(unsigned, "nonsense", ticket)) {
      assertThat(anonymous.with(wrong).status("GET", "/api/v1/sites", null))
          .as(wrong)
          .isEqualTo(401);
    }
  }

  @Test
  @Order(2)
  @SuppressWarnings("unchecked") // JSON objects have texts as keys.
  void theInterfaceIsAsItIsDescribed() throws Exception {
    Map<String, Object> described = anonymous.get("/v3/api-docs");
    ApiDescription.finish(described, OPEN);
    String now = Json.write(sorted(described));
    Path committed =
        TestSite.root().resolve("query-service/src/main/resources/static/openapi.json");
    if (System.getenv("SIGHTLINE_UPDATE_GOLDEN") != null) {
      Files.writeString(committed, now + "\n");
    }
    assertThat(Files.readString(committed).strip())
        .as("written anew with SIGHTLINE_UPDATE_GOLDEN=1")
        .isEqualTo(now);
    for (Map.Entry<String, Object> path :
        ((Map<String, Object>) described.get("paths")).entrySet()) {
      for (Map.Entry<String, Object> operation :
          ((Map<String, Object>) path.getValue()).entrySet()) {
        Map<?, ?> answers = (Map<?, ?>) ((Map<?, ?>) operation.getValue()).get("responses");
        assertThat(answers.keySet())
            .as("answers of %s %s", operation.getKey(), path.getKey())
            .anyMatch(status -> status.toString().startsWith("2"));
      }
    }
    assertThat(((Map<String, Object>) described.get("paths")).keySet())
        .contains(
            "/api/v1/sites",
            "/api/v1/cameras",
            "/api/v1/runs/{a}/diff/{b}",
            "/api/v1/replays",
            "/api/v1/passages",
            "/api/v1/sessions",
            "/api/v1/occupancy/now",
            "/api/v1/occupancy",
            "/api/v1/spots/{spot}/transitions",
            "/api/v1/gaps",
            "/api/v1/plates",
            "/api/v1/plates/{id}/evidence",
            "/api/v1/emotions/windows",
            "/api/v1/model/info",
            "/health");
  }

  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> ordered = new TreeMap<>();
      map.forEach((key, inner) -> ordered.put(key.toString(), sorted(inner)));
      return ordered;
    }
    return value instanceof List<?> list
        ? list.stream().map(QueryServiceTest::sorted).toList()
        : value;
  }

  @Test
  @Order(3)
  void whatIsNotOpenOnPurposeNeedsAToken() throws Exception {
    Map<?, ?> paths = (Map<?, ?>) anonymous.get("/v3/api-docs").get("paths");
    int looked = 0;
    for (Map.Entry<?, ?> path : paths.entrySet()) {
      for (Object method : ((Map<?, ?>) path.getValue()).keySet()) {
        String name = method.toString().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
        String concrete = path.getKey().toString().replaceAll("\\{[^}]+\\}", "x");
        int status =
            anonymous.status(
                method.toString().toUpperCase(java.util.Locale.ROOT),
                concrete,
                method.equals("get") || method.equals("delete") ? null : "{}");
        looked++;
        if (OPEN.contains(name)) {
          // Signing in with nothing is refused, and nobody may register or come from elsewhere
          // unless
          // the settings say so; all else that is open answers.
          assertThat(status)
              .as(name)
              .isEqualTo(
                  switch (name) {
                    case "POST /api/v1/auth/login", "POST /auth/login", "POST /api/auth/login" ->
                        401;
                    case "POST /api/v1/auth/register", "POST /auth/register" -> 403;
                    case "POST /api/v1/auth/provider/token" -> 404;
                    // There is no picture, and no site is named.
                    case "GET /availability",
                        "POST /api/v1/predict",
                        "POST /api/v1/detect/vehicles",
                        "POST /api/v1/detect/license-plate",
                        "POST /api/v1/analyze/occupancy" ->
                        400;
                    default -> 200;
                  });
        } else {
          assertThat(status).as(name).isEqualTo(401);
        }
      }
    }
    assertThat(looked).isGreaterThan(25);
    for (String page :
        List.of(
            "/",
            "/docs",
            "/openapi.json",
            "/assets/app.js",
            "/webjars/echarts/echarts.min.js",
            "/webjars/swagger-ui/swagger-ui-bundle.js")) {
      assertThat(anonymous.status("GET", page, null)).as(page).isEqualTo(200);
    }
    for (String hidden :
        List.of(
            "/actuator", "/actuator/env", "/h2-console", "/error/x", "/application.properties")) {
      assertThat(anonymous.status("GET", hidden, null)).as(hidden).isIn(401, 404);
    }
  }

  @Test
  @Order(4)
  void platesWithTheirPicturesAndEmotionsAreAnswered() throws Exception {
    String id = "00000000-0000-4000-8000-00000000000a";
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into runs (run, site, state, layout) values ('evening', 'garage', 'done', '{}');
          insert into plate_reads (run, id, site, at, camera, track, text, score, reads, evidence,
            revision, final, model_sha256, layout_version, code_version)
          select 'evening', ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'garage',
            timestamptz '2026-03-01T08:00:00Z' + n::text::int * interval '1 s', 'gate', null,
            text, 0.9, 3, evidence, 0, true, '', '', '1'
          from (values ('1', 'ABCD12', null), ('2', 'XYZW34', 'gate/5-0.jpg')) as v (n, text, evidence)
          """);
      statement.execute("update plate_reads set id = '" + id + "' where text = 'XYZW34'");
      statement.execute(
          """
          insert into emotion_windows (run, site, at, camera, scope, scope_id, window_ms, starts_at, faces,
            distribution, revision, final, model_sha256, layout_version, code_version)
          values ('evening', 'garage', '2026-03-01T08:00:00Z', 'kiosk', 'camera', 'kiosk', 60000,
            '2026-03-01T08:00:00Z', 4, '{"happy": 0.75, "sad": 0.25}', 0, true, '', '', '1')
          """);
    }
    byte[] jpeg = PictureEncoder.jpeg(PictureEncoder.image(new Picture(8, 4, new byte[96])));
    try (MediaStore store = MediaAddress.of(folder).open()) {
      store.put(EvidenceNames.of("evening", "gate/5-0.jpg"), jpeg);
    }
    assertThat(admin.items("/api/v1/plates?run=evening"))
        .extracting(plate -> plate.get("text"))
        .containsExactly("XYZW34", "ABCD12");
    assertThat(admin.items("/api/v1/events?run=evening&plate=ABCD12&camera=gate")).hasSize(1);
    assertThat(admin.items("/api/v1/plates?run=evening&from=2026-03-01T08:00:02Z")).hasSize(1);
    assertThat(admin.items("/api/v1/plates")).isEmpty();
    var picture = admin.send("GET", "/api/v1/plates/" + id + "/evidence?run=evening", null);
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("content-type")).hasValue("image/jpeg");
    assertThat(picture.headers().firstValue("cache-control").orElse("")).contains("no-store");
    String other = "/api/v1/plates/00000000-0000-4000-8000-000000000001/evidence?run=evening";
    assertThat(admin.status("GET", other, null)).isEqualTo(404);
    assertThat(admin.status("GET", "/api/v1/plates/" + id + "/evidence", null)).isEqualTo(404);
    assertThat(anonymous.status("GET", "/api/v1/plates?run=evening", null)).isEqualTo(401);
    assertThat(admin.items("/api/v1/emotions/windows?run=evening&camera=kiosk"))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.get("faces")).isEqualTo(4);
              assertThat(window.get("distribution")).isEqualTo(Map.of("happy", 0.75, "sad", 0.25));
            });
    assertThat(admin.status("GET", "/api/v1/emotions/windows?run=evening&camera=gate", null))
        .as("no such camera is known")
        .isEqualTo(404);
    assertThat(admin.get("/api/v1/model/info"))
        .containsEntry("id", "faces")
        .containsEntry("input_shape", List.of(-1, 1, 48, 48))
        .containsEntry("num_classes", 2)
        .containsEntry("total_params", 240_000);
  }

  @Test
  @Order(5)
  void q5WhoIsBeingAnsweredWhenItEndsIsAnswered() throws Exception {
    int requests = 6; // What one person may ask at once.
    QueryService ending = serve();
    Api asking = admin.at("http://127.0.0.1:" + ending.port());
    ExecutorService callers = Executors.newFixedThreadPool(requests + 1);
    try (Connection holding = database.address().connect()) {
      holding.setAutoCommit(false);
      try (Statement statement = holding.createStatement()) {
        // What only lists of sites look at.
        statement.execute("lock table spots");
      }
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answers.add(callers.submit(() -> asking.status("GET", "/api/v1/sites", null)));
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> waitingForALock() == requests);
      Future<Duration> closing =
          callers.submit(
              () -> {
                long begun = System.nanoTime();
                ending.close();
                return Duration.ofNanos(System.nanoTime() - begun);
              });
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> refuses("http://127.0.0.1:" + ending.port()));
      assertThat(answers).as("still being answered").noneMatch(Future::isDone);
      holding.rollback();
      for (Future<Integer> answer : answers) {
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(200);
      }
      assertThat(closing.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(30));
    } finally {
      callers.shutdownNow();
    }
  }

  /** How many wait with the same statement: what the service asks by itself waits, too. */
  private static long waitingForALock() throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select coalesce(max(same.waiting), 0) from (
                  select count(*) as waiting from pg_stat_activity
                  where wait_event_type = 'Lock' and datname = current_database()
                  group by query) same
                """)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Whether nobody new is let in. */
  private static boolean refuses(String address) {
    try {
      return Api.anonymous(address).status("GET", "/health/live", null) != 200;
    } catch (Exception e) {
      // Not even a connection.
      return true;
    }
  }

  @Test
  @Order(6)
  void q1WhileTheDatabaseIsAwayItSaysSoAndComesBack() throws Exception {
    assertThat(anonymous.status("GET", "/health/ready", null)).isEqualTo(200);
    cable.cut();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> anonymous.status("GET", "/health/ready", null) == 503);
    assertThat(anonymous.send("GET", "/health", null).body()).contains("unhealthy");
    assertThat(anonymous.status("GET", "/health/live", null)).isEqualTo(200);
    for (String path : List.of("/api/v1/sites", "/api/v1/passages", "/api/v1/occupancy/now")) {
      long asked = System.nanoTime();
      var answer = admin.send("GET", path, null);
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(System.nanoTime() - asked).as(path).isLessThan(TimeUnit.SECONDS.toNanos(3));
      assertThat(answer.headers().firstValue("content-type").orElse("")).contains("problem+json");
      assertThat(answer.body()).doesNotContain("Exception").doesNotContain("postgresql");
    }
    var login =
        anonymous.send(
            "POST", "/api/v1/auth/login", "{\"username\": \"admin\", \"password\": \"x\"}");
    assertThat(login.statusCode()).isEqualTo(503);
    cable.mend();
    long back = System.nanoTime();
    while ((anonymous.status("GET", "/health/ready", null) != 200
            || admin.status("GET", "/api/v1/sites", null) != 200)
        && System.nanoTime() - back < TimeUnit.SECONDS.toNanos(15)) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(System.nanoTime() - back).isLessThan(TimeUnit.SECONDS.toNanos(10));
    assertThat(admin.status("GET", "/api/v1/sites", null)).isEqualTo(200);
  }
}
