package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Output {@code [batch, cells, 5 + classes]} of a grid for each of the strides 8, 16 and 32: offset
 * x and y from the cell, logarithm of width and height, all in strides, then objectness and a score
 * per class. Source: Ge et al., YOLOX (2021).
 */
final class YoloxDecoder implements DetectionDecoder {
  private static final int[] STRIDES = {8, 16, 32};
  private static final int CLASSES_FROM = 5;
  private final OutputSpec spec;
  private final int width;
  private final int height;

  YoloxDecoder(OutputSpec spec, int width, int height) {
    this.spec = spec;
    this.width = width;
    this.height = height;
  }

  private int cells() {
    return Arrays.stream(STRIDES).map(stride -> (width / stride) * (height / stride)).sum();
  }

  @Override
  public Optional<String> misfit(long[] shape) {
    int values = CLASSES_FROM + spec.labels().size();
    boolean fits =
        shape.length == 3
            && (shape[1] == cells() || shape[1] == -1)
            && (shape[2] == values || shape[2] == -1);
    return fits
        ? Optional.empty()
        : Optional.of(
            "expected an output [batch, "
                + cells()
                + " cells, "
                + values
                + " = 5 + "
                + spec.labels().size()
                + " labels] and found "
                + Arrays.toString(shape));
  }

  @Override
  public List<Detection> decode(Tensor output, int row, InputTransform transform) {
    float[] values = output.values();
    int length = (int) output.shape()[2];
    int cell = row * output.rowLength();
    Candidates candidates = new Candidates();
    for (int stride : STRIDES) {
      for (int gridY = 0; gridY < height / stride; gridY++) {
        for (int gridX = 0; gridX < width / stride; gridX++, cell += length) {
          float objectness = values[cell + 4];
          // A product of two probabilities is no larger than either.
          if (objectness >= spec.confidence()) {
            int best = bestClass(values, cell, length);
            float score = objectness * values[cell + CLASSES_FROM + best];
            String label = score < spec.confidence() ? null : spec.storedLabel(best);
            if (label != null) {
              float x = (values[cell] + gridX) * stride;
              float y = (values[cell + 1] + gridY) * stride;
              float halfWidth = (float) StrictMath.exp(values[cell + 2]) * stride / 2;
              float halfHeight = (float) StrictMath.exp(values[cell + 3]) * stride / 2;
              candidates.add(
                  best,
                  label,
                  score,
                  transform.toPicture(
                      x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight));
            }
          }
        }
      }
    }
    return candidates.suppressed(spec.iou());
  }

  private static int bestClass(float[] values, int cell, int length) {
    int best = 0;
    for (int c = 1; c < length - CLASSES_FROM; c++) {
      if (values[cell + CLASSES_FROM + c] > values[cell + CLASSES_FROM + best]) {
        best = c;
      }
    }
    return best;
  }
}
