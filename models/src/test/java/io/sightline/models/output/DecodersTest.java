package io.sightline.models.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form of output, from numbers written by hand, in the second row of a batch of two. */
class DecodersTest {
  /** A picture of 200 × 100, shrunk to half. */
  private static final InputTransform HALF = new InputTransform(0.5f, 0.5f, 0, 0, 200, 100);

  private static final Box BOX = new Box(20, 20, 60, 40);

  @TempDir Path folder;

  private ModelManifest manifest(String task, String output) {
    try {
      Files.write(folder.resolve("m.onnx"), new byte[0]);
      return ModelManifest.read(
          Files.writeString(
              folder.resolve(ModelManifest.FILE_NAME),
              "id: m\ntask: %s\nfile: m.onnx\ninput: {width: 100, height: 50}\noutput: {%s}\n"
                  .formatted(task, output)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OutputShapes shapes(Object... namesAndShapes) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int i = 0; i < namesAndShapes.length; i += 2) {
      shapes.put((String) namesAndShapes[i], (long[]) namesAndShapes[i + 1]);
    }
    return new OutputShapes(shapes);
  }

  private static long[] shape(long... axes) {
    return axes;
  }

  private List<Detection> vehicles(String output, OutputShapes shapes, Tensor... tensors) {
    return Decoders.detections(manifest("vehicle-detection", output), shapes, 100, 50)
        .decode(List.of(tensors), 1, HALF);
  }

  private static void assertOneTruck(List<Detection> seen) {
    assertThat(seen)
        .singleElement()
        .satisfies(
            detection -> {
              assertThat(detection.label()).isEqualTo("truck");
              assertThat(detection.score()).isCloseTo(0.72f, within(1e-4f));
              assertThat(detection.box().iou(BOX)).isCloseTo(1, within(1e-4f));
            });
  }

  @Test
  void yolov5() {
    float[] values = {
      1, 1, 1, 1, 1, 1, 1, /**/ 1, 1, 1, 1, 1, 1, 1, // another picture
      20, 15, 20, 10, 0.8f, 0.1f, 0.9f, /**/ 20, 15, 20, 10, 0.2f, 1, 1
    };
    assertOneTruck(
        vehicles(
            "decoder: yolov5, labels: [car, truck], confidence: 0.25",
            shapes("raw", shape(-1, 3, 8, 8, 7), "y", shape(-1, 2, 7)),
            new Tensor("y", shape(2, 2, 7), values)));
  }

  @Test
  void yolov8() {
    float[] values = {
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 20, 21, 15, 15, 20, 20, 10, 10, 0.1f, 0.1f, 0.72f, 0.7f
    };
    assertOneTruck(
        vehicles(
            "decoder: yolov8, labels: [car, truck], confidence: 0.25",
            shapes("y", shape(-1, 6, -1)),
            new Tensor("y", shape(2, 6, 2), values)));
  }

  @Test
  void yolov10AsItIs() {
    float[] values = {
      0, 0, 9, 9, 1, 0, /**/ 0, 0, 9, 9, 1, 0, // another picture
      10, 10, 30, 20, 0.72f, 1, /**/ 10, 10, 30, 20, 0.1f, 0
    };
    assertOneTruck(
        vehicles(
            "decoder: yolov10, labels: [car, truck], confidence: 0.25",
            shapes("y", shape(1, 2, 6)),
            new Tensor("y", shape(2, 2, 6), values)));
  }

  @Test
  void rtdetrWithOneOutputAndWithTwo() {
    float[] joined = {
      1, 1, 1, 1, 1, 1, /**/ 1, 1, 1, 1, 1, 1, // another picture
      0.2f, 0.3f, 0.2f, 0.2f, 0.1f, 0.72f, /**/ 0.2f, 0.3f, 0.2f, 0.2f, 0.1f, 0.2f
    };
    assertOneTruck(
        vehicles(
            "decoder: rtdetr, labels: [car, truck], confidence: 0.25",
            shapes("y", shape(-1, 2, 6)),
            new Tensor("y", shape(2, 2, 6), joined)));
    float[] boxes = {1, 1, 1, 1, 0.2f, 0.3f, 0.2f, 0.2f};
    // The logarithm of the odds of 0.72.
    float[] logits = {9, 9, -3, 0.944462f};
    assertOneTruck(
        vehicles(
            "decoder: rtdetr, labels: [car, truck], confidence: 0.25, activation: sigmoid",
            shapes("logits", shape(-1, 1, 2), "boxes", shape(-1, 1, 4)),
            new Tensor("boxes", shape(2, 1, 4), boxes),
            new Tensor("logits", shape(2, 1, 2), logits)));
  }

  @Test
  void boxesInAnotherUnitAreNamedAndNotBelieved() {
    OutputShapes v8 = shapes("y", shape(-1, 6, 1));
    float[] shares = {1, 1, 1, 1, 1, 1, 0.2f, 0.3f, 0.2f, 0.2f, 0.1f, 0.72f};
    assertThatThrownBy(
            () -> vehicles("decoder: yolov8, labels: [car, truck]", v8, tensor(shares, 2, 6, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("boxes as shares of its input");
    OutputShapes v10 = shapes("y", shape(1, 1, 6));
    float[] corners = {0, 0, 9, 9, 1, 0, /**/ 0.1f, 0.2f, 0.3f, 0.4f, 0.72f, 1};
    assertThatThrownBy(
            () -> vehicles("decoder: yolov10, labels: [car, truck]", v10, tensor(corners, 2, 1, 6)))
        .hasMessageContaining("boxes as shares of its input");
    OutputShapes rtdetr = shapes("y", shape(-1, 1, 6));
    float[] pixels = {1, 1, 1, 1, 1, 1, /**/ 20, 15, 20, 10, 0.1f, 0.72f};
    assertThatThrownBy(
            () ->
                vehicles("decoder: rtdetr, labels: [car, truck]", rtdetr, tensor(pixels, 2, 1, 6)))
        .hasMessageContaining("boxes in pixels");
  }

  @Test
  void whatADecoderCannotMeanIsRefusedAndNotDropped() {
    OutputShapes v10 = shapes("y", shape(1, 1, 6));
    refuses("decoder: yolov10, labels: [car, truck]", v10, "the class 2", 1, 1, 9, 9, 0.7f, 2);
    refuses("decoder: yolov10, labels: [car, truck]", v10, "corners", 30, 20, 10, 10, 0.7f, 1);
    OutputShapes v8 = shapes("y", shape(-1, 6, 1));
    refuses("decoder: yolov10, labels: [car, truck]", v10, "number", 1, 1, 9, 9, 0.7f, Float.NaN);
    float none = Float.NaN;
    refuses("decoder: yolov8, labels: [car, truck]", v8, "no number", 20, 15, 20, 10, none, 0.7f);
    refuses("decoder: yolov8, labels: [car, truck]", v8, "no number", none, 15, 20, 10, 0, 0.7f);
  }

  private void refuses(String output, OutputShapes shapes, String why, float... second) {
    float[] values = Arrays.copyOf(new float[second.length], 2 * second.length);
    System.arraycopy(second, 0, values, second.length, second.length);
    long[] shape = shapes.shapes().get("y").clone();
    shape[0] = 2;
    assertThatThrownBy(() -> vehicles(output, shapes, tensor(values, shape)))
        .as(why)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why);
  }

  @Test
  void rtdetrWithFourClassesIsReadByTheNamesOfItsOutputsOrNot() {
    float[] boxes = {1, 1, 1, 1, 0.2f, 0.3f, 0.2f, 0.2f};
    float[] scores = {1, 1, 1, 1, 0, 0.72f, 0, 0};
    String output = "decoder: rtdetr, labels: [car, truck, bus, van], confidence: 0.25";
    for (String[] names :
        new String[][] {{"labels", "dets"}, {"scores", "boxes"}, {"logits", "x"}}) {
      assertOneTruck(
          vehicles(
              output,
              shapes(names[0], shape(-1, 1, 4), names[1], shape(-1, 1, 4)),
              new Tensor(names[1], shape(2, 1, 4), boxes),
              new Tensor(names[0], shape(2, 1, 4), scores)));
    }
    assertThatThrownBy(() -> vehicles(output, shapes("a", shape(-1, 1, 4), "b", shape(-1, 1, 4))))
        .isInstanceOf(Misfit.class)
        .hasMessageContaining("told apart");
  }

  @Test
  void classesThatAreKeptAsOneAreThinnedOutAsOne() {
    float[] values = {0, 0, 0, 0, 0, 0, 20, 15, 20, 10, 0.6f, 0.72f};
    assertOneTruck(
        vehicles(
            "decoder: yolov8, labels: [a, b], keep: {0: truck, 1: truck}, confidence: 0.25",
            shapes("y", shape(-1, 6, 1)),
            tensor(values, 2, 6, 1)));
    float[] two = new float[24];
    System.arraycopy(
        new float[] {20, 20, 15, 15, 20, 20, 10, 10, 0.6f, 0, 0, 0.72f}, 0, two, 12, 12);
    assertOneTruck(
        vehicles(
            "decoder: yolov8, labels: [a, b], keep: {0: truck, 1: truck}, confidence: 0.25",
            shapes("y", shape(-1, 6, 2)),
            tensor(two, 2, 6, 2)));
  }

  private static Tensor tensor(float[] values, long... shape) {
    return new Tensor("y", shape, values);
  }

  @ParameterizedTest
  @CsvSource({"'-1,5,4', 1, 2", "'2,4,5', 2, 2", "'5,2,4', 2, 2"})
  void ctcInAnyOrderOfAxes(String declared, long batch, int rows) {
    String[] axes = declared.split(",");
    long[] shape = {Long.parseLong(axes[0]), Long.parseLong(axes[1]), Long.parseLong(axes[2])};
    // Steps A A blank A B, of which the second A is surer; the blank is class 1.
    int[] classes = {0, 0, 1, 0, 2};
    float[] sure = {0.6f, 0.9f, 0.8f, 0.7f, 0.5f};
    boolean stepsFirst = shape[0] == 5;
    boolean classesBeforeSteps = shape[1] == 4 && shape[2] == 5;
    float[] values = new float[rows * 5 * 4];
    for (int step = 0; step < 5; step++) {
      for (int k = 0; k < 4; k++) {
        float value = k == classes[step] ? sure[step] : (1 - sure[step]) / 3;
        int place =
            stepsFirst
                ? (step * 2 + 1) * 4 + k
                : classesBeforeSteps ? 20 + k * 5 + step : 20 + step * 4 + k;
        values[place] = value;
      }
    }
    long[] found = stepsFirst ? shape : shape(2, shape[1], shape[2]);
    PlateText text =
        Decoders.text(
                manifest("plate-recognition", "decoder: ctc, blank: 1, alphabet: [A, B, C]"),
                shapes("y", shape),
                batch)
            .decode(List.of(new Tensor("y", found, values)), 1, HALF);
    assertThat(text.text()).isEqualTo("AAB");
    assertThat(text.characterScores()).containsExactly(0.9f, 0.7f, 0.5f);
    assertThat(text.score()).isCloseTo(0.7f, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "2", "heads"})
  void slotsTogetherFlatAndInHeadsOfTheirOwn(String form) {
    // Places B, empty, A; the fourth class is the empty place.
    float[][] places = {{0, 0.9f, 0, 0.1f}, {0.1f, 0, 0, 0.9f}, {0.6f, 0.2f, 0.2f, 0}};
    OutputShapes shapes;
    Tensor[] tensors;
    if (form.equals("heads")) {
      shapes = shapes("p0", shape(-1, 4), "p1", shape(-1, 4), "p2", shape(-1, 4));
      tensors = new Tensor[3];
      for (int i = 0; i < 3; i++) {
        float[] values = new float[8];
        System.arraycopy(places[i], 0, values, 4, 4);
        tensors[i] = new Tensor("p" + i, shape(2, 4), values);
      }
    } else {
      float[] values = new float[24];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(places[i], 0, values, 12 + 4 * i, 4);
      }
      boolean flat = form.equals("2");
      shapes = shapes("y", flat ? shape(-1, 12) : shape(-1, 3, 4));
      tensors = new Tensor[] {new Tensor("y", flat ? shape(2, 12) : shape(2, 3, 4), values)};
    }
    String all = "[A, B, C, _], blank: 3";
    // Flat, nothing tells how many classes there are beside the alphabet's.
    for (String alphabet : form.equals("2") ? List.of(all) : List.of("[A, B, C]", all)) {
      PlateText text =
          Decoders.text(
                  manifest("plate-recognition", "decoder: slots, alphabet: " + alphabet),
                  shapes,
                  -1)
              .decode(List.of(tensors), 1, HALF);
      assertThat(text.text()).isEqualTo("BA");
      assertThat(text.characterScores()).containsExactly(0.9f, 0.6f);
    }
  }

  private PlateText characters(float[]... boxes) {
    float[] values = new float[2 * boxes.length * 6];
    for (int i = 0; i < boxes.length; i++) {
      System.arraycopy(boxes[i], 0, values, (boxes.length + i) * 6, 6);
    }
    return Decoders.text(
            manifest(
                "plate-recognition",
                "decoder: yolo-characters, labels: [A, B, C, D], confidence: 0.1, iou: 0.3"),
            shapes("y", shape(-1, boxes.length, 6)),
            -1)
        .decode(List.of(new Tensor("y", shape(2, boxes.length, 6), values)), 1, HALF);
  }

  @Test
  void charactersFromLeftToRightOneAPlace() {
    PlateText text =
        characters(
            new float[] {40, 10, 48, 30, 0.9f, 2},
            new float[] {10, 12, 18, 32, 0.8f, 0},
            new float[] {11, 12, 19, 32, 0.5f, 3},
            new float[] {25, 11, 33, 31, 0.7f, 1},
            new float[] {60, 11, 68, 31, 0.05f, 1});
    assertThat(text.text()).isEqualTo("ABC");
    assertThat(text.characterScores()).containsExactly(0.8f, 0.7f, 0.9f);
  }

  @Test
  void charactersOfTwoLinesTheUpperFirst() {
    assertThat(
            characters(
                    new float[] {10, 30, 18, 44, 0.9f, 2},
                    new float[] {30, 31, 38, 45, 0.9f, 3},
                    new float[] {12, 5, 20, 20, 0.9f, 0},
                    new float[] {28, 6, 36, 21, 0.9f, 1})
                .text())
        .isEqualTo("ABCD");
    // A line that rises is still one line.
    assertThat(
            characters(
                    new float[] {10, 40, 18, 55, 0.9f, 0},
                    new float[] {30, 30, 38, 45, 0.9f, 1},
                    new float[] {50, 20, 58, 35, 0.9f, 2})
                .text())
        .isEqualTo("ABC");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vehicle-detection | decoder: yolov5, labels: [car] | expected an output [batch, boxes, 6",
        "vehicle-detection | decoder: yolox, labels: [car] | 6 = 5 + 1 labels] and found",
        "vehicle-detection | decoder: yolov10 | corners, score and class] and found",
        "vehicle-detection | decoder: rtdetr, labels: [car] | 4 + 1 labels], or two",
        "face-detection | decoder: ultraface | two outputs, scores [batch, boxes, 2]",
        "face-detection | decoder: yunet | expected an output cls_8 [batch, 72, 1]",
        "plate-recognition | decoder: ctc, alphabet: [A] | expected an output [batch, steps, 2 =",
        "plate-recognition | decoder: slots, alphabet: [A] | places, 1 characters",
        "plate-recognition | decoder: softmax, labels: [A] | does not go with the task plate-rec",
        "face-detection | decoder: ctc, alphabet: [A] | decoder ctc does not go with the task face",
        "emotion-classification | decoder: yolov8, labels: [a] | does not go with the task emotion",
        "vehicle-detection | decoder: yolov8, labels: [a], activation: softmax | use none or sigm",
      })
  void whatDoesNotFitIsSaid(String task, String output, String message) {
    OutputShapes odd = shapes("y", shape(1, 77, 33));
    assertThatThrownBy(
            () -> {
              ModelManifest manifest = manifest(task, output);
              if (task.equals("plate-recognition")) {
                Decoders.text(manifest, odd, -1);
              } else {
                Decoders.detections(manifest, odd, 96, 48);
              }
            })
        .isInstanceOf(Misfit.class)
        .hasMessageContaining(message);
  }
}
