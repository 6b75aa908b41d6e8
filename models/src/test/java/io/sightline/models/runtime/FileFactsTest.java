package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.BadInput;
import io.sightline.models.TinyOnnx;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Colour;
import io.sightline.models.manifest.InputSpec.Layout;
import io.sightline.models.manifest.ModelManifest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest leaves out is read from its file, or the manifest is told what it lacks. */
class FileFactsTest {
  private static final String YOLOV8 = "{decoder: yolov8}";

  @TempDir Path folder;

  private ModelManifest complete(TinyOnnx file, String task, String input, String output) {
    ModelManifest manifest = ModelManifest.read(file.install(folder, task, input, output));
    try (OnnxModel<?> model = OnnxModel.load(manifest)) {
      return model.manifest();
    }
  }

  private ModelManifest complete(TinyOnnx file, String input) {
    return complete(file, "vehicle-detection", input, YOLOV8);
  }

  private void refuses(TinyOnnx file, String input, String output, String said) {
    assertThatThrownBy(() -> complete(file, "vehicle-detection", input, output))
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage().strip().lines()).hasSize(1))
        .hasMessageContaining(said)
        .hasMessageNotContaining("3, 0, 0");
  }

  private static TinyOnnx named(int classes) {
    String names = classes == 1 ? "['car']" : "{0: 'car', 1: 'bus'}";
    return TinyOnnx.yolov8(classes).says("names", names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[96, 160] | 160 | 96", "(96, 160) | 160 | 96", "[64] | 64 | 64", "64 | 64 | 64"})
  void openSidesAreThoseOfTheTraining(String sides, int width, int height) {
    InputSpec input = complete(named(1).input(-1, 3, -1, -1).says("imgsz", sides), "{}").input();
    assertThat(input.width()).isEqualTo(width);
    assertThat(input.height()).isEqualTo(height);
  }

  @Test
  void theManifestsOwnSidesComeFirst() {
    TinyOnnx file = named(1).input(1, 3, -1, -1).says("imgsz", "[96, 160]");
    InputSpec input = complete(file, "{width: 320}").input();
    assertThat(input.width()).isEqualTo(320);
    assertThat(input.height()).isEqualTo(96);
  }

  @Test
  void openSidesThatNobodySaysAreAskedFor() {
    refuses(named(1).input(1, 3, -1, -1), "{}", YOLOV8, "give `width` and `height` under `input`");
    refuses(named(1).input(1, 3, 64, -1), "{}", YOLOV8, "give `width` under");
    refuses(named(1).input(1, 3, -1, -1), "{width: 64}", YOLOV8, "give `height` under");
    for (String nonsense : new String[] {"[0, 0]", "[99999, 64]", "none", "[1, 2, 3]"}) {
      refuses(
          named(1).input(1, 3, -1, -1).says("imgsz", nonsense),
          "{}",
          YOLOV8,
          "`width` and `height`");
    }
    refuses(named(1).input(1, 3, 64, 3_000_000_000L), "{}", YOLOV8, "8192 is the most");
  }

  @Test
  void layoutAndColourAreThoseOfTheShape() {
    InputSpec last = complete(named(1).input(1, 48, 64, 3), "{}").input();
    assertThat(last.layout()).isEqualTo(Layout.NHWC);
    assertThat(last.width()).isEqualTo(64);
    assertThat(complete(named(1).input(1, 1, 64, 64), "{}").input().colour())
        .isEqualTo(Colour.GREY);
    TinyOnnx open = named(1).input(-1, -1, -1, -1).says("imgsz", "64");
    assertThat(complete(open, "{}").input().colour()).isEqualTo(Colour.RGB);
    assertThat(complete(open.says("channels", "1"), "{}").input().colour()).isEqualTo(Colour.GREY);
    assertThat(complete(named(1).says("Image.BitmapPixelFormat", "Bgr8"), "{}").input().colour())
        .isEqualTo(Colour.BGR);
  }

  @Test
  void theScaleIsWhatTheExporterIsKnownToMean() {
    assertThat(complete(named(1), "{}").input().scale()).isEqualTo(1);
    TinyOnnx ultralytics = named(1).says("stride", "32");
    assertThat(complete(ultralytics, "{}").input().scale()).isCloseTo(1 / 255.0, within(1e-9));
    assertThat(complete(ultralytics, "{scale: 1}").input().scale()).isEqualTo(1);
    assertThat(complete(ultralytics, "{mean: [1, 2, 3]}").input().scale()).isEqualTo(1);
    assertThat(complete(ultralytics.inputType(TinyOnnx.UINT8), "{}").input().scale()).isEqualTo(1);
    InputSpec centred =
        complete(named(1).says("Image.NominalPixelRange", "Normalized_1_1"), "{}").input();
    assertThat(255 * centred.scale() - centred.mean(0)).isCloseTo(1, within(1e-9));
    assertThat(-centred.mean(0)).isEqualTo(-1);
  }

  @Test
  void namesAreTheFilesOrTheManifests() {
    assertThat(complete(named(2), "{}").output().labels()).containsExactly("car", "bus");
    TinyOnnx other = TinyOnnx.yolov8(2).says("class_names", "{\"0\": \"car\", \"1\": \"bus\"}");
    assertThat(complete(other, "{}").output().labels()).containsExactly("car", "bus");
    TinyOnnx unreadable = TinyOnnx.yolov8(2).says("names", "<Names at 0x7f>");
    refuses(unreadable, "{}", YOLOV8, "names of classes cannot be read (<Names at 0x7f>)");
    assertThat(
            complete(unreadable, "vehicle-detection", "{}", "{decoder: yolov8, labels: [car, bus]}")
                .output()
                .labels())
        .containsExactly("car", "bus");
    refuses(TinyOnnx.yolov8(2), "{}", YOLOV8, "neither of the two says what the classes are");
    refuses(
        named(2),
        "{}",
        "{decoder: yolov8, keep: {2: car}}",
        "`keep` names the class 2, and the 2 classes count from 0");
  }

  @ParameterizedTest
  @CsvSource({
    "segment, yolov8, a segmentation export",
    "pose, yolov8, a pose export",
    "obb, yolov8, an export of oriented boxes",
    "classify, yolov8, a classifier",
    "segment, yolov10, a segmentation export"
  })
  void anExportThatIsForSomethingElseIsNamed(String task, String decoder, String said) {
    refuses(named(2).says("task", task), "{}", "{decoder: " + decoder + "}", said);
  }

  @Test
  void aDetectorIsNoClassifier() {
    assertThatThrownBy(
            () ->
                complete(
                    named(2).says("task", "detect"),
                    "emotion-classification",
                    "{}",
                    "{decoder: softmax}"))
        .hasMessageContaining("the file is a detector");
    TinyOnnx classifier =
        new TinyOnnx()
            .output("output0", 1, 2)
            .says("task", "classify")
            .says("names", "['free', 'occupied']");
    assertThat(
            complete(classifier, "spot-classification", "{}", "{decoder: softmax}")
                .output()
                .labels())
        .containsExactly("free", "occupied");
  }

  @Test
  void withoutAWordOfItsExporterItIsGuessedByItsShapes() {
    TinyOnnx masks = new TinyOnnx().says("names", "['car', 'bus']");
    masks.output("output0", 1, 38, 84).output("output1", 1, 32, 16, 16);
    refuses(masks, "{}", YOLOV8, "looks like a segmentation export");
    refuses(sized(57), "{}", YOLOV8, "it looks like a pose export");
    refuses(sized(7), "{}", YOLOV8, "it looks like an export of oriented boxes");
    TinyOnnx classes = new TinyOnnx().says("names", "['car', 'bus']").output("o", 1, 2);
    refuses(classes, "{}", YOLOV8, "looks like a classifier");
    TinyOnnx finished = new TinyOnnx().says("names", "['car', 'bus']").output("o", 1, 300, 6);
    refuses(finished, "{}", YOLOV8, "`decoder: yolov10` reads");
    TinyOnnx fifth = new TinyOnnx().says("names", "['car', 'bus']").output("o", 1, 84, 7);
    refuses(fifth, "{}", YOLOV8, "`decoder: yolov5` reads");
    refuses(named(2), "{}", "{decoder: yolov5}", "`decoder: yolov8` reads");
  }

  private static TinyOnnx sized(int values) {
    return new TinyOnnx().says("names", "['car', 'bus']").output("o", 1, values, 84);
  }

  @Test
  void outputsOfOtherNumbersAreNamed() {
    refuses(
        named(2).outputType(TinyOnnx.DOUBLE), "{}", YOLOV8, "found none (beside output0 of DOUBLE");
  }

  @Test
  void bytesAreFedAsTheyAre() {
    TinyOnnx bytes = named(2).inputType(TinyOnnx.UINT8);
    assertThat(complete(bytes, "{scale: 1, mean: [0, 0, 0], std: [1, 1, 1]}").input().scale())
        .isEqualTo(1);
    for (String changed :
        List.of("{scale: 0.003921569}", "{mean: [127, 127, 127]}", "{std: [58, 57, 57]}")) {
      refuses(bytes, changed, YOLOV8, "leave out `scale`, `mean` and `std`");
    }
  }

  @Test
  void whatCannotRunIsSaidInASentence() {
    refuses(named(2).opset(99), "{}", YOLOV8, "made for opset 99 of ai.onnx");
    refuses(named(2).operator("Frobnicate"), "{}", YOLOV8, "needs the operator Frobnicate");
    refuses(named(2).irVersion(99), "{}", YOLOV8, "its IR version is 99");
    refuses(named(2).inputType(TinyOnnx.DOUBLE), "{}", YOLOV8, "32-bit or 16-bit floats");
    refuses(named(2).input(1, 64, 64), "{}", YOLOV8, "one input of four axes");
    assertThat(complete(named(2).inputType(TinyOnnx.FLOAT16), "{}").input().width()).isEqualTo(64);
  }
}
