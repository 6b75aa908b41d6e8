package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.licence.Licence;
import io.sightline.domain.licence.LicenceKey;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.settings.Settings;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.JobRunner;
import io.sightline.runs.RunController;
import io.sightline.standalone.postgres.Database;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ANPR City's clients as its documents show them. */
class AnprTest {
  private static final String PASSWORD = "long-enough-7";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int REVIEWED = 1_000;
  private static final int REVIEWERS = 50;

  /** The nightly run takes 200. */
  private static final int MUTATED = Integer.getInteger("sightline.mutated", 3);

  @TempDir static Path folder;
  private static Database database;
  private static JobRunner runner;
  private static RunController controller;
  private static QueryService service;
  private static Api admin;
  private static Path site;
  private static Path media;
  private static KeyPair issuer;

  @BeforeAll
  static void start() throws Exception {
    site = TestSite.create(folder.resolve("site"), 200);
    Path reader = folder.resolve("site/models/blob-text/model.yaml");
    Files.writeString(reader, Files.readString(reader).replace("[A, B]", "[AB1, B]"));
    Installation installation = new Installation(TestSite.root(), folder.resolve("data"));
    Files.createDirectories(installation.data());
    media = Files.createDirectories(installation.mediaFolder());
    database = Database.open(null, installation.data());
    issuer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Settings settings =
        Settings.load(
            null,
            Map.of(
                "SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1",
                "SIGHTLINE_LICENCE_PUBLIC_KEY",
                    Base64.getEncoder().encodeToString(issuer.getPublic().getEncoded()),
                "SIGHTLINE_LIMITS_REQUESTS", "10000",
                "SIGHTLINE_DELIVERIES_ALLOWED_NETWORKS", "127.0.0.0/8",
                "SIGHTLINE_LIMITS_SIGN_INS", "1000",
                "SIGHTLINE_LIMITS_SIGN_INS_ADDRESS", "1000"));
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                settings,
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                installation.key(settings),
                media,
                "test",
                null));
    admin = Api.anonymous(address()).signIn("admin", service.firstAdmin().orElseThrow());
    runner = installation.processRunner(1);
    controller =
        new RunController(
            installation.maker(database, runner, installation.media(settings), 1),
            installation.maker(database, runner, installation.media(settings), 1),
            ModelCatalog.of(List.of(folder.resolve("site/models"))),
            EmotionUse.NONE,
            media,
            installation.media(settings));
    controller.start();
  }

  @AfterAll
  static void stop() throws Exception {
    controller.close();
    runner.close();
    service.close();
    database.close();
  }

  private static String address() {
    return "http://127.0.0.1:" + service.port();
  }

  private static Map<String, Object> answered(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    @SuppressWarnings("unchecked") // JSON objects have texts as keys.
    Map<String, Object> body = Json.read(answer.body(), Map.class);
    return body;
  }

  private static Map<String, Object> post(Api by, String path, Map<String, ?> body, int status)
      throws Exception {
    return answered(by.send("POST", path, body == null ? null : Json.write(body)), status);
  }

  private static Map<String, Object> get(Api by, String path) throws Exception {
    return answered(by.send("GET", path, null), 200);
  }

  @SuppressWarnings("unchecked") // Lists hold objects.
  private static List<Map<String, Object>> items(Map<String, Object> answer) {
    return (List<Map<String, Object>>) answer.get("items");
  }

  private static Api clerk(String name) throws Exception {
    post(
        admin,
        "/api/users",
        Map.of(
            "email",
            name + "@example.org",
            "username",
            name,
            "password",
            PASSWORD,
            "role",
            "clerk"),
        201);
    return admin.signIn(name, PASSWORD);
  }

  private static Map<String, Object> camera(String name, double lat, double lon) throws Exception {
    return post(
        admin,
        "/api/cameras",
        Map.of(
            "name", name,
            "lat", lat,
            "lon", lon,
            "heading", 90,
            "rtsp_url", "rtsp://viewer:canary@127.0.0.1:8554/" + lat),
        201);
  }

  @Test
  void whoSignsInByEitherNameIsAnAdminOrAClerk() throws Exception {
    Map<String, Object> made =
        post(
            admin,
            "/api/users",
            Map.of(
                "email",
                "ana@example.org",
                "username",
                "ana",
                "password",
                PASSWORD,
                "role",
                "clerk"),
            201);
    assertThat(made)
        .containsEntry("email", "ana@example.org")
        .containsEntry("username", "ana")
        .containsEntry("role", "clerk");
    for (Map<String, String> name :
        List.of(Map.of("email", "ana@example.org"), Map.of("username", "ana"))) {
      Map<String, String> login = new java.util.HashMap<>(name);
      login.put("password", PASSWORD);
      Map<String, Object> token = post(Api.anonymous(address()), "/api/auth/login", login, 200);
      assertThat(token.get("token_type")).isEqualTo("bearer");
      assertThat((Integer) token.get("expires_in")).isEqualTo(86_400);
      Api ana = admin.with((String) token.get("access_token"));
      assertThat(ana.status("GET", "/api/users", null)).isEqualTo(403);
      assertThat(ana.status("GET", "/api/cameras", null)).isEqualTo(200);
      assertThat(ana.status("POST", "/api/cameras", "{\"name\": \"x\"}")).isEqualTo(403);
      assertThat(ana.status("GET", "/api/admin/health", null)).isEqualTo(403);
    }
    post(
        Api.anonymous(address()),
        "/api/auth/login",
        Map.of("username", "ana", "password", "wrong-password"),
        401);
    post(
        admin, "/api/users", Map.of("username", "ana", "password", PASSWORD, "role", "clerk"), 409);
    post(
        admin, "/api/users", Map.of("username", "eva", "password", PASSWORD, "role", "chief"), 400);
    assertThat(
            items(get(admin, "/api/users")).stream()
                .map(one -> one.get("username") + " " + one.get("role")))
        .contains("admin admin", "ana clerk");
    assertThat(Api.anonymous(address()).status("GET", "/api/users", null)).isEqualTo(401);
  }

  @Test
  void camerasAreAddedChangedAndFoundByPlace() throws Exception {
    Map<String, Object> made = camera("Avenida Ñuñoa / Norte", -33.45, -70.6);
    assertThat(made)
        .containsEntry("id", "avenida-nunoa-norte")
        .containsEntry("name", "Avenida Ñuñoa / Norte")
        .containsEntry("lat", -33.45)
        .containsEntry("lon", -70.6)
        .containsEntry("heading", 90.0)
        .containsEntry("active", true);
    assertThat(Json.write(made)).doesNotContain("canary");
    assertThat(camera("Avenida Ñuñoa / Norte", -33.46, -70.6))
        .containsEntry("id", "avenida-nunoa-norte-2");
    camera("Far", 40, 20);
    assertThat(ids(get(admin, "/api/cameras?bbox=-70.7,-33.5,-70.5,-33.4")))
        .containsExactly("avenida-nunoa-norte", "avenida-nunoa-norte-2");
    Map<String, Object> near = get(admin, "/api/cameras?near=-33.4601,-70.6&radius=5000");
    assertThat(ids(near)).containsExactly("avenida-nunoa-norte-2", "avenida-nunoa-norte");
    assertThat((Double) items(near).get(1).get("distance_m")).isBetween(1_100.0, 1_150.0);
    assertThat(ids(get(admin, "/api/cameras?near=-33.4601,-70.6&radius=100")))
        .containsExactly("avenida-nunoa-norte-2");
    Map<String, Object> changed =
        answered(
            admin.send(
                "PATCH",
                "/api/cameras/avenida-nunoa-norte-2",
                "{\"description\": \"By the school\", \"active\": false, \"lat\": -33.47}"),
            200);
    assertThat(changed)
        .containsEntry("description", "By the school")
        .containsEntry("active", false)
        .containsEntry("lat", -33.47)
        .containsEntry("lon", -70.6)
        .containsEntry("rtsp_url", "rtsp://127.0.0.1:8554/-33.46");
    assertThat(get(admin, "/api/cameras/avenida-nunoa-norte-2")).isEqualTo(changed);
    for (String wrong :
        List.of(
            "bbox=1,2,3",
            "bbox=a,b,c,d",
            "near=91,0",
            "near=1,2&bbox=1,2,3,4",
            "radius=5",
            "bbox=0,50,1,40")) {
      assertThat(admin.status("GET", "/api/cameras?" + wrong, null)).as(wrong).isEqualTo(400);
    }
    assertThat(post(admin, "/api/cameras", Map.of("name", "Only sent"), 201))
        .containsEntry("id", "only-sent")
        .containsEntry("rtsp_url", null);
    post(admin, "/api/cameras", Map.of("name", " "), 400);
    post(
        admin,
        "/api/cameras",
        Map.of("name", "Half", "rtsp_url", "rtsp://127.0.0.1/", "lat", 3),
        400);
    assertThat(admin.status("GET", "/api/cameras/none", null)).isEqualTo(404);
  }

  @Test
  void aSlashAtTheEndMeansTheSameAndOpensNothing() throws Exception {
    camera("Slash", 10, 10);
    assertThat(get(admin, "/api/cameras/slash/")).isEqualTo(get(admin, "/api/cameras/slash"));
    assertThat(admin.status("POST", "/api/cameras/", Json.write(Map.of("name", "Behind"))))
        .isEqualTo(201);
    Api anybody = Api.anonymous(address());
    for (String path : List.of("/api/cameras/", "/api/events/", "/api/v1/sites/", "/metrics/")) {
      assertThat(anybody.status("GET", path, null)).as(path).isEqualTo(401);
    }
    assertThat(anybody.status("GET", "/health/", null)).isEqualTo(200);
  }

  private static List<Object> ids(Map<String, Object> answer) {
    return items(answer).stream().map(one -> one.get("id")).toList();
  }

  /** Plates of the live run, as a job writes them. */
  private static void read(String camera, int count) {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        """
                        insert into plate_reads (run, id, site, at, camera, track, text, score, reads,
                          evidence, x, y, width, height, revision, final, model_sha256, layout_version,
                          code_version)
                        select 'live', gen_random_uuid(), 'anpr', now() - i * interval '1 second',
                          :camera, gen_random_uuid(), 'ABC' || lpad(i::text, 3, '0'), 0.9, 3, null,
                          10, 20, 30, 40, 0, true, '', '', '1'
                        from generate_series(1, :count) i
                        """)
                    .param("camera", camera)
                    .param("count", count)
                    .update());
  }

  @Test
  void eventsAreFoundConfirmedRejectedAndCorrectedOnce() throws Exception {
    String camera = (String) camera("Events", 1, 1).get("id");
    read(camera, 3);
    Api berta = clerk("berta");
    Map<String, Object> all = get(berta, "/api/events?camera_id=" + camera);
    assertThat(all.get("total")).isEqualTo(3);
    assertThat(all.get("total_is_at_least")).isEqualTo(false);
    assertThat(items(all).stream().map(one -> one.get("plate")))
        .containsExactly("ABC001", "ABC002", "ABC003");
    Map<String, Object> first = items(all).get(0);
    assertThat(first)
        .containsEntry("normalized_plate", "ABC001")
        .containsEntry("camera_id", camera)
        .containsEntry("review_state", "unreviewed")
        .containsEntry("bbox", Map.of("x1", 10, "y1", 20, "x2", 40, "y2", 60))
        .containsKeys("captured_at", "frame_no", "crop_path", "confidence");
    Map<String, Object> part = get(berta, "/api/events?limit=2&camera_id=" + camera);
    assertThat(items(part)).hasSize(2);
    assertThat(part.get("total")).isEqualTo(3);
    Map<String, Object> rest =
        get(berta, "/api/events?limit=2&camera_id=" + camera + "&cursor=" + part.get("next"));
    assertThat(items(rest).stream().map(one -> one.get("plate"))).containsExactly("ABC003");
    assertThat(rest.get("next")).isNull();
    for (String query :
        List.of(
            "plate=abc-001",
            "normalized=ABC001",
            "plate=ABC001&from_ts=" + Instant.now().minusSeconds(60) + "&to_ts=" + Instant.now())) {
      assertThat(items(get(berta, "/api/events?camera_id=" + camera + "&" + query)))
          .as(query)
          .hasSize(1);
    }
    String path = "/api/events/" + first.get("id");
    assertThat(get(berta, path)).isEqualTo(first);
    assertThat(berta.status("GET", path + "/crop", null)).isEqualTo(404);
    assertThat(post(berta, path + "/confirm", null, 200))
        .containsEntry("review_state", "confirmed");
    assertThat(post(berta, path + "/confirm", null, 200))
        .containsEntry("review_state", "confirmed");
    Map<String, Object> refused = post(admin, path + "/reject", null, 409);
    assertThat((String) refused.get("detail")).contains("berta", "confirmed");
    String second = "/api/events/" + items(all).get(1).get("id");
    assertThat(
            post(
                berta,
                second + "/correction",
                Map.of("corrected_plate", "abd 002", "comments", "A D, not a C"),
                200))
        .containsEntry("review_state", "corrected");
    assertThat(items(get(admin, "/api/v1/corrections?camera=" + camera)))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one)
                    .containsEntry("was", "ABC002")
                    .containsEntry("became", "ABD002")
                    .containsEntry("reason", "A D, not a C"));
    post(berta, second + "/correction", Map.of("comments", "nothing"), 400);
    assertThat(berta.status("GET", "/api/events/" + java.util.UUID.randomUUID(), null))
        .isEqualTo(404);
    assertThat(berta.status("GET", "/api/events?plate=A&normalized=B", null)).isEqualTo(400);
    assertThat(berta.status("GET", "/api/events?camera_id=none", null)).isEqualTo(404);
  }

  @Test
  void manyReviewersAtOnceDecideEachOnce() throws Exception {
    String camera = (String) camera("Queue", 2, 2).get("id");
    read(camera, REVIEWED);
    List<Api> reviewers = new ArrayList<>();
    for (int i = 0; i < REVIEWERS; i++) {
      reviewers.add(clerk("reviewer-" + i));
    }
    List<Object> decided = new ArrayList<>();
    ExecutorService desks = Executors.newFixedThreadPool(REVIEWERS);
    try {
      List<Future<List<Object>>> works =
          reviewers.stream().map(one -> desks.submit(() -> review(one))).toList();
      for (Future<List<Object>> work : works) {
        decided.addAll(work.get());
      }
    } finally {
      desks.shutdownNow();
    }
    assertThat(decided).doesNotHaveDuplicates();
    Set<Object> of = new HashSet<>();
    String next = "";
    do {
      Map<String, Object> part = get(admin, "/api/events?limit=50&camera_id=" + camera + next);
      items(part).forEach(one -> of.add(one.get("id")));
      assertThat(items(part).stream().map(one -> one.get("review_state")))
          .containsOnly("confirmed");
      next = part.get("next") == null ? null : "&cursor=" + part.get("next");
    } while (next != null);
    assertThat(of).hasSize(REVIEWED);
    assertThat(decided).containsAll(of);
  }

  /** Takes and decides until there is nothing more; what is told twice is decided by one only. */
  private static List<Object> review(Api by) throws Exception {
    List<Object> decided = new ArrayList<>();
    List<Map<String, Object>> mine = pending(by);
    while (!mine.isEmpty()) {
      for (Map<String, Object> one : mine) {
        patient(by, "POST", "/api/events/" + one.get("id") + "/confirm");
        decided.add(one.get("id"));
      }
      mine = pending(by);
    }
    return decided;
  }

  private static List<Map<String, Object>> pending(Api by) {
    return items(patient(by, "GET", "/api/feedback/pending?limit=7"));
  }

  /** Asks again while the service is busy, as it says. */
  private static Map<String, Object> patient(Api by, String method, String path) {
    HttpResponse<String> answer =
        await()
            .atMost(LONG)
            .until(() -> by.send(method, path, null), told -> told.statusCode() != 503);
    return answered(answer, 200);
  }

  @Test
  void whoIsWantedIsToldToWhomAnAdminSays() throws Exception {
    Api carla = clerk("carla");
    Map<String, Object> made =
        post(
            carla,
            "/api/bolos",
            Map.of(
                "plate_pattern", "XY?1*",
                "description", "Stolen",
                "priority", "high",
                "expires_at", "2099-01-01T00:00:00Z"),
            201);
    assertThat(made)
        .containsEntry("plate_pattern", "XY?1*")
        .containsEntry("priority", "high")
        .containsEntry("active", true)
        .containsEntry("site", "anpr")
        .containsEntry("notified", 0);
    assertThat(
            post(
                    carla,
                    "/api/bolos",
                    Map.of("plate_pattern", "X", "notification_webhook", "https://127.0.0.1/"),
                    403)
                .get("detail"))
        .isNotNull();
    Map<String, Object> told =
        post(
            admin,
            "/api/bolos",
            Map.of("plate_pattern", "ZZ99", "notification_webhook", "http://127.0.0.1:9/hook"),
            201);
    assertThat(told).containsEntry("notified", 1).containsKey("notification_secret");
    assertThat(Json.write(get(admin, "/api/v1/webhooks"))).contains((String) told.get("id"));
    Map<String, Object> searched =
        post(carla, "/api/bolos", Map.of("plate_pattern", "(AR|BR)6\\d{2}", "priority", 1), 201);
    assertThat(searched)
        .containsEntry("priority", 1)
        .containsEntry("plate_pattern", ".*(?:(AR|BR)6\\d{2}).*");
    assertThat(
            answered(
                carla.send("PATCH", "/api/bolos/" + made.get("id"), "{\"active\": false}"), 200))
        .containsEntry("active", false)
        .containsEntry("priority", "high");
    assertThat(ids(get(carla, "/api/bolos?active=true")))
        .contains(told.get("id"))
        .doesNotContain(made.get("id"));
    assertThat(carla.status("DELETE", "/api/bolos/" + told.get("id"), null)).isEqualTo(204);
    assertThat(Json.write(get(admin, "/api/v1/webhooks"))).doesNotContain((String) told.get("id"));
  }

  private static HttpResponse<byte[]> upload(Api by, String camera, String name, byte[] video)
      throws Exception {
    return Form.to(address())
        .header("Authorization", "Bearer " + by.token())
        .text("camera_id", camera)
        .file("file", name, video)
        .post("/api/uploads");
  }

  private static long files() throws Exception {
    if (Files.notExists(media.resolve("uploads"))) {
      return 0;
    }
    try (Stream<Path> files = Files.list(media.resolve("uploads"))) {
      return files.count();
    }
  }

  @Test
  void aCameraWithoutAnAddressIsOneThatVideosAreSentOf() throws Exception {
    Map<String, Object> made = post(admin, "/api/cameras", Map.of("name", "No stream"), 201);
    assertThat(made).containsEntry("rtsp_url", null);
    assertThat(get(admin, "/api/cameras/" + made.get("id"))).containsEntry("rtsp_url", null);
  }

  @Test
  void aVideoBecomesARunWhosePlatesAreEvents() throws Exception {
    String camera = (String) camera("Uploads", 3, 3).get("id");
    answered(
        admin.send(
            "PATCH",
            "/api/v1/cameras/" + camera,
            "{\"models\": {\"vehicles\": \"blob-any\", \"plates\": \"blob-plates\","
                + " \"plate-text\": \"blob-text\"}, \"sample-fps\": 0}"),
        200);
    Api dora = clerk("dora");
    byte[] video = Files.readAllBytes(site.resolveSibling("north.mp4"));
    HttpResponse<byte[]> sent = upload(dora, camera, "gate_2026-03-01_08-00-00Z.mp4", video);
    String text = new String(sent.body(), StandardCharsets.UTF_8);
    assertThat(sent.statusCode()).as(text).isEqualTo(201);
    Map<?, ?> job = Json.read(text, Map.class);
    assertThat(job.get("status")).isIn("queued", "processing");
    assertThat(job.get("captured_at")).isEqualTo("2026-03-01T08:00:00Z");
    String path = "/api/jobs/" + job.get("job_id");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(get(dora, path).get("status")).isEqualTo("done"));
    assertThat(get(dora, path)).containsEntry("progress", 1.0);
    List<Map<String, Object>> events = items(get(dora, "/api/events?camera_id=" + camera));
    assertThat(events).isNotEmpty();
    assertThat(events.get(0)).containsEntry("run", job.get("run")).containsEntry("plate", "AB1AB1");
    assertThat(get(dora, "/api/events?plate=ab1-ab1&normalized=true&camera_id=" + camera))
        .containsEntry("total", events.size());
    assertThat(get(dora, "/api/events?normalized=false&camera_id=" + camera))
        .containsEntry("total", events.size());
    assertThat(ids(get(dora, "/api/feedback/pending?limit=100"))).contains(events.get(0).get("id"));
    assertThat(Instant.parse((String) events.get(0).get("captured_at")))
        .isBetween(Instant.parse("2026-03-01T08:00:00Z"), Instant.parse("2026-03-01T08:00:20Z"));
    HttpResponse<byte[]> crop =
        Form.to(address())
            .header("Authorization", "Bearer " + dora.token())
            .get((String) events.get(0).get("crop_path"));
    assertThat(crop.statusCode()).isEqualTo(200);
    assertThat(crop.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    assertThat(
            post(
                dora,
                "/api/events/" + events.get(0).get("id") + "/correction",
                Map.of("corrected_plate", "QQ1"),
                200))
        .containsEntry("review_state", "corrected")
        .containsEntry("corrected_plate", "QQ1")
        .containsEntry("plate", "AB1AB1");
    Map<String, byte[]> archive = labels(dora);
    assertThat(archive).containsKeys("labels.csv", "coco.json", "manifest.json");
    String row =
        new String(archive.get("labels.csv"), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains((String) events.get(0).get("id")))
            .findFirst()
            .orElseThrow();
    assertThat(row).contains(",QQ1,review,AB1AB1,", ",corrected,anpr," + camera);
    assertThat(archive.get("pictures/" + events.get(0).get("id") + ".jpg")).isEqualTo(crop.body());
    Map<?, ?> manifest =
        Json.read(new String(archive.get("manifest.json"), StandardCharsets.UTF_8), Map.class);
    assertThat(manifest.get("task")).isEqualTo("plate-recognition");
    Map<?, ?> coco =
        Json.read(new String(archive.get("coco.json"), StandardCharsets.UTF_8), Map.class);
    assertThat((List<?>) coco.get("images")).hasSameSizeAs((List<?>) coco.get("annotations"));
    assertThat(items(get(dora, "/api/jobs")).stream().map(one -> one.get("job_id")))
        .contains(job.get("job_id"));
    assertThat(dora.status("DELETE", path, null)).isEqualTo(202);
    assertThat(get(dora, path).get("status")).isEqualTo("cancelled");
  }

  private static Map<String, byte[]> labels(Api by) throws Exception {
    Object id = post(by, "/api/feedback/export", Map.of(), 202).get("export_id");
    Form mine = Form.to(address()).header("Authorization", "Bearer " + by.token());
    await().atMost(LONG).until(() -> mine.get("/api/feedback/export/" + id).statusCode() != 409);
    HttpResponse<byte[]> answer = mine.get("/api/feedback/export/" + id);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(
            clerk("other-" + id.toString().substring(0, 8))
                .status("GET", "/api/feedback/export/" + id, null))
        .isEqualTo(404);
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  @Test
  void whatIsNoVideoIsRefusedByNameAndLeavesNothing() throws Exception {
    String camera = (String) camera("Refused", 4, 4).get("id");
    final long before = files();
    byte[] video = Files.readAllBytes(site.resolveSibling("north.mp4"));
    for (Map.Entry<String, byte[]> wrong :
        Map.of(
                "notes.txt", "no video at all".getBytes(StandardCharsets.UTF_8),
                "empty.mp4", new byte[0],
                "cut.mp4", Arrays.copyOf(video, 200))
            .entrySet()) {
      HttpResponse<byte[]> refused = upload(admin, camera, wrong.getKey(), wrong.getValue());
      String text = new String(refused.body(), StandardCharsets.UTF_8);
      assertThat(refused.statusCode()).as(text).isEqualTo(400);
      assertThat(text).doesNotContain("incoming-").doesNotContain(media.toString());
    }
    assertThat(upload(admin, "none", "a.mp4", video).statusCode()).isEqualTo(404);
    Api eva = clerk("eva");
    assertThat(eva.status("POST", "/api/uploads", "{}")).isEqualTo(400);
    assertThat(Form.to(address()).file("file", "a.mp4", video).post("/api/uploads").statusCode())
        .isEqualTo(401);
    assertThat(files()).isEqualTo(before);
    assertThat(admin.status("GET", "/api/jobs/" + java.util.UUID.randomUUID(), null))
        .isEqualTo(404);
  }

  @Test
  void anUploadThatIsCutOffLeavesNothing() throws Exception {
    final Set<Path> before = kept();
    byte[] some = new byte[1 << 20];
    new Random(7).nextBytes(some);
    try (Socket line = new Socket("127.0.0.1", service.port())) {
      OutputStream out = line.getOutputStream();
      out.write(
          """
          POST /api/uploads HTTP/1.1
          Host: 127.0.0.1
          Authorization: Bearer %s
          Content-Type: multipart/form-data; boundary=cut
          Content-Length: %d

          --cut
          Content-Disposition: form-data; name="file"; filename="gate.mp4"

          """
              .formatted(admin.token(), 100 << 20)
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 30; i++) {
        out.write(some);
      }
      await().until(() -> !kept().equals(before));
      // As a cable that is pulled: no end of the stream, but a reset.
      line.setSoLinger(true, 0);
    }
    await().atMost(LONG).until(() -> kept().equals(before));
  }

  /** What is being sent, and what was sent. */
  private static Set<Path> kept() throws Exception {
    Set<Path> kept = new HashSet<>();
    // Other tests' folders go from there at any time, so that only names are read.
    try (DirectoryStream<Path> sent =
        Files.newDirectoryStream(
            Path.of(System.getProperty("java.io.tmpdir")), "*sightline-body*")) {
      sent.forEach(kept::add);
    }
    try (Stream<Path> files = Files.walk(media, 2)) {
      files.forEach(kept::add);
    }
    return kept;
  }

  @Test
  void brokenVideosEndNothingButThemselves() throws Exception {
    String camera = (String) camera("Broken", 6, 6).get("id");
    byte[] video = Files.readAllBytes(site.resolveSibling("north.mp4"));
    Random random = new Random(20);
    List<Object> jobs = new ArrayList<>();
    for (int i = 0; i < MUTATED; i++) {
      HttpResponse<byte[]> answer =
          upload(admin, camera, "broken-" + i + ".mp4", mutated(video, random));
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(answer.statusCode()).as(text).isIn(201, 400);
      if (answer.statusCode() == 201) {
        jobs.add(Json.read(text, Map.class).get("job_id"));
      }
      if (jobs.size() == 10 || i == MUTATED - 1) {
        for (Object job : jobs) {
          await()
              .atMost(LONG)
              .untilAsserted(
                  () ->
                      assertThat(get(admin, "/api/jobs/" + job).get("status"))
                          .isIn("done", "failed"));
        }
        jobs.clear();
      }
    }
    assertThat(Api.anonymous(address()).status("GET", "/health", null)).isEqualTo(200);
  }

  private static byte[] mutated(byte[] video, Random random) {
    byte[] bytes = video.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, at);
      case 1 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4_096), (byte) 0);
      case 2 -> System.arraycopy(video, 0, bytes, at, Math.min(2_048, bytes.length - at));
      default -> {
        for (int i = random.nextInt(200); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  private static double metric(String name) throws Exception {
    HttpResponse<String> answer = admin.send("GET", "/metrics", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in\n" + answer.body()));
  }

  @Test
  void prometheusReadsTheNamesThatDashboardsKnow() throws Exception {
    assertThat(Api.anonymous(address()).status("GET", "/metrics", null)).isEqualTo(401);
    String camera = (String) camera("Metrics", 5, 5).get("id");
    double before = metric("anpr_events_processed_total");
    read(camera, 7);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(metric("anpr_events_processed_total"))
                    .isGreaterThanOrEqualTo(before + 7));
    assertThat(metric("anpr_events_failed_total")).isNotNegative();
    assertThat(metric("anpr_jobs_processed_total")).isNotNegative();
    assertThat(metric("anpr_queue_size{queue=\"video_processing\"}")).isNotNegative();
    assertThat(metric("sightline_camera_up{camera=\"" + camera + "\",site=\"anpr\"}")).isZero();
  }

  @Test
  void aLicenceIsActivatedAndUseIsNoted() throws Exception {
    Licence licence =
        new Licence("L-7", "Ciudad", List.of("plates"), 10, Instant.parse("2099-01-01T00:00:00Z"));
    String key = LicenceKey.issue(licence, issuer.getPrivate());
    assertThat(
            post(
                admin,
                "/api/licenses/activate",
                Map.of("license_key", key, "node_id", "node-1"),
                200))
        .isEqualTo(
            Map.of(
                "activated",
                true,
                "expires_at",
                "2099-01-01T00:00:00Z",
                "features",
                List.of("plates"),
                "cameras",
                10));
    Licence over =
        new Licence("L-8", "Ciudad", List.of(), null, Instant.parse("2020-01-01T00:00:00Z"));
    for (String wrong :
        List.of(
            "nonsense",
            LicenceKey.issue(over, issuer.getPrivate()),
            LicenceKey.issue(
                licence, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()))) {
      post(admin, "/api/licenses/activate", Map.of("license_key", wrong, "node_id", "node-1"), 400);
    }
    post(
        admin,
        "/api/licenses/usage",
        Map.of("node_id", "node-1", "camera_count", 4, "timestamp", "2026-03-01T08:00:00Z"),
        200);
    post(admin, "/api/licenses/usage", Map.of("node_id", "node-1", "camera_count", -1), 400);
    assertThat(clerk("fay").status("POST", "/api/licenses/usage", "{}")).isEqualTo(403);
  }

  @Test
  void healthTellsOfTheDatabaseAndOfVideosThatWait() throws Exception {
    Map<String, Object> health = get(admin, "/api/admin/health");
    assertThat(health.get("status")).isIn("healthy", "degraded");
    assertThat(health.get("database")).isEqualTo("up");
    assertThat(health.get("queue")).isInstanceOf(Map.class);
    assertThat(((Map<?, ?>) health.get("queue")).get("pending_jobs")).isInstanceOf(Integer.class);
  }
}
