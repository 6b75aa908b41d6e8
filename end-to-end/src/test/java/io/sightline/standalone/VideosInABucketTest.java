package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.settings.Settings;
import io.sightline.media.store.MediaStore;
import io.sightline.media.store.TestBucket;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.runs.JobRunner;
import io.sightline.runs.RunController;
import io.sightline.runs.RunMaker;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service that takes videos and the one that makes their runs share a bucket, no folder. */
@SuppressWarnings("try") // Closing what runs may be interrupted.
class VideosInABucketTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void aVideoThatOneMachineTookIsSeenByAnother() throws Exception {
    Path site = TestSite.create(folder.resolve("site"), 50);
    Path taking = Files.createDirectories(folder.resolve("taking"));
    Path making = Files.createDirectories(folder.resolve("making"));
    Installation installation = new Installation(TestSite.root(), folder.resolve("data"));
    Files.createDirectories(installation.data());
    try (TestBucket bucket = new TestBucket(Files.createDirectories(folder.resolve("s3")));
        MediaStore store = bucket.address().open();
        Database database = Database.open(null, installation.data())) {
      Settings settings =
          Settings.load(
              null,
              Map.of(
                  "SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1",
                  "SIGHTLINE_LIMITS_REQUESTS", "10000",
                  "SIGHTLINE_MEDIA_URL", bucket.address().url()));
      try (QueryService service =
              QueryService.start(
                  new QueryServiceOptions(
                      database.address(),
                      settings,
                      0,
                      "a-secret-of-at-least-32-characters-for-tests",
                      installation.key(settings),
                      taking,
                      "test",
                      null));
          JobRunner runner = installation.runner(1)) {
        RunMaker maker = installation.maker(database, runner, bucket.address(), 1);
        Api admin =
            Api.anonymous("http://127.0.0.1:" + service.port())
                .signIn("admin", service.firstAdmin().orElseThrow());
        Map<?, ?> job = upload(admin, service.port(), site.resolveSibling("north.mp4"));
        assertThat(files(taking)).as("a video is kept in the bucket alone").isEmpty();
        assertThat(store.names("uploads")).hasSize(1);
        String path = "/api/jobs/" + job.get("job_id");
        try (RunController controller =
            new RunController(
                maker,
                maker,
                ModelCatalog.of(List.of(folder.resolve("site/models"))),
                EmotionUse.NONE,
                making,
                bucket.address())) {
          controller.start();
          await()
              .atMost(LONG)
              .until(() -> !List.of("queued", "processing").contains(state(admin, path)));
          assertThat(admin.send("GET", path, null).body()).contains("\"status\":\"done\"");
          await().atMost(LONG).until(() -> files(making).isEmpty());
        }
        assertThat(store.names("uploads")).as("kept as long as its run").hasSize(1);
      }
    }
  }

  private static Map<?, ?> upload(Api admin, int port, Path video) throws Exception {
    String camera =
        (String)
            Json.read(
                    admin
                        .send(
                            "POST",
                            "/api/cameras",
                            "{\"name\": \"Gate\", \"lat\": 3, \"lon\": 3, \"heading\": 90,"
                                + " \"rtsp_url\": \"rtsp://127.0.0.1:8554/gate\"}")
                        .body(),
                    Map.class)
                .get("id");
    admin.send("PATCH", "/api/v1/cameras/" + camera, "{\"models\": {\"vehicles\": \"blob-any\"}}");
    HttpResponse<byte[]> sent =
        Form.to("http://127.0.0.1:" + port)
            .header("Authorization", "Bearer " + admin.token())
            .text("camera_id", camera)
            .file("file", "gate_2026-03-01_08-00-00Z.mp4", Files.readAllBytes(video))
            .post("/api/uploads");
    String text = new String(sent.body(), StandardCharsets.UTF_8);
    assertThat(sent.statusCode()).as(text).isEqualTo(201);
    return Json.read(text, Map.class);
  }

  private static String state(Api admin, String path) throws Exception {
    return (String) Json.read(admin.send("GET", path, null).body(), Map.class).get("status");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
