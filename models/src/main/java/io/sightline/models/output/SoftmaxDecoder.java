package io.sightline.models.output;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Output {@code [batch, classes]}: what a classifier thinks of each class. */
final class SoftmaxDecoder implements OutputDecoder<List<Detection>> {
  private final OutputSpec spec;
  private final String output;

  SoftmaxDecoder(OutputSpec spec, OutputShapes outputs) {
    this.spec = spec;
    this.output = outputs.one(spec.name());
    long[] shape = outputs.shape(output);
    int classes = spec.labels().size();
    if (classes == 0 || shape.length != 2 || !OutputShapes.fits(shape[1], classes)) {
      throw new Misfit(
          "expected an output [batch, " + classes + " labels] and found " + Arrays.toString(shape));
    }
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public List<Detection> decode(List<Tensor> outputs, int row, InputTransform transform) {
    int classes = outputs.get(0).rowLength();
    if (classes != spec.labels().size()) {
      throw new IllegalStateException(
          "The model says " + classes + " classes and its manifest " + spec.labels().size() + ".");
    }
    double[] scores =
        Activations.probabilities(
            spec.activation(), outputs.get(0).values(), row * classes, 1, classes);
    Box picture = new Box(0, 0, transform.width(), transform.height());
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      String label = spec.storedLabel(i);
      if (label != null) {
        detections.add(new Detection(label, (float) scores[i], picture));
      }
    }
    // The sort is stable: equal scores keep the order of the classes.
    detections.sort(Comparator.comparingDouble(Detection::score).reversed());
    return List.copyOf(detections);
  }
}
