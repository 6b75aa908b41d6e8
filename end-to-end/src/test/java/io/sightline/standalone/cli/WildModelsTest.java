package io.sightline.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models as people have them, on the command line: shown as what they are, or refused in a
 * sentence.
 */
class WildModelsTest {
  private static final String V8 = "{decoder: yolov8}";

  @TempDir Path folder;

  private Outcome models(String... more) {
    String[] arguments = {
      "models", "--models", folder.toString(), "--data", folder.resolve("../data").toString()
    };
    return Outcome.of(
        java.util.stream.Stream.concat(
                java.util.Arrays.stream(arguments), java.util.Arrays.stream(more))
            .toArray(String[]::new));
  }

  @Test
  void whatTheManifestLeavesOutIsShownAsItIs() {
    TinyOnnx.yolov8(2)
        .input(-1, 3, -1, -1)
        .says("imgsz", "[48, 64]")
        .says("names", "{0: 'car', 1: \"driver's\"}")
        .install(folder.resolve("m"), V8);
    assertThat(models().out())
        .contains("64 x 48 RGB NCHW", "(width, height, layout, colour, labels read from the file)")
        .doesNotContain("null", "any x 0");
    assertThat(models("--json").out())
        .contains("\"input\":\"64 x 48 RGB NCHW\"", "\"labels\":[\"car\",\"driver's\"]");
  }

  @Test
  void oneThatDoesNotLoadShowsWhatIsKnown() {
    TinyOnnx.yolov8(1).input(1, 3, -1, -1).install(folder.resolve("m"), V8);
    Outcome outcome = models();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("does not load", "give `width` and `height` under `input`")
        .doesNotContain("null", "any x 0");
  }

  @Test
  void whatIsNoModelIsNamed() throws Exception {
    TinyOnnx.yolov8(1).write(folder.resolve("yolo/yolo.onnx"));
    TinyOnnx.yolov8(1).install(folder.resolve("page"), "{decoder: yolov8, labels: [car]}");
    Files.writeString(folder.resolve("page/m.onnx"), "<html>Not found</html>");
    Outcome outcome = models();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains("yolo.onnx and no model.yaml").hasLineCount(1);
    assertThat(outcome.out()).contains("is a web page").doesNotContain("null");
  }
}
