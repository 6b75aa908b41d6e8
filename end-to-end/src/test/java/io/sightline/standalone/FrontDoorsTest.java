package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.sun.net.httpserver.HttpServer;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.media.PictureFile;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.standalone.compare.Comparison;
import io.sightline.standalone.compare.Question;
import io.sightline.standalone.compare.Side;
import io.sightline.standalone.live.EmotionModels;
import io.sightline.standalone.live.FoundModels;
import io.sightline.standalone.postgres.Database;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The doors of the systems that are replaced, as their clients use them: requests as their
 * documents show them, to the service as people run it, with the bundled models.
 */
class FrontDoorsTest {
  private static final String PASSWORD = "contraseña123";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static Database database;
  private static QueryService service;
  private static Api admin;
  private static String adminPassword;
  private static byte[] gate;
  private static byte[] bays;
  private static byte[] kiosk;

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
                        "SIGHTLINE_EMOTIONS_PURPOSE", "a demonstration",
                        "SIGHTLINE_EMOTIONS_PLACE", "a kiosk")),
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                KeyFile.of(new Secrets(folder).file("installation")),
                folder,
                "test",
                EmotionModels.usual(catalog),
                folder,
                FoundModels.in(catalog),
                catalog));
    adminPassword = service.firstAdmin().orElseThrow();
    admin = Api.anonymous(address()).signIn("admin", adminPassword);
    gate = DemoPictures.jpeg("demo-gate", 12_000);
    bays = DemoPictures.jpeg("demo-bays", 30_000);
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

  private static Form image(byte[] picture) {
    return Form.to(address()).file("image", "parking_lot.jpg", picture);
  }

  private static Map<?, ?> json(String path, Map<String, ?> body) throws Exception {
    HttpResponse<String> answer = Api.anonymous(address()).send("POST", path, Json.write(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body(), Map.class);
  }

  private static String base64(byte[] picture) {
    return Base64.getEncoder().encodeToString(picture);
  }

  private static List<?> list(Map<?, ?> answer, String name) {
    return (List<?>) answer.get(name);
  }

  /** curl -F confidence=…, and the example in Python with params={'confidence': 0.6}. */
  @Test
  void vehiclesAreDetectedWithThresholdsInTheQueryAndInTheForm() throws Exception {
    Map<?, ?> answer = image(gate).answer("/api/v1/detect/vehicles");
    assertThat(list(answer, "detections")).hasSize(1);
    Map<?, ?> car = (Map<?, ?>) list(answer, "detections").get(0);
    assertThat(car.get("class")).isEqualTo("car");
    assertThat((Double) car.get("confidence")).isBetween(0.5, 1.0);
    assertThat(list(car, "bbox")).hasSize(4);
    double sure = (Double) car.get("confidence");
    String above = Double.toString(Math.min(1, sure + 0.0001));
    assertThat(list(image(gate).answer("/api/v1/detect/vehicles?confidence=0.6"), "detections"))
        .hasSize(1);
    assertThat(
            list(image(gate).answer("/api/v1/detect/vehicles?confidence=" + above), "detections"))
        .isEmpty();
    assertThat(
            list(
                image(gate).text("confidence", above).answer("/api/v1/detect/vehicles"),
                "detections"))
        .isEmpty();
    for (String wrong : List.of("1.5", "-0.1", "NaN", "high")) {
      HttpResponse<byte[]> refused =
          image(gate).text("confidence", wrong).post("/api/v1/detect/vehicles");
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("confidence");
    }
    assertThat(list(json("/api/v1/detect/vehicles", Map.of("image", base64(gate))), "detections"))
        .hasSize(1);
    assertThat(
            list(
                json(
                    "/api/v1/detect/vehicles",
                    Map.of("image", "data:image/jpeg;base64," + base64(gate), "confidence", 0.3)),
                "detections"))
        .hasSize(1);
  }

  @Test
  void aPlateIsReadAndSpelledAsItsRegionDoes() throws Exception {
    for (String region : List.of("CL", "cl", "any")) {
      Map<?, ?> answer = image(gate).text("region", region).answer("/api/v1/detect/license-plate");
      assertThat(answer.get("plate_text")).as(region).isEqualTo("LPXL19");
      assertThat((Double) answer.get("confidence")).isBetween(0.5, 1.0);
      assertThat(answer.get("valid")).isEqualTo(true);
      assertThat(list(answer, "plates")).hasSize(1);
    }
    assertThat(image(gate).answer("/api/v1/detect/license-plate?region=CL").get("region"))
        .isEqualTo("CL");
    Map<?, ?> none = image(kiosk).answer("/api/v1/detect/license-plate");
    assertThat(none.get("plate_text")).isEqualTo("");
    assertThat((Double) none.get("confidence")).isZero();
    HttpResponse<byte[]> refused =
        image(gate).text("region", "XX").post("/api/v1/detect/license-plate");
    assertThat(
            image(gate)
                .text("region", "/etc/x.yaml")
                .post("/api/v1/detect/license-plate")
                .statusCode())
        .isEqualTo(400);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("XX", "CL");
  }

  private static final String SPACES =
      """
      [{"id": "S2", "polygon": [[197, 221], [176, 343], [248, 343], [258, 221]]},
       {"id": "N3", "polygon": [[274, 42], [268, 109], [320, 109], [320, 42]]}]
      """;

  @Test
  void spacesAreJudgedHoweverTheyAreWritten() throws Exception {
    List<Form> forms =
        List.of(
            image(bays).text("spaces_config", SPACES),
            image(bays)
                .file("spaces_config", "spaces.json", SPACES.getBytes(StandardCharsets.UTF_8)),
            image(bays).text("spaces_config", "{\"spaces\": " + SPACES + "}"),
            image(bays)
                .text(
                    "spaces_config",
                    """
                    {"S2": {"bbox": [176, 221, 258, 343]},
                     "N3": {"points": [{"x": 274, "y": 42}, {"x": 268, "y": 109}, {"x": 320, "y": 109}]}}
                    """));
    for (Form form : forms) {
      Map<?, ?> answer = form.answer("/api/v1/analyze/occupancy");
      assertThat(answer.get("total")).isEqualTo(2);
      assertThat(answer.get("occupied")).isEqualTo(1);
      assertThat(answer.get("free")).isEqualTo(1);
      assertThat(list(answer, "spaces"))
          .extracting(one -> ((Map<?, ?>) one).get("id") + " " + ((Map<?, ?>) one).get("status"))
          .containsExactly("S2 occupied", "N3 free");
    }
    for (String wrong :
        List.of(
            "",
            "[]",
            "nonsense",
            "[{\"id\": \"A\"}]",
            "[{\"id\":\"A\",\"bbox\":[600,300,900,400]}]",
            "[{\"id\":\"A\",\"bbox\":[-40,0,20,20]}]",
            "[{\"id\":\"A\",\"polygon\":[[1,1],[2,2]]}]")) {
      assertThat(
              image(bays)
                  .text("spaces_config", wrong)
                  .post("/api/v1/analyze/occupancy")
                  .statusCode())
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(image(bays).post("/api/v1/analyze/occupancy").statusCode()).isEqualTo(400);
    assertThat(image(bays).text("camera", "bays").post("/api/v1/analyze/occupancy").statusCode())
        .as("a camera, of a stranger")
        .isEqualTo(401);
  }

  @Test
  void theSpotsOfAKnownCameraAreJudgedInPicturesOfItsShape() throws Exception {
    String site =
        """
        site: lot
        name: Lot
        time-zone: UTC
        cameras:
          - id: bays
            uri: rtsp://127.0.0.1:9/bays
            picture: [640, 360]
            spots:
              - {id: S2, polygon: [[197, 221], [176, 343], [248, 343], [258, 221]]}
              - {id: N3, polygon: [[274, 42], [268, 109], [320, 109], [320, 42]]}
        """;
    assertThat(admin.status("POST", "/api/v1/sites", site)).isEqualTo(201);
    String token = admin.token();
    Map<?, ?> answer =
        image(bays)
            .text("camera", "bays")
            .text("site", "lot")
            .header("Authorization", "Bearer " + token)
            .answer("/api/v1/analyze/occupancy");
    assertThat(answer.get("occupied")).isEqualTo(1);
    assertThat(
            image(DemoPictures.grey(400, 400))
                .text("camera", "bays")
                .header("Authorization", "Bearer " + token)
                .post("/api/v1/analyze/occupancy")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            image(bays)
                .text("camera", "elsewhere")
                .header("Authorization", "Bearer " + token)
                .post("/api/v1/analyze/occupancy")
                .statusCode())
        .isEqualTo(404);
  }

  /** curl -X POST /api/v1/predict -F file=@imagen.jpg, without and with a token. */
  @Test
  void anEmotionIsPredictedAndWrittenDownWithWhoAsked() throws Exception {
    String user = "usuario-" + UUID.randomUUID().toString().substring(0, 8);
    Api anonymous = Api.anonymous(address());
    HttpResponse<String> registered =
        anonymous.send(
            "POST",
            "/api/v1/auth/register",
            Json.write(Map.of("username", user, "password", PASSWORD)));
    assertThat(registered.statusCode()).isEqualTo(201);
    assertThat(Json.read(registered.body(), Map.class).keySet().toString())
        .contains("user_id", "username", "is_active", "created_at");
    Api signedIn = anonymous.signIn(user, PASSWORD);
    long before = total();
    Map<?, ?> answer =
        Form.to(address()).file("file", "imagen.jpg", kiosk).answer("/api/v1/predict");
    assertThat(answer.get("emotion_name")).isEqualTo("disgust");
    assertThat((Double) answer.get("confidence")).isBetween(0.3, 1.0);
    assertThat((String) answer.get("model_version_tag")).matches("v\\d+\\.\\d+\\.\\d+");
    assertThat(answer.get("processing_time_ms")).isInstanceOf(Integer.class);
    assertThat(list(answer, "face")).hasSize(4);
    Map<?, ?> again =
        Form.to(address())
            .file("file", "imagen.jpg", kiosk)
            .header("Authorization", "Bearer " + signedIn.token())
            .answer("/api/v1/predict");
    assertThat(again.get("emotion_name")).isEqualTo("disgust");
    assertThat(again.get("cached")).isEqualTo(true);
    assertThat(total()).isEqualTo(before + 2);
    assertThat(admin.send("GET", "/metrics", null).body())
        .containsPattern(
            "sightline_inference_seconds_count\\{device=\"cpu\",model=\"[^\"]+\"} [1-9]")
        .containsPattern("sightline_inference_batch_size\\{device=\"cpu\",model=\"[^\"]+\"} [1-9]");
    // Each as VisionAI's README has it; unquoted, `user` is whoever asks the database.
    assertThat(
            texts(
                "select \"user\" from predictions_log where \"user\" = '"
                    + user
                    + "' order by timestamp desc"))
        .containsExactly(user);
    assertThat(texts("select total::text from report_users where \"user\" = '" + user + "'"))
        .containsExactly("1");
    assertThat(
            texts(
                "select ec.emotion_name from predictions_log pl join emotion_class ec on pl.emotion_id ="
                    + " ec.emotion_id where pl.user = '"
                    + user
                    + "' group by pl.user, ec.emotion_name"))
        .containsExactly("disgust");
    Map<String, Object> use = signedIn.get("/api/v1/reports/usage");
    assertThat(list(use, "items")).hasSize(1);
    assertThat(((Map<?, ?>) list(use, "items").get(0)).get("user")).isEqualTo(user);
    assertThat(signedIn.status("GET", "/api/v1/reports/usage?user=admin", null)).isEqualTo(403);
    assertThat(admin.get("/api/v1/reports/usage?user=" + user)).isEqualTo(use);
    assertThat(admin.send("GET", "/api/v1/reports/usage?format=csv&user=" + user, null).body())
        .startsWith("day,user,kind,predictions")
        .contains("\"" + user + "\",emotion,1,");
  }

  private static long total() throws Exception {
    return ((Number) admin.get("/api/v1/dashboard/stats").get("total_predictions")).longValue();
  }

  private static List<String> texts(String sql) throws Exception {
    try (var connection =
            java.sql.DriverManager.getConnection(
                database.address().url(),
                database.address().user(),
                database.address().password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  @Test
  void whereThereIsNoFaceTheWholePictureIsJudged() throws Exception {
    Map<?, ?> answer =
        Form.to(address())
            .file("file", "grey.jpg", DemoPictures.grey(96, 96))
            .answer("/api/v1/predict");
    assertThat(answer.get("face")).isNull();
    Map<?, ?> probabilities = (Map<?, ?>) answer.get("probabilities");
    assertThat(probabilities).hasSize(7);
    assertThat(probabilities.values().stream().mapToDouble(one -> (Double) one).sum())
        .isCloseTo(1, within(0.01));
  }

  @Test
  void theDashboardCountsWhatWasPredicted() throws Exception {
    Form.to(address()).file("file", "imagen.jpg", kiosk).answer("/api/v1/predict");
    Map<String, Object> stats = admin.get("/api/v1/dashboard/stats");
    Map<?, ?> by = (Map<?, ?>) stats.get("predictions_by_emotion");
    assertThat(by.values().stream().mapToLong(one -> ((Number) one).longValue()).sum())
        .isEqualTo(((Number) stats.get("total_predictions")).longValue());
    assertThat(((Map<?, ?>) stats.get("most_common_emotion")).get("count"))
        .isEqualTo(by.values().stream().map(one -> (Integer) one).max(Integer::compare).get());
    assertThat((Double) stats.get("average_confidence")).isBetween(0.0, 1.0);
    Map<String, Object> recent = admin.get("/api/v1/dashboard/recent?limit=1");
    assertThat(recent.get("count")).isEqualTo(1);
    Map<?, ?> newest = (Map<?, ?>) list(recent, "predictions").get(0);
    assertThat(newest.get("source_ip")).isEqualTo("127.0.0.1");
    assertThat(newest.keySet().toString()).contains("id", "timestamp", "emotion", "confidence");
    Map<String, Object> timeline = admin.get("/api/v1/dashboard/timeline?days=7");
    assertThat(timeline.get("period_days")).isEqualTo(7);
    assertThat(list(timeline, "timeline")).hasSize(7);
    Map<?, ?> today = (Map<?, ?>) list(timeline, "timeline").get(6);
    assertThat((Integer) today.get("count")).isPositive();
    Map<String, Object> disgust = admin.get("/api/v1/dashboard/emotion/disgust");
    assertThat(((Map<?, ?>) disgust.get("emotion")).get("id")).isEqualTo(2);
    assertThat(((Map<?, ?>) disgust.get("statistics")).get("total_predictions"))
        .isEqualTo(by.get("disgust"));
    for (String wrong :
        List.of("recent?limit=0", "recent?limit=101", "timeline?days=0", "timeline?days=31")) {
      assertThat(admin.status("GET", "/api/v1/dashboard/" + wrong, null)).as(wrong).isEqualTo(400);
    }
    assertThat(admin.status("GET", "/api/v1/dashboard/emotion/bored", null)).isEqualTo(404);
    assertThat(Api.anonymous(address()).status("GET", "/api/v1/dashboard/stats", null))
        .isEqualTo(401);
  }

  @Test
  void emotionsModelAndHealthAreToldToEverybody() throws Exception {
    Api anonymous = Api.anonymous(address());
    List<?> emotions = list(anonymous.get("/api/v1/emotions"), "emotions");
    assertThat(emotions)
        .extracting(one -> ((Map<?, ?>) one).get("id") + " " + ((Map<?, ?>) one).get("name"))
        .containsExactly(
            "1 angry", "2 disgust", "3 fear", "4 happy", "5 neutral", "6 sad", "7 surprise");
    assertThat(((Map<?, ?>) emotions.get(3)).get("description")).isEqualTo("Felicidad o alegría");
    assertThat(anonymous.get("/api/v1/model/info"))
        .containsEntry("status", "loaded")
        .containsEntry("num_classes", 7)
        .containsKeys("input_shape", "total_params");
    assertThat(anonymous.get("/api/v1/health")).containsEntry("status", "healthy");
  }

  @Test
  void severalPicturesAndArchivesAreAnsweredByAList() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      for (Map.Entry<String, byte[]> each :
          new java.util.TreeMap<>(
                  Map.of(
                      "a/gate.jpg",
                      gate,
                      "b/notes.txt",
                      "no picture".getBytes(StandardCharsets.UTF_8),
                      "__MACOSX/._gate.jpg",
                      new byte[4]))
              .entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    List<?> items =
        list(
            Form.to(address())
                .file("image", "all.zip", packed.toByteArray())
                .header("Authorization", "Bearer " + admin.token())
                .answer("/api/v1/detect/vehicles"),
            "items");
    assertThat(items)
        .extracting(one -> ((Map<?, ?>) one).get("name") + " " + ((Map<?, ?>) one).get("status"))
        .containsExactlyInAnyOrder("gate.jpg 200", "notes.txt 400");
    List<?> two =
        list(
            Form.to(address())
                .file("file", "one.jpg", kiosk)
                .file("file", "two.jpg", kiosk)
                .answer("/api/v1/predict"),
            "items");
    assertThat(two)
        .extracting(
            one ->
                String.valueOf(((Map<?, ?>) ((Map<?, ?>) one).get("answer")).get("emotion_name")))
        .containsExactly("disgust", "disgust");
    assertThat(
            list(
                json("/api/v1/predict", Map.of("images", List.of(base64(kiosk), base64(gate)))),
                "items"))
        .hasSize(2);
  }

  @Test
  void thePictureComesBackWithWhatWasSeenDrawnIntoIt() throws Exception {
    for (HttpResponse<byte[]> answer :
        List.of(
            image(gate).header("Accept", "image/jpeg").post("/api/v1/detect/vehicles"),
            image(gate).post("/api/v1/detect/license-plate?annotate=true"),
            image(bays)
                .text("spaces_config", SPACES)
                .post("/api/v1/analyze/occupancy?annotate=true"),
            Form.to(address())
                .file("file", "a.jpg", kiosk)
                .post("/api/v1/predict?annotate=true"))) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
      assertThat(PictureFile.read("drawn", answer.body()).width()).isPositive();
    }
  }

  @Test
  void whatIsNoPictureIsRefusedWithASentence() throws Exception {
    assertThat(image(new byte[0]).post("/api/v1/detect/vehicles").statusCode()).isEqualTo(400);
    HttpResponse<byte[]> text =
        image("no picture".getBytes(StandardCharsets.UTF_8)).post("/api/v1/detect/vehicles");
    assertThat(text.statusCode()).isEqualTo(400);
    assertThat(new String(text.body(), StandardCharsets.UTF_8)).contains("parking_lot.jpg");
    byte[] cut = java.util.Arrays.copyOf(gate, gate.length / 2);
    assertThat(image(cut).post("/api/v1/detect/vehicles").statusCode()).isEqualTo(400);
    assertThat(
            Form.to(address())
                .text("confidence", "0.5")
                .post("/api/v1/detect/vehicles")
                .statusCode())
        .isEqualTo(400);
    HttpResponse<byte[]> unknown =
        image(gate).text("confidense", "0.5").post("/api/v1/detect/vehicles");
    assertThat(new String(unknown.body(), StandardCharsets.UTF_8))
        .contains("confidense", "confidence");
    assertThat(image(new byte[17 << 20]).post("/api/v1/detect/vehicles").statusCode())
        .isEqualTo(413);
  }

  @Test
  void whatIsCutOffOrAbsurdIsABadRequestAndNoErrorOfOurs() throws Exception {
    String boundary = "b";
    for (String body :
        List.of(
            "",
            "--b\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nabc",
            "nonsense")) {
      HttpResponse<String> answer =
          CLIENT.send(
              HttpRequest.newBuilder(URI.create(address() + "/api/v1/detect/vehicles"))
                  .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
    }
    String absurd = "[{\"id\": \"A\", \"bbox\": [1%s, 0, 1, 1]}]".formatted("0".repeat(400));
    assertThat(
            image(bays)
                .text("spaces_config", absurd)
                .post("/api/v1/analyze/occupancy")
                .statusCode())
        .isEqualTo(400);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      byte[] zeros = new byte[10 << 20];
      for (int i = 0; i < 11; i++) {
        zip.putNextEntry(new ZipEntry("__MACOSX/bomb-" + i));
        zip.write(zeros);
        zip.closeEntry();
      }
    }
    String token = "Bearer " + admin.token();
    byte[] bomb = packed.toByteArray();
    assertThat(
            Form.to(address())
                .file("image", "bomb.zip", bomb)
                .header("Authorization", token)
                .post("/api/v1/detect/vehicles")
                .statusCode())
        .as("what is left out of an archive counts, too")
        .isEqualTo(413);
    assertThat(
            Form.to(address())
                .file("image", "cut.zip", java.util.Arrays.copyOf(bomb, bomb.length / 2))
                .header("Authorization", token)
                .post("/api/v1/detect/vehicles")
                .statusCode())
        .isIn(400, 413);
    assertThat(
            Form.to(address())
                .file("image", "a.zip", bomb)
                .post("/api/v1/detect/vehicles")
                .statusCode())
        .as("an archive, of a stranger")
        .isEqualTo(400);
  }

  /** Many large spaces in a large picture are not all cut out at once. */
  @Test
  void manySpacesAsLargeAsThePictureAreJudgedInTurns() throws Exception {
    StringBuilder spaces = new StringBuilder("[");
    for (int i = 0; i < 40; i++) {
      spaces
          .append(i == 0 ? "" : ", ")
          .append("{\"id\": \"s%d\", \"bbox\": [0, 0, 4000, 3000]}".formatted(i));
    }
    Map<?, ?> answer =
        image(DemoPictures.grey(4_000, 3_000))
            .text("spaces_config", spaces.append("]").toString())
            .answer("/api/v1/analyze/occupancy");
    assertThat(answer.get("total")).isEqualTo(40);
  }

  @Test
  void aKeyForPredictionsLooksThroughNoCameraAndAnEndedOneIsLetGo() throws Exception {
    HttpResponse<String> made =
        admin.send(
            "POST",
            "/api/v1/keys",
            Json.write(Map.of("name", "kiosk-" + UUID.randomUUID(), "scopes", List.of("predict"))));
    Map<?, ?> key = Json.read(made.body(), Map.class);
    Api kiosker = Api.anonymous(address()).with(key.get("key").toString());
    assertThat(
            kiosker.status("POST", "/api/v1/stream/process", "{\"url\": \"rtsp://127.0.0.1:9/x\"}"))
        .isEqualTo(403);
    assertThat(kiosker.status("POST", "/api/v1/stream/process", "{\"camera\": \"bays\"}"))
        .isEqualTo(403);
    assertThat(kiosker.status("GET", "/api/v1/cameras", null)).isEqualTo(403);
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket socket =
        CLIENT
            .newWebSocketBuilder()
            .header("X-API-Key", key.get("key").toString())
            .buildAsync(
                URI.create(address().replaceFirst("http", "ws") + "/ws"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                    closed.complete(status);
                    return null;
                  }
                })
            .get();
    try {
      String id = String.valueOf(key.get("key_id") == null ? key.get("id") : key.get("key_id"));
      assertThat(admin.status("DELETE", "/api/v1/keys/" + id, null)).isEqualTo(204);
      await()
          .atMost(java.time.Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(closed).isCompletedWithValue(1008));
    } finally {
      socket.abort();
    }
  }

  /** A client of the WebSocket that hears in turn. */
  private static final class Talk implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<Map<?, ?>> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    Talk(String path) throws Exception {
      socket =
          CLIENT
              .newWebSocketBuilder()
              .buildAsync(URI.create(address().replaceFirst("http", "ws") + path), this)
              .get();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        heard.add(Json.read(text.toString(), Map.class));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    Map<?, ?> next() throws InterruptedException {
      Map<?, ?> next = heard.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    Map<?, ?> say(Object message) throws Exception {
      socket.sendText(message instanceof String text ? text : Json.write(message), true).get();
      return next();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  @Test
  void theWebSocketAnswersItsFourCommandsAtBothOfItsPlaces() throws Exception {
    for (String path : List.of("/ws", "", "/")) {
      try (Talk talk = new Talk(path)) {
        Map<?, ?> welcome = talk.next();
        assertThat(welcome.get("type")).isEqualTo(path.equals("/ws") ? "connection" : "welcome");
        assertThat(welcome.keySet().toString())
            .contains(path.equals("/ws") ? "timestamp" : "commands");
        Map<?, ?> prediction = talk.say(Map.of("command", "predict", "image", base64(kiosk)));
        assertThat(prediction.get("type")).isEqualTo("prediction");
        assertThat(prediction.get("status")).isEqualTo("success");
        assertThat(prediction.get("emotion_name")).isEqualTo("disgust");
        assertThat((String) prediction.get("timestamp"))
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(prediction.containsKey("user")).isFalse();
        Map<?, ?> emotions = talk.say(Map.of("command", "emotions"));
        assertThat(emotions.get("type")).isEqualTo("emotions");
        assertThat(list(emotions, "emotions")).hasSize(7);
        Map<?, ?> info = talk.say(Map.of("command", "model_info"));
        assertThat(((Map<?, ?>) info.get("info")).get("num_classes")).isEqualTo(7);
        Map<?, ?> health = talk.say(Map.of("command", "health"));
        assertThat(health.get("status")).isEqualTo("healthy");
        assertThat((Integer) health.get("clients_connected")).isPositive();
      }
    }
  }

  @Test
  void aTokenNamesWhoAsksAndAWrongOneIsRefused() throws Exception {
    try (Talk talk = new Talk("/ws")) {
      talk.next();
      Map<?, ?> known =
          talk.say(
              Map.of(
                  "command", "predict", "image", base64(kiosk), "token", admin.token(), "id", 7));
      assertThat(known.get("user")).isEqualTo("admin");
      assertThat(known.get("id")).isEqualTo(7);
      Map<?, ?> wrong =
          talk.say(Map.of("command", "predict", "image", base64(kiosk), "token", "nonsense"));
      assertThat(wrong.get("type")).isEqualTo("error");
      assertThat(wrong.get("code")).isEqualTo(401);
    }
  }

  @Test
  void whoeverDoesNotWaitForAnswersKnowsWhichCommandWasNotTaken() throws Exception {
    try (Talk talk = new Talk("/ws")) {
      talk.next();
      int all = 100;
      for (int id = 0; id < all; id++) {
        Map<String, ?> command = Map.of("command", "predict", "image", base64(kiosk), "id", id);
        talk.socket.sendText(Json.write(command), true).get();
      }
      Map<Object, Object> statuses = new TreeMap<>();
      for (int id = 0; id < all; id++) {
        Map<?, ?> answer = talk.next();
        assertThat(answer.get("id")).as("%s", answer).isNotNull();
        statuses.put(answer.get("id"), answer.get("status"));
      }
      assertThat(statuses).as("each is answered once").hasSize(all);
      assertThat(statuses.get(0)).isEqualTo("success");
      assertThat(statuses.values()).as("more than may wait").contains("error");
    }
  }

  @Test
  void whatTheWebSocketDoesNotUnderstandIsSaidAndItGoesOn() throws Exception {
    try (Talk talk = new Talk("/ws")) {
      talk.next();
      for (String wrong :
          List.of(
              "nonsense",
              "[]",
              "{}",
              "{\"command\": 5}",
              "{\"command\": \"dance\"}",
              "{\"command\": \"predict\"}",
              "{\"command\": \"predict\", \"image\": \"???\"}",
              "{\"command\": \"predict\", \"image\": \"aGVsbG8=\"}",
              "[".repeat(20_000))) {
        Map<?, ?> error = talk.say(wrong);
        assertThat(error.get("type")).as(wrong).isEqualTo("error");
        assertThat(error.get("status")).isEqualTo("error");
        assertThat((String) error.get("message")).isNotEmpty();
      }
      assertThat(talk.say(Map.of("command", "health")).get("type")).isEqualTo("health");
    }
    try (Talk talk = new Talk("/ws")) {
      talk.next();
      String large = "x".repeat(1 << 20);
      for (int i = 0; i < 40 && !talk.closed.isDone(); i++) {
        try {
          talk.socket.sendText(large, false).get();
        } catch (java.util.concurrent.ExecutionException e) {
          break;
        }
      }
      await().untilAsserted(() -> assertThat(talk.closed).isCompletedWithValue(1009));
    }
  }

  /** The flags that VisionAI's client has. */
  @Test
  void theClientInPythonAsksAllThatItsPredecessorAsked() throws Exception {
    assumeTrue(
        new ProcessBuilder("/usr/bin/python3", "-c", "import websockets").start().waitFor() == 0,
        "There is no python3 with websockets (Debian: python3-websockets)");
    Path face = java.nio.file.Files.write(folder.resolve("rostro.jpg"), kiosk);
    Path pictures = java.nio.file.Files.createDirectory(folder.resolve("imagenes"));
    java.nio.file.Files.write(pictures.resolve("a.jpg"), kiosk);
    java.nio.file.Files.write(pictures.resolve("b.jpg"), kiosk);
    assertThat(python("--health")).contains("\"status\": \"healthy\"");
    assertThat(python("--emotions")).contains("Felicidad o alegría");
    assertThat(python("--model-info")).contains("num_classes");
    assertThat(python(face.toString())).contains("\"emotion_name\": \"disgust\"");
    assertThat(python(face.toString(), "--token", admin.token())).contains("\"user\": \"admin\"");
    assertThat(python("--folder", pictures.toString()))
        .contains("a.jpg", "b.jpg", "\"emotion_name\": \"disgust\"");
  }

  private static String python(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                TestSite.root().resolve("examples/websocket_client_example.py").toString(),
                "--url",
                address().replaceFirst("http", "ws") + "/ws"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void thePagesToTryTheWebSocketWithPredictAPictureAndSignIn() throws Exception {
    Path face = java.nio.file.Files.write(folder.resolve("page.jpg"), kiosk);
    try (Chromium chromium = Chromium.open()) {
      List<String> complaints = new ArrayList<>();
      for (String name : List.of("test_websocket", "test_websocket_auth")) {
        Page page = chromium.page();
        page.onPageError(complaints::add);
        page.navigate(address() + "/examples/" + name + ".html");
        PlaywrightAssertions.assertThat(page.locator("#state")).hasText("connected");
        if (name.endsWith("_auth")) {
          page.fill("#username", "admin");
          page.fill("#password", "wrong");
          page.click("#sign-in");
          PlaywrightAssertions.assertThat(page.locator("#who")).containsText("password");
          page.fill("#password", adminPassword);
          page.click("#sign-in");
          PlaywrightAssertions.assertThat(page.locator("#who")).containsText("signed in as admin");
        }
        page.setInputFiles("#file", face);
        page.click("#predict");
        PlaywrightAssertions.assertThat(page.locator("#answer")).containsText("disgust");
        if (name.endsWith("_auth")) {
          PlaywrightAssertions.assertThat(page.locator("#answer")).containsText("for admin");
        }
        page.click("[data-command=health]");
        PlaywrightAssertions.assertThat(page.locator("#log")).containsText("clients_connected");
        String pictures = System.getProperty("sightline.screenshots");
        if (pictures != null) {
          page.screenshot(
              new Page.ScreenshotOptions()
                  .setPath(Path.of(pictures, name + ".png"))
                  .setFullPage(true));
        }
      }
      assertThat(complaints).isEmpty();
    }
  }

  /** A burst as it comes after an outage of clients: nothing is lost, and each is counted once. */
  @Test
  void aBurstOfPredictionsIsWrittenDownEachOnce() throws Exception {
    String key = adminKey();
    long before = Long.parseLong(texts("select count(*)::text from predictions_log").get(0));
    int clients = 16;
    int each = 40;
    List<byte[]> faces = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      faces.add(DemoPictures.jpeg("demo-kiosk", 5_000 + 400 * i));
    }
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    java.util.concurrent.ExecutorService pool =
        java.util.concurrent.Executors.newFixedThreadPool(clients);
    try {
      for (int client = 0; client < clients; client++) {
        all.add(
            CompletableFuture.supplyAsync(
                () -> {
                  int answered = 0;
                  for (int i = 0; i < each; i++) {
                    answered += predicted(key, faces.get(i % faces.size())) ? 1 : 0;
                  }
                  return answered;
                },
                pool));
      }
      int answered = all.stream().mapToInt(CompletableFuture::join).sum();
      assertThat(answered).isPositive();
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          Long.parseLong(
                              texts("select count(*)::text from predictions_log").get(0)))
                      .isEqualTo(before + answered));
      assertThat(
              texts("select sum(predictions)::text from prediction_days")
                  .equals(texts("select count(*)::text from predictions_log")))
          .isTrue();
    } finally {
      pool.shutdown();
    }
  }

  /** A replaced system, as its documents say that it answers, beside this one. */
  @Test
  void theAnswersOfAReplacedSystemStandBesideOurs() throws Exception {
    Path pictures = Files.createDirectories(folder.resolve("to-compare/lot"));
    Files.write(pictures.resolve("a.jpg"), gate);
    Files.write(pictures.resolve("b.jpg"), bays);
    Files.writeString(pictures.resolve("notes.txt"), "no picture");
    AtomicInteger asked = new AtomicInteger();
    HttpServer old =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    old.createContext(
        "/app/api/v1/detect/vehicles",
        exchange -> {
          byte[] sent = exchange.getRequestBody().readAllBytes();
          boolean isGate = indexOf(sent, gate) > 0;
          // It is busy at first.
          boolean busy = asked.getAndIncrement() == 0;
          byte[] answer =
              "{\"detections\": [{\"class\": \"car\", \"bbox\": [1, 2, 3, 4], \"confidence\": 0.9}]}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Retry-After", "0");
          exchange.sendResponseHeaders(busy ? 503 : isGate ? 200 : 500, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    old.start();
    try {
      Comparison comparison =
          new Comparison(
              Question.VEHICLES,
              new Side(
                  "old",
                  URI.create("http://127.0.0.1:" + old.getAddress().getPort() + "/app"),
                  null),
              new Side("new", URI.create(address()), admin.token()));
      List<Comparison.Row> rows = new ArrayList<>();
      for (Path picture : Comparison.pictures(pictures.getParent())) {
        rows.add(comparison.of(picture, picture.getFileName().toString()));
      }
      assertThat(rows).hasSize(2);
      assertThat(rows.get(0).same()).as("%s", rows.get(0)).isTrue();
      assertThat(rows.get(0).ours().says()).isEqualTo("1 car");
      assertThat(rows.get(1).old().error()).startsWith("500");
      assertThat(rows.get(1).same()).isFalse();
      assertThat(Comparison.sum(rows)).isEqualTo(new Comparison.Sum(2, 1, 1));
    } finally {
      old.stop(0);
    }
    Comparison alone =
        new Comparison(
            Question.EMOTION,
            new Side("old", URI.create("http://127.0.0.1:1"), null),
            new Side("new", URI.create(address()), null));
    assertThatThrownBy(() -> alone.of(pictures.resolve("a.jpg"), "a.jpg"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("The old system at http://127.0.0.1:1 does not answer");
  }

  private static int indexOf(byte[] whole, byte[] part) {
    return new String(whole, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  private static String adminKey() throws Exception {
    HttpResponse<String> made =
        admin.send(
            "POST",
            "/api/v1/keys",
            Json.write(Map.of("name", "burst-" + UUID.randomUUID(), "scopes", List.of("predict"))));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Json.read(made.body(), Map.class).get("key").toString();
  }

  /** Whether it was answered; otherwise it was said to come again. */
  private static boolean predicted(String key, byte[] picture) {
    try {
      HttpResponse<byte[]> answer =
          Form.to(address())
              .file("file", "a.jpg", picture)
              .header("X-API-Key", key)
              .post("/api/v1/predict");
      if (answer.statusCode() != 200) {
        assertThat(answer.statusCode()).isIn(429, 503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      }
      return answer.statusCode() == 200;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
