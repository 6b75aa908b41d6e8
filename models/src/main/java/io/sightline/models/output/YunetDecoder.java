package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * For each of the strides 8, 16 and 32 the outputs {@code cls_…}, {@code obj_…} {@code [batch,
 * cells, 1]} and {@code bbox_…} {@code [batch, cells, 4]}: offset x and y from the cell, logarithm
 * of width and height, all in strides. The score is the geometric mean of class and objectness.
 * Source: Wu et al., YuNet: A Tiny Millisecond-level Face Detector (2023), and OpenCV's
 * FaceDetectorYN.
 */
final class YunetDecoder implements OutputDecoder<List<Detection>> {
  private static final int[] STRIDES = {8, 16, 32};
  private static final List<String> PARTS = List.of("cls_", "obj_", "bbox_");
  private static final int BOX_VALUES = 4;

  private final OutputSpec spec;
  private final int width;
  private final int height;
  private final List<String> outputs = new ArrayList<>();

  YunetDecoder(OutputSpec spec, OutputShapes outputs, int width, int height) {
    this.spec = spec;
    this.width = width;
    this.height = height;
    for (int stride : STRIDES) {
      long cells = (long) (width / stride) * (height / stride);
      for (String part : PARTS) {
        String name = part + stride;
        long[] shape = outputs.shape(name);
        int values = part.equals("bbox_") ? BOX_VALUES : 1;
        if (shape == null
            || shape.length != 3
            || !OutputShapes.fits(shape[1], cells)
            || !OutputShapes.fits(shape[2], values)) {
          throw new Misfit(
              "expected an output "
                  + name
                  + " [batch, "
                  + cells
                  + ", "
                  + values
                  + "] and found "
                  + outputs);
        }
        this.outputs.add(name);
      }
    }
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public List<Detection> decode(List<Tensor> tensors, int row, InputTransform transform) {
    Candidates candidates = new Candidates();
    for (int level = 0; level < STRIDES.length; level++) {
      int stride = STRIDES[level];
      float[] classes = tensors.get(level * PARTS.size()).values();
      float[] objects = tensors.get(level * PARTS.size() + 1).values();
      float[] boxes = tensors.get(level * PARTS.size() + 2).values();
      int columns = width / stride;
      int cells = columns * (height / stride);
      for (int cell = 0; cell < cells; cell++) {
        int at = row * cells + cell;
        float score = (float) Math.sqrt(share(classes[at]) * share(objects[at]));
        if (score >= spec.confidence()) {
          int box = at * BOX_VALUES;
          candidates.addCentred(
              spec.onlyLabel("face"),
              score,
              (cell % columns + boxes[box]) * stride,
              (cell / columns + boxes[box + 1]) * stride,
              (float) StrictMath.exp(boxes[box + 2]) * stride,
              (float) StrictMath.exp(boxes[box + 3]) * stride,
              transform);
        }
      }
    }
    return candidates.suppressed(spec.iou());
  }

  private static float share(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
