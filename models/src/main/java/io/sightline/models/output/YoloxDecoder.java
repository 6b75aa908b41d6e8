package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Output {@code [batch, cells, 5 + classes]} of a grid for each of the strides 8, 16 and 32: offset
 * x and y from the cell, logarithm of width and height, all in strides, then objectness and a score
 * per class. Source: Ge et al., YOLOX (2021).
 */
final class YoloxDecoder implements OutputDecoder<List<Detection>> {
  private static final int[] STRIDES = {8, 16, 32};

  /** Sides of the input that a box may be wide and high. */
  private static final int MOST_SIDES = 4;

  private static final int CLASSES_FROM = 5;
  private final OutputSpec spec;
  private final String output;
  private final int width;
  private final int height;

  YoloxDecoder(OutputSpec spec, OutputShapes outputs, int width, int height) {
    Activations.requireByClass(spec);
    this.spec = spec;
    this.width = width;
    this.height = height;
    this.output = outputs.one(spec.name());
    long[] shape = outputs.shape(output);
    int values = CLASSES_FROM + spec.labels().size();
    int cells = Arrays.stream(STRIDES).map(stride -> (width / stride) * (height / stride)).sum();
    if (shape.length != 3
        || !OutputShapes.fits(shape[1], cells)
        || !OutputShapes.fits(shape[2], values)) {
      throw new Misfit(
          "expected an output [batch, "
              + cells
              + " cells, "
              + values
              + " = 5 + "
              + spec.labels().size()
              + " labels] and found "
              + Arrays.toString(shape));
    }
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
    int cell = row * tensor.rowLength();
    Candidates candidates = new Candidates();
    for (int stride : STRIDES) {
      for (int gridY = 0; gridY < height / stride; gridY++) {
        for (int gridX = 0; gridX < width / stride; gridX++, cell += length) {
          float objectness = Activations.score(spec.activation(), values[cell + 4]);
          // A product of two probabilities is no larger than either.
          if (objectness >= spec.confidence()) {
            int best = Candidates.largest(values, cell + CLASSES_FROM, length - CLASSES_FROM);
            float score =
                objectness
                    * Activations.score(spec.activation(), values[cell + CLASSES_FROM + best]);
            String label = score < spec.confidence() ? null : spec.storedLabel(best);
            if (label != null) {
              candidates.addCentred(
                  label,
                  score,
                  (values[cell] + gridX) * stride,
                  (values[cell + 1] + gridY) * stride,
                  side(values[cell + 2], stride),
                  side(values[cell + 3], stride),
                  transform);
            }
          }
        }
      }
    }
    return candidates.suppressed(spec.iou());
  }

  /** Pixels of a side that is given as its logarithm in strides, which decoded ones are not. */
  private float side(float logarithm, int stride) {
    float side = (float) StrictMath.exp(logarithm) * stride;
    if (side > MOST_SIDES * Math.max(width, height)) {
      throw new IllegalStateException(
          "it gives boxes that are decoded already; export it without --decode_in_inference");
    }
    return side;
  }
}
