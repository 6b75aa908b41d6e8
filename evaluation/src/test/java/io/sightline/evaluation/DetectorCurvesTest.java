package io.sightline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.evaluation.LabelledPicture.LabelledBox;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.manifest.OutputSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is stored of a detector's finds, and how much of it is right. */
class DetectorCurvesTest {
  private static final Picture PIXELS = new Picture(100, 100, new byte[100 * 100 * 3]);
  private static final Box LEFT = new Box(0, 0, 20, 20);
  private static final Box RIGHT = new Box(50, 50, 80, 80);
  private static final Box NOWHERE = new Box(80, 0, 100, 20);

  private final DetectorCurves curves = new DetectorCurves(labels(Map.of()), 0.3f);
  private int pictures;

  private static ModelLabels labels(Map<String, String> renamed) {
    OutputSpec output =
        new OutputSpec(
            OutputSpec.Decoder.YOLOV8,
            null,
            OutputSpec.Activation.NONE,
            List.of("bus", "car", "truck"),
            Map.of(),
            List.of(),
            -1,
            0.3f,
            0.45f);
    return new ModelLabels(
        new ModelManifest(
            "m", ModelTask.VEHICLE_DETECTION, Path.of("m.onnx"), "1", "MIT", null, null, output),
        renamed);
  }

  private void picture(List<LabelledBox> there, Detection... seen) {
    curves.add(
        pictures++, new LabelledPicture(Path.of("a.png"), null, there), PIXELS, List.of(seen));
  }

  private static LabelledBox labelled(String label, Box box) {
    return new LabelledBox(label, box, false);
  }

  @Test
  void precisionAndRecallAreOfWhatIsFromTheFloorOn() {
    picture(
        List.of(labelled("car", LEFT), labelled("car", RIGHT), labelled("bus", RIGHT)),
        new Detection("car", 0.9f, LEFT),
        new Detection("car", 0.3f, NOWHERE),
        new Detection("car", 0.29f, RIGHT));
    picture(List.of(), new Detection("car", 0.5f, LEFT), new Detection("truck", 0.5f, LEFT));
    Evaluation.Detector score = curves.score();
    assertThat(score.floor()).isEqualTo(0.3);
    Evaluation.ClassScore car = score.classes().get("car");
    assertThat(car.precision()).as("of three").isEqualTo(0.333);
    assertThat(car.recall()).as("of two").isEqualTo(0.5);
    Evaluation.ClassScore bus = score.classes().get("bus");
    assertThat(bus.precision()).as("nothing is found, and nothing is wrong").isNull();
    assertThat(bus.recall()).isZero();
    assertThat(score.precision()).isEqualTo(0.333);
    assertThat(score.recall()).as("of three objects").isEqualTo(0.333);
  }

  @Test
  void aClassWithoutLabelsHasNoFigures() {
    picture(
        List.of(labelled("car", LEFT)),
        new Detection("car", 0.9f, LEFT),
        new Detection("truck", 0.9f, RIGHT));
    Evaluation.Detector score = curves.score();
    assertThat(score.classes()).containsOnlyKeys("car");
    assertThat(score.unlabelled()).isEqualTo(Map.of("bus", 0, "truck", 1));
    assertThat(score.precision()).isEqualTo(1);
  }

  @Test
  void labelsThatTheModelDoesNotKnowAreCounted() {
    picture(List.of(labelled("car", LEFT), labelled("person", RIGHT), labelled("person", NOWHERE)));
    assertThat(curves.score().leftOut()).isEqualTo(Map.of("person", 2));
  }

  @Test
  void whereNothingIsToBeFoundNoFigureIsGiven() {
    picture(List.of(), new Detection("car", 0.9f, LEFT));
    assertThatThrownBy(curves::score)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("have no object");
    picture(List.of(labelled("automobile", LEFT)));
    assertThatThrownBy(curves::score)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("No label of the data (automobile)")
        .hasMessageContaining("--label THEIRS=OURS");
  }
}
