package io.sightline.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.EmotionUse;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.JobDefinition;
import io.sightline.job.ReplayJob;
import io.sightline.job.ReplaySpec;
import io.sightline.job.settings.ModelChoice;
import io.sightline.media.FootageSegment;
import io.sightline.media.TestFootage;
import io.sightline.models.TestModels;
import io.sightline.models.TinyOnnx;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.source.observationlog.Span;
import io.sightline.store.runs.RunClaim;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootagePlanTest {
  /** Two seconds before the day ends in UTC; the footage is three seconds long. */
  private static final Instant START = Instant.parse("2026-03-01T23:59:58Z");

  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

  private static final String SITE =
      """
      site: garage
      cameras:
        - id: north
          uri: north.mp4
          start: 2026-03-01T23:59:58Z
          sample-fps: 5
          models: {vehicles: blob-any}
          spots: [{id: A1, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]}]
        - id: south
          uri: file:south.mp4
          start: 2026-03-01T23:59:50Z
          sample-fps: 0
          analyse: [vehicles, plates]
          models: {vehicles: blob-one, plates: blob-plates, plate-text: blob-text}
      """;

  @TempDir static Path folder;
  private static ModelCatalog models;

  @BeforeAll
  static void draw() {
    models = ModelCatalog.of(List.of(TestModels.install(folder.resolve("models"))));
    draw("north.mp4", 128, 30);
    draw("south.mp4", 64, 20);
    draw("other.mp4", 128, 31);
  }

  private static Path draw(String name, int side, int frames) {
    return TestFootage.write(
        folder.resolve(name),
        side,
        side,
        10,
        frames,
        10,
        (graphics, frame) -> {
          graphics.setColor(Color.WHITE);
          graphics.fillRect(frame, 10, 20, 20);
        });
  }

  private static SiteFile site(String text) {
    return SiteFile.parse("site", folder, text);
  }

  private static FootagePlan plan(String site) {
    return FootagePlan.of(site(site), models, EmotionUse.NONE, Map.of(), Map.of());
  }

  @Test
  void itSaysWhatTheFootageIs() {
    FootagePlan plan = plan(SITE);
    assertThat(plan.days()).containsExactly(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2));
    assertThat(plan.start()).isEqualTo(Instant.parse("2026-03-01T23:59:50Z"));
    assertThat(plan.end()).isEqualTo(START.plusSeconds(3));
    assertThat(plan.seconds()).isEqualTo(11);
    // Three seconds at five a second, and every one of twenty.
    assertThat(plan.frames()).isCloseTo(15 + 20, within(0.5));
    assertThat(plan.load().pictureBytes()).isEqualTo(128L * 128 * 3);
    assertThat(plan.load().batch()).isPositive();
    assertThat(plan.fromRun()).isEmpty();
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan.cameras().get(0).segments())
        .containsExactly(
            new FootageSegment(
                folder.resolve("north.mp4").toAbsolutePath().toString(),
                false,
                START.toEpochMilli()));
    Map<String, String> vehicles = new TreeMap<>();
    plan.models()
        .get(ModelRole.VEHICLES)
        .forEach((camera, choice) -> vehicles.put(camera, choice.id()));
    assertThat(vehicles).isEqualTo(Map.of("north", "blob-any", "south", "blob-one"));
    assertThat(plan.models().get(ModelRole.PLATES)).containsOnlyKeys("south");
  }

  @Test
  void aFolderOfPicturesIsOfTheDaysOfEach() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    for (String day : List.of("2026-02-01", "2026-02-07")) {
      java.awt.image.BufferedImage image =
          new java.awt.image.BufferedImage(64, 64, java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
      javax.imageio.ImageIO.write(image, "jpg", pictures.resolve(day + "_08_00_00.jpg").toFile());
    }
    FootagePlan plan =
        FootagePlan.of(
            site(
                """
                site: garage
                cameras:
                  - id: yard
                    uri: nowhere
                    sample-fps: 1
                    models: {vehicles: blob-any}
                """),
            models,
            EmotionUse.NONE,
            Map.of("yard", pictures),
            Map.of());
    assertThat(plan.days()).containsExactly(LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 7));
    assertThat(plan.frames()).isEqualTo(2);
  }

  @Test
  void theSameInputHasTheSameIdentity() {
    assertThat(plan(SITE).identity()).isEqualTo(plan(SITE).identity());
  }

  private static List<String> differences(FootagePlan plan) {
    return plan.identity().differencesFrom(plan(SITE).identity());
  }

  @Test
  void otherFootageStartsModelsAndLayoutsAreOtherIdentities() {
    String north = "the footage or start of camera 'north'";
    assertThat(
            differences(
                FootagePlan.of(
                    site(SITE),
                    models,
                    EmotionUse.NONE,
                    Map.of("north", folder.resolve("other.mp4")),
                    Map.of())))
        .containsExactly(north);
    assertThat(
            differences(
                FootagePlan.of(
                    site(SITE), models, EmotionUse.NONE, Map.of(), Map.of("north", EIGHT))))
        .containsExactly(north);
    assertThat(differences(plan(SITE.replace("blob-any", "blob-one"))))
        .contains("the model of camera 'north'");
    assertThat(differences(plan(SITE.replace("A1", "A2")))).containsExactly("the site file");
  }

  @Test
  void anotherFileOfTheSameNameIsAnotherIdentity() throws IOException {
    Path file = draw("moving.mp4", 64, 20);
    String site = SITE.replace("north.mp4", "moving.mp4");
    FootagePlan before = plan(site);
    Files.write(file, new byte[] {0, 0, 0, 8, 'f', 'r', 'e', 'e'}, StandardOpenOption.APPEND);
    assertThat(plan(site).identity().differencesFrom(before.identity()))
        .containsExactly("the footage or start of camera 'north'");
  }

  @Test
  void otherWeightsAreAnotherIdentity(@TempDir Path own) throws IOException {
    TestModels.install(own);
    Path any = own.resolve("blob-any/blob.onnx");
    Files.copy(
        own.resolve("blob-one/blob.onnx"), any, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    FootagePlan plan =
        FootagePlan.of(
            site(SITE), ModelCatalog.of(List.of(own)), EmotionUse.NONE, Map.of(), Map.of());
    assertThat(differences(plan)).containsExactly("the model of camera 'north'");
  }

  @Test
  void otherExternalDataAreAnotherIdentity(@TempDir Path own) throws IOException {
    TestModels.install(own);
    Path model = own.resolve("external");
    TinyOnnx.yolov8(1).keepsWeightsIn("m.data").install(model, "{decoder: yolov8, labels: [car]}");
    byte[] weights = TinyOnnx.weights(1, 5, 84);
    Files.write(model.resolve("m.data"), weights);
    String site = SITE.replace("blob-any", "m");
    FootagePlan before =
        FootagePlan.of(
            site(site), ModelCatalog.of(List.of(own)), EmotionUse.NONE, Map.of(), Map.of());
    weights[0] = 1;
    Files.write(model.resolve("m.data"), weights);
    FootagePlan after =
        FootagePlan.of(
            site(site), ModelCatalog.of(List.of(own)), EmotionUse.NONE, Map.of(), Map.of());
    assertThat(after.identity().differencesFrom(before.identity()))
        .containsExactly("the model of camera 'north'");
  }

  @Test
  void anotherMeaningOfTheSameWeightsIsAnotherIdentity(@TempDir Path own) throws IOException {
    TestModels.install(own);
    Path yaml = own.resolve("blob-any/model.yaml");
    Files.writeString(yaml, Files.readString(yaml).replace("0.25", "0.5"));
    FootagePlan plan =
        FootagePlan.of(
            site(SITE), ModelCatalog.of(List.of(own)), EmotionUse.NONE, Map.of(), Map.of());
    assertThat(differences(plan)).containsExactly("the model of camera 'north'");
  }

  @Test
  void camerasThatTheSiteDoesNotHaveAreRefused() {
    assertThatThrownBy(
            () ->
                FootagePlan.of(
                    site(SITE),
                    models,
                    EmotionUse.NONE,
                    Map.of("west", folder.resolve("north.mp4")),
                    Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--footage names the camera 'west', which the site 'garage' does not have; it has"
                + " north, south.");
    assertThatThrownBy(
            () ->
                FootagePlan.of(
                    site(SITE), models, EmotionUse.NONE, Map.of(), Map.of("west", EIGHT)))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--start names the camera 'west'");
  }

  @Test
  void aLiveCameraNeedsRecordedFootage() {
    String live = SITE.replace("uri: north.mp4", "uri: rtsp://viewer:secret@127.0.0.1/north");
    assertThatThrownBy(() -> plan(live))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "The camera 'north' is live (RTSP), which a replay cannot read; give its recorded"
                + " footage with --footage north=FILE.");
    FootagePlan recorded =
        FootagePlan.of(
            site(live),
            models,
            EmotionUse.NONE,
            Map.of("north", folder.resolve("north.mp4")),
            Map.of());
    assertThat(recorded.frames()).isCloseTo(35, within(0.5));
  }

  @Test
  void anAddressThatIsNoFileIsRefusedWithoutIt() {
    assertThatThrownBy(
            () -> plan(SITE.replace("uri: north.mp4", "uri: https://me:secret@host/north.mp4")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("(https:…) is no file or folder")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aCameraThatAsksForEmotionsGoesWithoutThemUnlessSomebodySaidWhatFor() {
    SiteFile asking =
        site(
            SITE.replace(
                "analyse: [vehicles, plates]\n    models: {",
                "analyse: [vehicles, plates, emotions]\n"
                    + "    models: {faces: blob-faces, emotions: blob-emotions, "));
    FootagePlan without = FootagePlan.of(asking, models, EmotionUse.NONE, Map.of(), Map.of());
    assertThat(without.models()).doesNotContainKeys(ModelRole.FACES, ModelRole.EMOTIONS);
    assertThat(without.emotions()).isEqualTo(EmotionUse.NONE);
    assertThat(without.warnings())
        .singleElement()
        .asString()
        .startsWith("Camera 'south' asks for emotions and goes without them.")
        .contains("emotions.purpose");
    EmotionUse use = new EmotionUse("to test", "a drawn park");
    FootagePlan with = FootagePlan.of(asking, models, use, Map.of(), Map.of());
    assertThat(with.models()).containsKeys(ModelRole.FACES, ModelRole.EMOTIONS);
    assertThat(with.emotions()).isEqualTo(use);
    assertThat(with.warnings()).isEmpty();
  }

  @Test
  void aModelThatIsNotThereIsSaidOfItsCamera() {
    assertThatThrownBy(() -> plan(SITE.replace("blob-any", "nothing")))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("Camera 'north': There is no model 'nothing'");
  }

  @Test
  void aSpotOutsideThePictureIsRefused() {
    assertThatThrownBy(() -> plan(SITE.replace("[10, 10]", "[10, 200]")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("lies outside the camera's picture of 128 x 128 pixels");
  }

  @Test
  void whatThisVersionDoesNotDoIsSaid() {
    assertThat(plan(SITE.replace("sample-fps: 5", "sample-fps: 5\n    record: true")).warnings())
        .containsExactly("Camera 'north' asks to be recorded, which this version does not do.");
  }

  @Test
  void aSpotThatWasCopiedAndNotMovedIsSaid() {
    String copied = "{id: A1, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]}";
    String beside = "{id: A3, polygon: [[8, 0], [18, 0], [18, 10], [8, 10]]}";
    String site = SITE.replace(copied, copied + ", " + copied.replace("A1", "A2") + ", " + beside);
    assertThat(plan(site).warnings())
        .containsExactly(
            "Spots 'A1' and 'A2' of camera 'north' are drawn over each other, so that one vehicle"
                + " takes both; move one of them.");
  }

  @SuppressWarnings("try") // Flink's environment may be interrupted while it closes.
  private static Map<String, String> operators(JobDefinition definition) throws Exception {
    try (StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration())) {
      env.setParallelism(2);
      definition.define(env);
      Map<String, String> operators = new TreeMap<>();
      env.getStreamGraph()
          .getJobGraph()
          .getVertices()
          .forEach(vertex -> operators.put(vertex.getID().toHexString(), vertex.getName()));
      return operators;
    }
  }

  /** As a process elsewhere reads it from the run's row. */
  private static ReplaySpec stored(RunsFixture runs, String run, ReplaySpec spec) throws Exception {
    try (RunClaim claim = RunClaim.of(runs.database(), run)) {
      TestingPlan plan = TestingPlan.ofFootage("a", 1);
      claim.rows().create(run, plan.site(), plan.identity());
      claim.rows().plan(run, Json.write(spec));
      return Json.read(claim.rows().plan(run), ReplaySpec.class);
    }
  }

  @Test
  void aPlanThatWasStoredDefinesTheSameJob(@TempDir Path own) throws Exception {
    FootagePlan footage = plan(SITE);
    ReplaySpec recorded = footage.spec().orElseThrow();
    ReplaySpec all = ReplaySpec.ofObservations(footage.site(), "sunday", Span.ALL);
    ReplaySpec part =
        ReplaySpec.ofObservations(
            footage.site(), "sunday", new Span(EIGHT, EIGHT.plusMillis(1_500)));
    try (RunsFixture runs = new RunsFixture(own)) {
      int number = 0;
      for (ReplaySpec spec : List.of(recorded, all, part)) {
        ReplaySpec read = stored(runs, "run" + number++, spec);
        assertThat(read).isEqualTo(spec);
        assertThat(read.site().layoutVersion()).isEqualTo(spec.site().layoutVersion());
        ReplayJob there = new ReplayJob(runs.database(), "run", read, runs.media(), "1");
        ReplayJob here = new ReplayJob(runs.database(), "run", spec, runs.media(), "1");
        assertThat(there).isEqualTo(here);
        assertThat(operators(there)).isNotEmpty().isEqualTo(operators(here));
      }
      assertThat(operators(new ReplayJob(runs.database(), "run", recorded, runs.media(), "1")))
          .isNotEqualTo(operators(new ReplayJob(runs.database(), "run", all, runs.media(), "1")));
    }
  }

  @Test
  void modelsArePinnedByTheirWeights() {
    ModelChoice choice = plan(SITE).models().get(ModelRole.VEHICLES).get("north");
    assertThat(choice.manifest())
        .isEqualTo(folder.resolve("models/blob-any/model.yaml").toString());
    assertThat(choice.sha256()).matches("[0-9a-f]{64}");
  }
}
