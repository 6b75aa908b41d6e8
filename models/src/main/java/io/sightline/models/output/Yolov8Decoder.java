package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Output {@code [batch, 4 + classes, boxes]}: centre x, centre y, width, height in input pixels,
 * then a score per class. What Ultralytics exports for YOLOv8, v9 and v11.
 */
final class Yolov8Decoder implements OutputDecoder<List<Detection>> {
  private static final int BOX_VALUES = 4;

  private final OutputSpec spec;
  private final String output;

  Yolov8Decoder(OutputSpec spec, OutputShapes outputs) {
    Activations.requireByClass(spec);
    this.spec = spec;
    this.output = outputs.one(spec.name());
    long[] shape = outputs.shape(output);
    if (!fits(spec, shape)) {
      throw new Misfit(
          "expected an output [batch, "
              + (BOX_VALUES + spec.labels().size())
              + " = 4 + "
              + spec.labels().size()
              + " labels, boxes] and found "
              + Arrays.toString(shape));
    }
  }

  static boolean isExactly(int labels, long[] shape) {
    return shape.length == 3 && shape[1] == BOX_VALUES + labels;
  }

  private static boolean fits(OutputSpec spec, long[] shape) {
    return shape.length == 3 && OutputShapes.fits(shape[1], BOX_VALUES + spec.labels().size());
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public List<Detection> decode(List<Tensor> outputs, int row, InputTransform transform) {
    Tensor tensor = outputs.get(0);
    int boxes = (int) tensor.shape()[2];
    int classes = (int) tensor.shape()[1] - BOX_VALUES;
    float[] values = tensor.values();
    int base = row * tensor.rowLength();
    float[] best = new float[boxes];
    int[] bestClass = new int[boxes];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    // Class by class, since the values of one class lie together.
    for (int c = 0; c < classes; c++) {
      int scores = base + (BOX_VALUES + c) * boxes;
      for (int i = 0; i < boxes; i++) {
        float score = values[scores + i];
        // What is no number counts as the largest, and is refused.
        if (score > best[i] || Float.isNaN(score)) {
          best[i] = score;
          bestClass[i] = c;
        }
      }
    }
    Candidates candidates = new Candidates();
    for (int i = 0; i < boxes; i++) {
      float score = Activations.score(spec.activation(), best[i]);
      String label = score < spec.confidence() ? null : spec.storedLabel(bestClass[i]);
      if (label != null) {
        candidates.addCentred(
            label,
            score,
            values[base + i],
            values[base + boxes + i],
            values[base + 2 * boxes + i],
            values[base + 3 * boxes + i],
            transform);
      }
    }
    return candidates.suppressed(spec.iou());
  }
}
