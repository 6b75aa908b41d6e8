package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.standalone.live.EmotionModels;
import io.sightline.standalone.live.FoundModels;
import io.sightline.standalone.postgres.Database;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What CarWatch's clients record, as their documents show it, and the facts that come of it. */
class CarWatchRecordsTest {
  private static final String PASSWORD = "your_password";
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static Database database;
  private static QueryService service;
  private static Api admin;
  private static byte[] gate;
  private static byte[] kiosk;

  private final String name = "user-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void start() throws Exception {
    database = Database.open(null, folder);
    ModelCatalog catalog = ModelCatalog.of(List.of(), TestSite.root().resolve("models/bundled"));
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                Settings.load(
                    null,
                    Map.of(
                        "SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1",
                        "SIGHTLINE_AUTH_SELF_REGISTRATION", "true",
                        "SIGHTLINE_LIMITS_SIGN_INS", "1000",
                        "SIGHTLINE_LIMITS_SIGN_INS_ADDRESS", "1000")),
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                KeyFile.of(new Secrets(folder).file("installation")),
                folder,
                "test",
                EmotionModels.usual(catalog),
                folder,
                FoundModels.in(catalog),
                catalog));
    admin = Api.anonymous(address()).signIn("admin", service.firstAdmin().orElseThrow());
    gate = DemoPictures.jpeg("demo-gate", 12_000);
    kiosk = DemoPictures.jpeg("demo-kiosk", 5_000);
  }

  @AfterAll
  static void stop() {
    service.close();
    database.close();
  }

  private static String address() {
    return "http://127.0.0.1:" + service.port();
  }

  private static Api registered(String username) throws Exception {
    HttpResponse<String> made =
        Api.anonymous(address())
            .send(
                "POST",
                "/auth/register",
                Json.write(Map.of("username", username, "password", PASSWORD)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Api.anonymous(address()).signIn(username, PASSWORD);
  }

  private static HttpResponse<byte[]> send(Api user, byte[] picture, String status)
      throws Exception {
    return Form.to(address())
        .header("Authorization", "Bearer " + user.token())
        .file("image", "test_image.jpg", picture)
        .post("/api/upload_image" + (status == null ? "" : "?status=" + status));
  }

  private static Map<?, ?> upload(Api user, byte[] picture, String status) throws Exception {
    HttpResponse<byte[]> answer = send(user, picture, status);
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(201);
    return Json.read(text, Map.class);
  }

  private static Map<?, ?> answered(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.read(answer.body(), Map.class);
  }

  private static List<Map<?, ?>> history(Api user, String query) throws Exception {
    return data(answered(user.send("GET", "/api/history" + query, null), 200), "data");
  }

  @SuppressWarnings("unchecked") // Lists hold objects.
  private static List<Map<?, ?>> data(Map<?, ?> answer, String member) {
    return (List<Map<?, ?>>) answer.get(member);
  }

  private static List<Map<?, ?>> facts(String path) throws Exception {
    return data(answered(admin.send("GET", path, null), 200), "items");
  }

  private static Map<?, ?> record(Api user, String plate, String subject) throws Exception {
    return answered(
        user.send(
            "POST",
            "/api/plate",
            Json.write(
                Map.of("plate", plate, "subject", subject, "description", "Manually recorded"))),
        201);
  }

  /**
   * curl -X POST -F "image=@test_image.jpg" …/api/upload_image?status=entering, with the cookie.
   */
  @Test
  void aPictureIsReadKeptAndToldToWhoSentIt() throws Exception {
    Api user = registered(name);
    HttpResponse<String> signedIn =
        Api.anonymous(address())
            .send(
                "POST", "/auth/login", Json.write(Map.of("username", name, "password", PASSWORD)));
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    Instant before = Instant.now().minusMillis(1);
    HttpResponse<byte[]> answer =
        Form.to(address())
            .header("Cookie", cookie)
            .file("image", "test_image.jpg", gate)
            .post("/api/upload_image?status=entering");
    assertThat(answer.statusCode()).isEqualTo(201);
    Map<?, ?> uploaded = Json.read(new String(answer.body(), StandardCharsets.UTF_8), Map.class);
    assertThat(uploaded.keySet().stream().map(Object::toString))
        .containsExactlyInAnyOrder(
            "success", "message", "plate_number", "status", "image_uploaded", "image_filename");
    assertThat(uploaded.get("success")).isEqualTo(true);
    assertThat(uploaded.get("plate_number")).isEqualTo("LPXL19");
    assertThat(uploaded.get("status")).isEqualTo("entering");
    assertThat(uploaded.get("image_uploaded")).isEqualTo(true);
    String filename = (String) uploaded.get("image_filename");
    assertThat(filename).matches("image_\\d{17}\\.jpg");

    Map<?, ?> told = answered(user.send("GET", "/api/history", null), 200);
    assertThat(told.get("success")).isEqualTo(true);
    assertThat(told.get("message")).isEqualTo("History retrieved");
    assertThat(data(told, "data")).hasSize(1);
    Map<?, ?> entry = data(told, "data").get(0);
    assertThat(entry.get("subject")).isEqualTo("Vehicle Entry");
    assertThat(entry.get("plate")).isEqualTo("LPXL19");
    assertThat(entry.get("username")).isEqualTo(name);
    assertThat(Instant.parse((String) entry.get("date"))).isBetween(before, Instant.now());

    Map<?, ?> newest = answered(user.send("POST", "/api/fetch_img", null), 200);
    assertThat(newest.get("success")).isEqualTo(true);
    assertThat(newest.get("filename")).isEqualTo(filename);
    BufferedImage sent = ImageIO.read(new ByteArrayInputStream(gate));
    assertThat(newest.get("image_size")).isEqualTo(List.of(sent.getWidth(), sent.getHeight()));
    assertThat((String) newest.get("filepath")).doesNotStartWith("/");
    assertThat(Instant.parse((String) newest.get("upload_date"))).isBetween(before, Instant.now());
    HttpResponse<byte[]> picture =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address() + "/api/fetch_img"))
                    .header("Cookie", cookie)
                    .header("Accept", "image/jpeg")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.body()).hasSize(((Number) newest.get("file_size")).intValue());
    assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
        .isEqualTo(sent.getWidth());
  }

  @Test
  void whatIsNotReadIsRecordedWithoutAPlate() throws Exception {
    Api user = registered(name);
    Map<?, ?> uploaded = upload(user, kiosk, null);
    assertThat(uploaded.get("plate_number")).isEqualTo("");
    assertThat(uploaded.get("status")).isEqualTo("unknown");
    assertThat(history(user, "").get(0).get("subject")).isEqualTo("Unknown Status");
    assertThat(history(user, "").get(0).get("plate")).isEqualTo("");
  }

  @Test
  void whoEntersAndLeavesHasAStayAndACorrectionChangesIt() throws Exception {
    Api user = registered(name);
    record(user, "abcd-77", "Vehicle Entry");
    record(user, "ABCD77", "Vehicle Exit");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(facts("/api/v1/sessions?site=carwatch&plate=ABCD77"))
                    .singleElement()
                    .satisfies(
                        stay -> {
                          assertThat(stay.get("outcome")).isEqualTo("completed");
                          assertThat(stay.get("match")).isEqualTo("plate");
                        }));
    List<Map<?, ?>> passages = facts("/api/v1/passages?site=carwatch&plate=ABCD77");
    assertThat(passages).hasSize(2);
    for (Map<?, ?> passage : passages) {
      answered(
          admin.send(
              "POST",
              "/api/v1/corrections",
              Json.write(
                  Map.of(
                      "run", "live",
                      "of_kind", "passages",
                      "fact", passage.get("id"),
                      "was", "ABCD77",
                      "became", "ABCD78"))),
          201);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(facts("/api/v1/sessions?site=carwatch&plate=ABCD77")).isEmpty();
              assertThat(facts("/api/v1/sessions?site=carwatch&plate=ABCD78"))
                  .singleElement()
                  .satisfies(stay -> assertThat(stay.get("outcome")).isEqualTo("completed"));
            });
    assertThat(history(user, "").stream().map(one -> (Object) one.get("plate")))
        .containsExactly("ABCD78", "ABCD78");
    Map<?, ?> health = answered(Api.anonymous(address()).send("GET", "/health", null), 200);
    assertThat(health.get("status")).as("%s", health).isEqualTo("healthy");
  }

  @Test
  void aPlateThatWasNotedWithOtherWordsIsNoPassage() throws Exception {
    Api user = registered(name);
    Map<?, ?> done =
        answered(
            user.send(
                "POST",
                "/api/plate",
                """
                {"plate": "XYZ789", "subject": "Manual Entry", "description": "<b>Manually</b>\\u0000 <img src=x onerror=alert(1)> recorded"}
                """),
            201);
    assertThat(done.get("success")).isEqualTo(true);
    answered(user.send("POST", "/api/plate", "{\"plate\": \"XYZ-789\"}"), 201);
    List<Map<?, ?>> told = history(user, "");
    assertThat(told.stream().map(one -> (Object) one.get("plate")))
        .containsExactly("XYZ789", "XYZ789");
    assertThat(told.stream().map(one -> (Object) one.get("description")))
        .as("pages put it among their markup")
        .containsExactly("", "<b>Manually</b> &lt;img src=x onerror=alert(1)> recorded");
    assertThat(facts("/api/v1/passages?site=carwatch&plate=XYZ789")).isEmpty();
  }

  @Test
  void othersRecordsAreToldToThoseOfTheSiteOnlyPartByPart() throws Exception {
    Api user = registered(name);
    for (int i = 0; i < 3; i++) {
      record(user, "QRST1" + i, "Manual Entry");
    }
    Map<?, ?> first = answered(user.send("GET", "/api/history?limit=2", null), 200);
    assertThat(data(first, "data").stream().map(one -> (Object) one.get("plate")))
        .containsExactly("QRST12", "QRST11");
    assertThat(
            history(user, "?limit=2&cursor=" + first.get("next")).stream()
                .map(one -> (Object) one.get("plate")))
        .containsExactly("QRST10");
    assertThat(history(registered(name + "-other"), "")).isEmpty();
    assertThat(history(admin, "").stream().map(one -> (Object) one.get("plate")))
        .contains("QRST10", "QRST11", "QRST12");
    answered(user.send("POST", "/auth/delete", Json.write(Map.of("password", PASSWORD))), 200);
    assertThat(history(admin, "").stream().filter(one -> "QRST10".equals(one.get("plate"))))
        .singleElement()
        .satisfies(one -> assertThat(one.get("username")).isNull());
  }

  @Test
  void whatCannotBeIsSaidInTheirForm() throws Exception {
    Api user = registered(name);
    requireRefused(Api.anonymous(address()).send("GET", "/api/history", null), 401);
    requireRefused(Api.anonymous(address()).send("POST", "/api/fetch_img", null), 401);
    requireRefused(user.send("POST", "/api/fetch_img", null), 404);
    requireRefused(user.send("GET", "/api/history?limit=1001", null), 400);
    requireRefused(user.send("GET", "/api/history?page=2", null), 400);
    requireRefused(user.send("POST", "/api/plate", "{\"plate\": \"--\"}"), 400);
    requireRefused(user.send("POST", "/api/plate", "{\"plates\": \"XYZ789\"}"), 400);
    assertThat(send(user, gate, "parking").statusCode()).isEqualTo(400);
    assertThat(send(user, "no picture".getBytes(StandardCharsets.UTF_8), null).statusCode())
        .isEqualTo(400);
    HttpResponse<byte[]> stranger =
        Form.to(address()).file("image", "test_image.jpg", gate).post("/api/upload_image");
    assertThat(stranger.statusCode()).isEqualTo(401);
    HttpResponse<byte[]> two =
        Form.to(address())
            .header("Authorization", "Bearer " + user.token())
            .file("image", "one.jpg", gate)
            .file("image", "two.jpg", gate)
            .post("/api/upload_image");
    assertThat(two.statusCode()).isEqualTo(400);
    assertThat(history(user, "")).isEmpty();
  }

  private static void requireRefused(HttpResponse<String> answer, int status) {
    Map<?, ?> body = answered(answer, status);
    assertThat(body.get("success")).isEqualTo(false);
    assertThat(body.get("message")).asString().isNotEmpty();
  }
}
