package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Output {@code [batch, boxes, 6]}: left, top, right, bottom in input pixels, score, class. Models
 * that choose their boxes themselves, so nothing is suppressed. Source: Wang et al., YOLOv10:
 * Real-Time End-to-End Object Detection (2024).
 */
final class Yolov10Decoder implements OutputDecoder<List<Detection>> {
  private static final int LENGTH = 6;

  private final OutputSpec spec;
  private final String output;

  Yolov10Decoder(OutputSpec spec, OutputShapes outputs) {
    Activations.requireByClass(spec);
    this.spec = spec;
    this.output = outputs.one(spec.name());
    long[] shape = outputs.shape(output);
    if (!fits(shape)) {
      throw new Misfit(
          "expected an output [batch, boxes, 6 = corners, score and class] and found "
              + Arrays.toString(shape));
    }
    if (spec.labels().isEmpty() && spec.keep().isEmpty()) {
      throw new Misfit("expected `labels` or `keep`, since its output names classes by number");
    }
  }

  static boolean fits(long[] shape) {
    return shape.length == 3 && shape[2] == LENGTH;
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public List<Detection> decode(List<Tensor> outputs, int row, InputTransform transform) {
    Tensor tensor = outputs.get(0);
    float[] values = tensor.values();
    int first = row * tensor.rowLength();
    Candidates candidates = new Candidates();
    for (int box = first; box < first + tensor.rowLength(); box += LENGTH) {
      float score = Activations.score(spec.activation(), values[box + 4]);
      String label = score < spec.confidence() ? null : labelOf(values[box + 5]);
      if (label != null) {
        requireCorners(values, box);
        candidates.addCorners(
            label,
            score,
            values[box],
            values[box + 1],
            values[box + 2],
            values[box + 3],
            transform);
      }
    }
    return candidates.sorted();
  }

  private String labelOf(float said) {
    Activations.requireNumber(said);
    int classNumber = Math.round(said);
    int classes = spec.labels().size();
    if (classes > 0 && (classNumber < 0 || classNumber >= classes)) {
      throw new IllegalStateException(
          "it names the class "
              + classNumber
              + ", and its manifest's "
              + classes
              + " `labels` count from 0; list all of its classes");
    }
    return spec.storedLabel(classNumber);
  }

  /** Corners that lie the wrong way round are something else. */
  private static void requireCorners(float[] values, int box) {
    if (values[box + 2] < values[box] - 1 || values[box + 3] < values[box + 1] - 1) {
      throw new IllegalStateException(
          "it gives boxes whose right or lower side lies before the other, such as centres with"
              + " sizes, which its decoder takes for corners; export it with corners, or name its"
              + " own decoder");
    }
  }
}
