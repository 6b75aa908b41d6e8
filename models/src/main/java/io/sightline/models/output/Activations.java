package io.sightline.models.output;

import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.manifest.OutputSpec.Activation;
import java.util.Arrays;
import java.util.Locale;

/** What exporters leave to whoever reads a model's output. */
final class Activations {
  /** By which rounding may miss. */
  private static final double OVER = 0.02;

  private Activations() {}

  /**
   * The probabilities of some classes.
   *
   * @param first place of the first class
   * @param step from one class to the next
   * @param classes how many
   * @throws IllegalStateException when one of them is no number, or none from 0 to 1
   */
  static double[] probabilities(
      Activation activation, float[] values, int first, int step, int classes) {
    double[] scores = new double[classes];
    for (int i = 0; i < classes; i++) {
      scores[i] = values[first + i * step];
    }
    switch (activation) {
      case NONE -> {}
      case SIGMOID -> Arrays.setAll(scores, i -> sigmoid(scores[i]));
      case SOFTMAX -> softmax(scores);
    }
    for (double score : scores) {
      requireShare(score);
    }
    return scores;
  }

  /**
   * @throws IllegalStateException when it is none
   */
  static void requireNumber(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalStateException("it says what is no number");
    }
  }

  /** What lies beyond was meant to go through an activation, or is no score at all. */
  private static void requireShare(double score) {
    requireNumber((float) score);
    // Some leave out a class by saying that it is infinitely unlikely.
    boolean ruledOut = score == Double.NEGATIVE_INFINITY;
    if (!ruledOut && score < -OVER || score > 1 + OVER) {
      throw new IllegalStateException(
          "it gives a score of "
              + (float) score
              + ", which is none from 0 to 1; say activation: sigmoid or softmax in its manifest, or"
              + " the scale of its input");
    }
  }

  private static void softmax(double[] scores) {
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

  private static double sigmoid(double value) {
    return 1 / (1 + StrictMath.exp(-value));
  }

  /**
   * One class's score by itself.
   *
   * @throws IllegalStateException as {@link #probabilities}
   */
  static float score(Activation activation, float value) {
    if (activation == Activation.SIGMOID) {
      return (float) sigmoid(value);
    }
    requireShare(value);
    return value;
  }

  /**
   * Refuses an activation over all classes where each class stands for itself.
   *
   * @throws Misfit when the manifest asks for one
   */
  static void requireByClass(OutputSpec spec) {
    if (spec.activation() == Activation.SOFTMAX) {
      throw new Misfit(
          "the activation softmax does not go with the decoder "
              + spec.decoder().name().toLowerCase(Locale.ROOT)
              + ", whose classes stand for themselves; use none or sigmoid");
    }
  }

  /** Number of the largest score; the first of equal ones. */
  static int largest(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
