package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.List;

/**
 * Two outputs: scores {@code [batch, boxes, 2]} of background and face, and boxes {@code [batch,
 * boxes, 4]}: left, top, right, bottom as shares of the input. Source: Linzaer,
 * Ultra-Light-Fast-Generic-Face-Detector-1MB.
 */
final class UltraFaceDecoder implements OutputDecoder<List<Detection>> {
  private static final int CLASSES = 2;
  private static final int BOX_VALUES = 4;

  private final OutputSpec spec;
  private final List<String> outputs;
  private final int width;
  private final int height;

  UltraFaceDecoder(OutputSpec spec, OutputShapes outputs, int width, int height) {
    this.spec = spec;
    this.width = width;
    this.height = height;
    Activations.requireByClass(spec);
    String expected = "two outputs, scores [batch, boxes, 2] and boxes [batch, boxes, 4],";
    this.outputs =
        List.of(
            outputs.of(shape -> shape.length == 3 && shape[2] == CLASSES, expected),
            outputs.of(shape -> shape.length == 3 && shape[2] == BOX_VALUES, expected));
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public List<Detection> decode(List<Tensor> tensors, int row, InputTransform transform) {
    float[] scores = tensors.get(0).values();
    float[] boxes = tensors.get(1).values();
    int count = tensors.get(0).rowLength() / CLASSES;
    Candidates candidates = new Candidates();
    for (int i = row * count; i < (row + 1) * count; i++) {
      float score = Activations.score(spec.activation(), scores[i * CLASSES + 1]);
      if (score >= spec.confidence()) {
        int box = i * BOX_VALUES;
        Candidates.requireShares(boxes, box, BOX_VALUES);
        candidates.add(
            spec.onlyLabel("face"),
            score,
            transform.toPicture(
                boxes[box] * width,
                boxes[box + 1] * height,
                boxes[box + 2] * width,
                boxes[box + 3] * height));
      }
    }
    return candidates.suppressed(spec.iou());
  }
}
