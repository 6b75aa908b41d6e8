package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.evaluation.Evaluation;
import io.sightline.evaluation.tracking.TrackingEvaluation;
import io.sightline.renderer.pictures.TrainingPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled models on pictures that were rendered for this test. */
class EvaluateTest {
  @TempDir static Path folder;

  @BeforeAll
  static void home() throws Exception {
    System.setProperty("sightline.home", System.getProperty("sightline.root"));
    new TrainingPictures(4_242, folder.resolve("vehicles")).vehicles(24);
    new TrainingPictures(4_243, folder.resolve("spots")).spots(10);
  }

  @AfterAll
  static void noHome() {
    System.clearProperty("sightline.home");
  }

  private static Evaluation.Result evaluate(String task, String folderName) {
    Outcome outcome =
        Outcome.of(
            "evaluate", "--task", task, "--data", folder.resolve(folderName).toString(), "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Json.read(outcome.out(), Evaluation.Result.class);
  }

  @Test
  void vehiclesAreFoundInRenderedPictures() {
    Evaluation.Result result = evaluate("vehicles", "vehicles");
    assertThat(result.pictures()).isEqualTo(24);
    assertThat(result.detector().objects()).isGreaterThan(60);
    assertThat(result.detector().ap50Any()).isGreaterThan(0.6);
    assertThat(result.detector().classes()).containsKey("car");
    assertThat(result.detector().floor()).isBetween(0.05, 0.95);
    assertThat(result.detector().precision()).isBetween(0.3, 1.0);
    assertThat(result.detector().recall()).isBetween(0.3, 1.0);
    assertThat(result.picturesPerSecond()).isPositive();
    assertThat(result.latency().p95()).isGreaterThanOrEqualTo(result.latency().p50());
  }

  @Test
  void speedCanBeLeftOutAndTheFloorIsSaid() {
    String[] arguments = {
      "evaluate",
      "--task",
      "vehicles",
      "--data",
      folder.resolve("vehicles").toString(),
      "--no-speed",
      "--label",
      "car="
    };
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("of what is stored (confidence 0.", " or more): precision ", "AP50")
        .containsPattern("car +no labels in the data, found \\d+ times, not counted")
        .containsPattern("\\d+ objects left out, whose labels the model does not know: car \\d+")
        .doesNotContain("a second", "median", "NaN");
  }

  @Test
  void spotsAreToldApartInRenderedPictures() {
    Evaluation.Result result = evaluate("spot-classification", "spots");
    assertThat(result.classifier().accuracy()).isGreaterThan(0.9);
    assertThat(result.classifier().confusion()).containsOnlyKeys("free", "occupied");
  }

  @Test
  void whatCannotBeEvaluatedIsSaid() throws Exception {
    Path pictures = folder.resolve("vehicles");
    assertRefused("needs a label a picture", "--task", "spots", "--data", pictures.toString());
    assertRefused("--task wheels cannot", "--task", "wheels", "--data", pictures.toString());
    assertRefused(
        "Every label of the data is left out",
        "--task",
        "spots",
        "--data",
        folder.resolve("spots").toString(),
        "--label",
        "free=",
        "--label",
        "occupied=");
    assertRefused("no folder", "--task", "spots", "--data", folder.resolve("none").toString());
    Path other = Files.createDirectories(folder.resolve("other/taken"));
    Files.copy(folder.resolve("vehicles/000000.jpg"), other.resolve("a.jpg"));
    assertRefused("--label taken=OURS", "--task", "spots", "--data", other.getParent().toString());
  }

  private static void assertRefused(String message, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "evaluate";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Outcome outcome = Outcome.of(all);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.sentences()).hasSize(1);
  }

  @Test
  void vehiclesOfFootageInMotFormAreFollowed() throws Exception {
    Path sequence = folder.resolve("mot/yard");
    Files.createDirectories(sequence.resolve("gt"));
    Files.createDirectories(sequence.resolve("det"));
    StringBuilder truth = new StringBuilder();
    StringBuilder seen = new StringBuilder();
    for (int frame = 1; frame <= 30; frame++) {
      int left = 10 + frame * 6;
      truth.append("%d,1,%d,50,120,70,1,3,1%n".formatted(frame, left));
      seen.append("%d,-1,%d,50,120,70,0.9%n".formatted(frame, left));
    }
    Files.writeString(sequence.resolve("gt/gt.txt"), truth);
    Files.writeString(sequence.resolve("det/det.txt"), seen);
    String[] arguments = {"evaluate", "--task", "tracking", "--data", sequence.toString()};
    Outcome missing = Outcome.of(arguments);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("There is no ", "seqinfo.ini", "gt/gt.txt");

    Files.writeString(sequence.resolve("seqinfo.ini"), "frameRate=10%nseqLength=30%n".formatted());
    Outcome outcome = Outcome.of(arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("yard: 30 frames, 1 vehicles, 1 tracks", "HOTA 1.000", "identity switches 0");
    Outcome json =
        Outcome.of("evaluate", "--task", "tracking", "--data", sequence.toString(), "--json");
    TrackingEvaluation.Result result = Json.read(json.out(), TrackingEvaluation.Result.class);
    assertThat(result.all().hota()).isGreaterThan(0.9);
    assertThat(json.out()).contains("\"det_a\"", "\"ass_a\"", "\"id_switches\"");
  }
}
