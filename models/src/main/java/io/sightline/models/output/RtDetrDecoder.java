package io.sightline.models.output;

import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One output {@code [batch, queries, 4 + classes]}, as Ultralytics exports it, or two, boxes {@code
 * [batch, queries, 4]} and scores {@code [batch, queries, classes]}, as Transformers does. Boxes
 * are centre x, centre y, width, height as shares of the input; nothing is suppressed, since the
 * queries compete in the model. Source: Zhao et al., DETRs Beat YOLOs on Real-time Object Detection
 * (2023).
 */
final class RtDetrDecoder implements OutputDecoder<List<Detection>> {
  private static final int BOX_VALUES = 4;
  private static final String SCORES = "score|logit|label|cls|class|prob|conf";

  private final OutputSpec spec;
  private final List<String> outputs;
  private final int width;
  private final int height;

  RtDetrDecoder(OutputSpec spec, OutputShapes outputs, int width, int height) {
    this.spec = spec;
    this.width = width;
    this.height = height;
    Activations.requireByClass(spec);
    int classes = spec.labels().size();
    String expected =
        "an output [batch, queries, 4 + "
            + classes
            + " labels], or two, [batch, queries, 4] and [batch, queries, "
            + classes
            + " labels],";
    if (spec.name() != null || outputs.shapes().size() == 1) {
      String one = outputs.one(spec.name());
      long[] shape = outputs.shape(one);
      if (shape.length != 3 || !OutputShapes.fits(shape[2], BOX_VALUES + classes)) {
        throw new Misfit("expected " + expected + " and found " + outputs);
      }
      this.outputs = List.of(one);
    } else {
      String boxes = boxes(outputs, classes, expected);
      String scores =
          outputs.names().stream()
              .filter(name -> !name.equals(boxes) && isOf(outputs.shape(name), classes))
              .findFirst()
              .orElseThrow(() -> new Misfit("expected " + expected + " and found " + outputs));
      this.outputs = List.of(boxes, scores);
    }
  }

  /** With four classes both outputs look alike, and only their names tell them apart. */
  private static String boxes(OutputShapes outputs, int classes, String expected) {
    List<String> alike =
        outputs.names().stream().filter(name -> isOf(outputs.shape(name), BOX_VALUES)).toList();
    List<String> named = alike.stream().filter(name -> says(name, "box")).toList();
    List<String> rest = alike.stream().filter(name -> !says(name, SCORES)).toList();
    if (named.size() == 1 || rest.size() == 1) {
      return (named.size() == 1 ? named : rest).get(0);
    }
    if (alike.isEmpty() || (classes == BOX_VALUES && alike.size() > 1)) {
      throw new Misfit(
          "expected "
              + expected
              + (alike.isEmpty() ? "" : " named so that boxes and scores can be told apart,")
              + " and found "
              + outputs);
    }
    return alike.get(0);
  }

  private static boolean says(String name, String words) {
    return Pattern.compile(words, Pattern.CASE_INSENSITIVE).matcher(name).find();
  }

  private static boolean isOf(long[] shape, int length) {
    return shape.length == 3 && shape[2] == length;
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public List<Detection> decode(List<Tensor> tensors, int row, InputTransform transform) {
    boolean joined = tensors.size() == 1;
    Tensor boxes = tensors.get(0);
    Tensor scores = joined ? boxes : tensors.get(1);
    int queries = (int) boxes.shape()[1];
    int boxLength = (int) boxes.shape()[2];
    int scoreLength = (int) scores.shape()[2];
    int classesFrom = joined ? BOX_VALUES : 0;
    Candidates candidates = new Candidates();
    for (int query = 0; query < queries; query++) {
      int from = (row * queries + query) * scoreLength + classesFrom;
      int best = Candidates.largest(scores.values(), from, scoreLength - classesFrom);
      float score = Activations.score(spec.activation(), scores.values()[from + best]);
      String label = score < spec.confidence() ? null : spec.storedLabel(best);
      if (label != null) {
        int box = (row * queries + query) * boxLength;
        Candidates.requireShares(boxes.values(), box, BOX_VALUES);
        candidates.addCentred(
            label,
            score,
            boxes.values()[box] * width,
            boxes.values()[box + 1] * height,
            boxes.values()[box + 2] * width,
            boxes.values()[box + 3] * height,
            transform);
      }
    }
    return candidates.sorted();
  }
}
