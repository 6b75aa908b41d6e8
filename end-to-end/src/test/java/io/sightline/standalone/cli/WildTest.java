package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.media.RtspServer;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.Installation;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs that people really have, from outside the project, beside it in {@code
 * ../shared/cases/wild}: what each should give is said in its {@code expected.json}.
 */
@SuppressWarnings("try") // Closing what serves may be interrupted.
class WildTest {
  private static final Path ROOT = Path.of(System.getProperty("sightline.root"));
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  /** One sampling interval of half a second, and what times are rounded by. */
  private static final double SLACK_SECONDS = 0.51;

  @TempDir static Path folder;
  private static Path wild;

  /** Stays open, so that not each command starts a server of its own and stops it. */
  private static Database opened;

  @BeforeAll
  static void find() {
    wild = ROOT.resolve("../shared/cases/wild").toAbsolutePath().normalize();
    assumeTrue(Files.isDirectory(wild), "skipped: " + wild + " is not here");
    System.setProperty("sightline.home", ROOT.toString());
    opened = Database.open(null, folder.resolve("data"));
  }

  @AfterAll
  static void forget() {
    System.clearProperty("sightline.home");
    if (opened != null) {
      opened.close();
    }
  }

  private static Outcome run(String command, String name, String... more) {
    Path where = wild.resolve(name);
    List<String> arguments = new ArrayList<>(List.of(command));
    for (String argument : more) {
      arguments.add(argument.replace("@", where + "/"));
    }
    if (!command.equals("evaluate")) {
      arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    }
    return Outcome.of(arguments.toArray(String[]::new));
  }

  private static Map<?, ?> detected(String name, String picture, String models, String model) {
    Outcome outcome =
        run("detect", name, "@" + picture, "--model", model, "--models", "@" + models, "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Json.read(outcome.out(), Map.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exif-3", "exif-6", "cmyk-jpeg", "grey-alpha-png"})
  void picturesHaveTheLevelsThatAPlayerShows(String name) throws IOException {
    Map<?, ?> expected =
        Json.read(Files.readString(wild.resolve(name + "/expected.json")), Map.class);
    String picture = expected.get("command").toString().split(" ")[2];
    Map<?, ?> detected = detected(name, picture, "models", "quad");
    Map<?, ?> scores = (Map<?, ?>) ((Map<?, ?>) first(detected)).get("scores");
    ((Map<?, ?>) expected.get("expected_scores"))
        .forEach(
            (quarter, level) ->
                assertThat(((Number) scores.get(quarter)).doubleValue())
                    .as("%s of %s", quarter, name)
                    .isCloseTo(((Number) level).doubleValue(), within(0.02)));
    assertThat(detected.get("width")).isEqualTo(160);
    assertThat(detected.get("height")).isEqualTo(120);
  }

  private static Object first(Map<?, ?> detected) {
    return ((List<?>) detected.get("detections")).get(0);
  }

  /** Occupied times of a spot in seconds from the start; what is open ends with nothing. */
  private static List<Double> occupied(Path export, String spot) throws IOException {
    List<Double> times = new ArrayList<>();
    for (String line : Files.readAllLines(export.resolve("spot_transitions.csv"))) {
      List<String> cells = Arrays.asList(line.split(","));
      if (cells.contains(spot)) {
        int at = cells.indexOf(spot) - 1;
        String state = cells.get(at + 2);
        boolean open = times.size() % 2 == 1;
        if (state.equals("occupied") != open) {
          times.add(Duration.between(START, Instant.parse(cells.get(at))).toMillis() / 1e3);
        }
      }
    }
    return times;
  }

  private static Path replay(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--site", "@site.yaml", "--run", name, "--models", "@models", "--json"));
    arguments.addAll(List.of(more));
    Outcome outcome = run("replay", name, arguments.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    Path export = folder.resolve("export-" + name);
    assertThat(run("export", name, "--run", name, "--out", export.toString()).code()).isZero();
    return export;
  }

  private static void requireOccupied(List<Double> times, double... expected) {
    assertThat(times).as("%s", times).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(times.get(i)).isCloseTo(expected[i], within(SLACK_SECONDS));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anamorphic",
        "audio-goes-on",
        "joined-segments",
        "rotate-180",
        "size-changes",
        "stray-timestamp-far",
        "stray-timestamp-near"
      })
  void videosGiveTheStatesThatAPlayerShows(String name) throws IOException {
    Path export = replay(name);
    requireOccupied(occupied(export, "TL"), 0, 10);
    requireOccupied(occupied(export, "BR"), 12);
  }

  @Test
  void aLastFrameThatIsShownLongIsNothingMissing() throws IOException {
    Path export = replay("long-last-frame");
    requireOccupied(occupied(export, "TL"), 0, 10);
    List<Double> last = occupied(export, "BR");
    assertThat(last.get(0)).isCloseTo(12, within(SLACK_SECONDS));
    assertThat(last.get(1)).as("known until the longest gap").isCloseTo(59.5, within(1.0));
  }

  /**
   * Its matrix turns what is stored by a quarter to the left (ISO/IEC 14496-12, 8.2.2.3); FFmpeg,
   * OpenCV and Chromium show the bottom right quarter lit first, so its expected.json, which says
   * the top left, is taken the other way round.
   */
  @Test
  void aVideoOnItsSideIsTurnedAsPlayersTurnIt() throws IOException {
    Path export = replay("rotate-90");
    requireOccupied(occupied(export, "BR"), 0, 10);
    requireOccupied(occupied(export, "TL"), 12);
  }

  @Test
  void whatIsOddIsToldAndFailsAStrictRun() {
    String[] asked = {"--site", "@site.yaml", "--run", "strict", "--models", "@models", "--json"};
    Outcome mended = run("replay", "joined-segments", asked);
    assertThat(mended.code()).isZero();
    assertThat(mended.err()).contains("time stamps begin again here");
    assertThat(Json.read(mended.out(), Map.class).get("gaps")).isEqualTo(1);
    List<String> strict = new ArrayList<>(List.of(asked));
    strict.add("--strict");
    assertThat(run("replay", "joined-segments", strict.toArray(String[]::new)).code()).isEqualTo(1);
  }

  @Test
  void aNameWithTheDayFirstIsReadSo() throws IOException {
    Path export = replay("name-day-first");
    assertThat(Files.readAllLines(export.resolve("spot_transitions.csv")))
        .filteredOn(line -> line.contains(",TL,"))
        .first()
        .asString()
        .contains("2026-03-15T10:20:15.000Z");
  }

  @Test
  void anHourThatComesTwiceIsRefusedWithTheMend() {
    Outcome outcome =
        run(
            "replay",
            "dst-hour-twice",
            "--site",
            "@site.yaml",
            "--run",
            "twice",
            "--models",
            "@models");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("2025-11-02_01_05_00.jpg");
  }

  @Test
  void whatASystemLeavesBesidePicturesIsNone() throws IOException {
    Outcome outcome =
        run(
            "replay",
            "folder-hidden-files",
            "--site",
            "@site.yaml",
            "--run",
            "hidden",
            "--models",
            "@models",
            "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(Json.read(outcome.out(), Map.class).get("frames")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv-bom", "yolo-polygons"})
  void labelsAreUnderstood(String name) {
    Outcome outcome =
        run(
            "evaluate",
            name,
            "--task",
            "vehicles",
            "--data",
            "@data",
            "--model",
            "det4",
            "--models",
            "@models",
            "--no-speed",
            "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    Map<?, ?> detector = (Map<?, ?>) Json.read(outcome.out(), Map.class).get("detector");
    assertThat(detector.get("map50")).isEqualTo(1.0);
  }

  @Test
  void modelsAreReadFromTheirFiles() {
    assertThat(labels(detected("onnx-dynamic-sides", "rgb.png", "models", "dynhw"))).isNotEmpty();
    assertThat(labels(detected("onnx-names-quotes", "rgb.png", "models", "det4quote")))
        .contains("it's a \"big\" car", "driver's car");
    Map<?, ?> a = detected("onnx-external-weights", "rgb.png", "models-a", "ext");
    Map<?, ?> b = detected("onnx-external-weights", "rgb.png", "models-b", "ext");
    assertThat(a.get("detections")).isNotEqualTo(b.get("detections"));
    assertThat(sha256("models-a")).isNotEqualTo(sha256("models-b"));
  }

  private static List<String> labels(Map<?, ?> detected) {
    return ((List<?>) detected.get("detections"))
        .stream().map(one -> ((Map<?, ?>) one).get("label").toString()).toList();
  }

  private static Object sha256(String models) {
    Outcome outcome = run("models", "onnx-external-weights", "--models", "@" + models, "--json");
    Object read = Json.read(outcome.out(), Object.class);
    List<?> listed = read instanceof Map<?, ?> map ? (List<?>) map.get("models") : (List<?>) read;
    return listed.stream()
        .map(model -> (Map<?, ?>) model)
        .filter(model -> "ext".equals(model.get("id")))
        .findFirst()
        .orElseThrow()
        .get("sha256");
  }

  @Test
  void aLivePictureThatGetsSmallerIsTheSamePicture() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    int port = RtspServer.freePort();
    Path where = wild.resolve("live-size-changes");
    Process server =
        new ProcessBuilder(
                RtspServer.python(),
                where.resolve("rtsp3.py").toString(),
                String.valueOf(port),
                "120")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("rtsp.log").toFile())
            .start();
    Installation installation = new Installation(ROOT, folder.resolve("live-data"));
    String site =
        Files.readString(where.resolve("live3.yaml")).replace("23557", String.valueOf(port));
    try (Database database = Database.open(null, installation.data());
        Serving serving =
            Serving.start(
                installation,
                database,
                new Serving.Plan(
                    SiteFile.parse("live3.yaml", where, site),
                    ModelCatalog.of(List.of(where.resolve("models"))),
                    Settings.load(null, Map.of("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1")),
                    0,
                    false))) {
      assertThat(serving.address()).isNotNull();
      await("a frame of the second size, and some more")
          .atMost(Duration.ofSeconds(90))
          .until(() -> seconds(database) > 22);
      List<Map<String, Object>> transitions =
          database
              .address()
              .with(
                  jdbc ->
                      jdbc.sql(
                              // Half a minute long; then it begins anew.
                              "select state from (select state, at, min(at) over () as begun"
                                  + " from spot_transitions where run = 'live' and spot = 'l-res-BR')"
                                  + " where at < begun + interval '25 s' order by at")
                          .query()
                          .listOfRows());
      assertThat(transitions)
          .extracting(row -> row.get("state"))
          .as("free until 12 s, occupied since, also where its picture is a quarter as large")
          .startsWith("free", "occupied")
          .doesNotContainSubsequence("occupied", "free");
      Map<String, Object> stored = new HashMap<>();
      database
          .address()
          .with(
              jdbc ->
                  jdbc.sql("select uri from cameras where camera = 'l-xm'").query().listOfRows())
          .forEach(stored::putAll);
      assertThat(stored.get("uri").toString()).doesNotContain("S3CRET9").contains("***");
    } finally {
      server.destroy();
    }
  }

  /** How long its camera has been seen. */
  private static double seconds(Database database) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "select coalesce(extract(epoch from max(l.at) - min(t.at)), 0)"
                            + " from camera_latest l, spot_transitions t where l.camera = 'l-res'"
                            + " and t.run = 'live' and t.spot = 'l-res-BR' and l.up")
                    .query(Double.class)
                    .single());
  }
}
