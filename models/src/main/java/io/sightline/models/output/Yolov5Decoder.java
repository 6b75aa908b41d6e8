package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Output {@code [batch, boxes, 5 + classes]}: centre x, centre y, width, height in input pixels,
 * objectness, then a score per class. What Ultralytics exports for YOLOv5, and what YOLOv7's export
 * gives without its own suppression.
 */
final class Yolov5Decoder implements OutputDecoder<List<Detection>> {
  private static final int CLASSES_FROM = 5;

  private final OutputSpec spec;
  private final String output;

  Yolov5Decoder(OutputSpec spec, OutputShapes outputs) {
    Activations.requireByClass(spec);
    this.spec = spec;
    this.output =
        spec.name() == null
            ? outputs.of(shape -> fits(spec, shape), expected(spec))
            : outputs.one(spec.name());
    long[] shape = outputs.shape(output);
    if (!fits(spec, shape)) {
      throw new Misfit("expected " + expected(spec) + " and found " + Arrays.toString(shape));
    }
  }

  static boolean isExactly(int labels, long[] shape) {
    return shape.length == 3 && shape[2] == CLASSES_FROM + labels;
  }

  /** Exports may hold the three raw grids beside this output; they have more axes. */
  private static boolean fits(OutputSpec spec, long[] shape) {
    return shape.length == 3 && OutputShapes.fits(shape[2], CLASSES_FROM + spec.labels().size());
  }

  private static String expected(OutputSpec spec) {
    return "an output [batch, boxes, "
        + (CLASSES_FROM + spec.labels().size())
        + " = 5 + "
        + spec.labels().size()
        + " labels]";
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public List<Detection> decode(List<Tensor> outputs, int row, InputTransform transform) {
    Tensor tensor = outputs.get(0);
    float[] values = tensor.values();
    int length = (int) tensor.shape()[2];
    int first = row * tensor.rowLength();
    Candidates candidates = new Candidates();
    for (int box = first; box < first + tensor.rowLength(); box += length) {
      float objectness = Activations.score(spec.activation(), values[box + 4]);
      // A product of two probabilities is no larger than either.
      if (objectness >= spec.confidence()) {
        int best = Candidates.largest(values, box + CLASSES_FROM, length - CLASSES_FROM);
        float score =
            objectness * Activations.score(spec.activation(), values[box + CLASSES_FROM + best]);
        String label = score < spec.confidence() ? null : spec.storedLabel(best);
        if (label != null) {
          candidates.addCentred(
              label,
              score,
              values[box],
              values[box + 1],
              values[box + 2],
              values[box + 3],
              transform);
        }
      }
    }
    return candidates.suppressed(spec.iou());
  }
}
