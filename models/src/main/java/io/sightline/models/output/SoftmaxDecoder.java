package io.sightline.models.output;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Output {@code [batch, classes]}: what a classifier thinks of each class. */
final class SoftmaxDecoder implements DetectionDecoder {
  private final OutputSpec spec;

  SoftmaxDecoder(OutputSpec spec) {
    this.spec = spec;
  }

  @Override
  public Optional<String> misfit(long[] shape) {
    int classes = spec.labels().size();
    if (classes > 0 && shape.length == 2 && (shape[1] == classes || shape[1] == -1)) {
      return Optional.empty();
    }
    return Optional.of(
        "expected an output [batch, " + classes + " labels] and found " + Arrays.toString(shape));
  }

  @Override
  public List<Detection> decode(Tensor output, int row, InputTransform transform) {
    int classes = output.rowLength();
    if (classes != spec.labels().size()) {
      throw new IllegalStateException(
          "The model says " + classes + " classes and its manifest " + spec.labels().size() + ".");
    }
    double[] scores = new double[classes];
    for (int i = 0; i < classes; i++) {
      scores[i] = output.values()[row * classes + i];
    }
    activate(scores);
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

  private void activate(double[] scores) {
    switch (spec.activation()) {
      case NONE -> {}
      case SIGMOID -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = 1 / (1 + StrictMath.exp(-scores[i]));
        }
      }
      case SOFTMAX -> {
        double most = Arrays.stream(scores).max().orElse(0);
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
          scores[i] = StrictMath.exp(scores[i] - most);
          sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
          scores[i] /= sum;
        }
      }
    }
  }
}
