package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Output {@code [batch, 4 + classes, boxes]}: centre x, centre y, width, height in input pixels,
 * then a score per class. What Ultralytics exports for YOLOv8, v9 and v11.
 */
final class Yolov8Decoder implements DetectionDecoder {
  private static final int BOX_VALUES = 4;
  private final OutputSpec spec;

  Yolov8Decoder(OutputSpec spec) {
    this.spec = spec;
  }

  @Override
  public Optional<String> misfit(long[] shape) {
    int rows = BOX_VALUES + spec.labels().size();
    if (shape.length == 3 && (shape[1] == rows || shape[1] == -1)) {
      return Optional.empty();
    }
    return Optional.of(
        "expected an output [batch, "
            + rows
            + " = 4 + "
            + spec.labels().size()
            + " labels, boxes] and found "
            + Arrays.toString(shape));
  }

  @Override
  public List<Detection> decode(Tensor output, int row, InputTransform transform) {
    int boxes = (int) output.shape()[2];
    int classes = (int) output.shape()[1] - BOX_VALUES;
    float[] values = output.values();
    int base = row * output.rowLength();
    float[] best = new float[boxes];
    int[] bestClass = new int[boxes];
    // Class by class, since the values of one class lie together.
    for (int c = 0; c < classes; c++) {
      int scores = base + (BOX_VALUES + c) * boxes;
      for (int i = 0; i < boxes; i++) {
        if (values[scores + i] > best[i]) {
          best[i] = values[scores + i];
          bestClass[i] = c;
        }
      }
    }
    Candidates candidates = new Candidates();
    for (int i = 0; i < boxes; i++) {
      String label = best[i] < spec.confidence() ? null : spec.storedLabel(bestClass[i]);
      if (label != null) {
        float x = values[base + i];
        float y = values[base + boxes + i];
        float halfWidth = values[base + 2 * boxes + i] / 2;
        float halfHeight = values[base + 3 * boxes + i] / 2;
        candidates.add(
            bestClass[i],
            label,
            best[i],
            transform.toPicture(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight));
      }
    }
    return candidates.suppressed(spec.iou());
  }
}
