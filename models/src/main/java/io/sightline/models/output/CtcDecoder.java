package io.sightline.models.output;

import io.sightline.domain.observations.PlateText;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A score per step and class, of which one is the blank: output {@code [batch, steps, classes]} (as
 * PP-OCR has it), {@code [batch, classes, steps]} (LPRNet) or {@code [steps, batch, classes]}
 * (CRNN). Read greedily: the best class of each step, equal neighbours merged, blanks dropped; a
 * character's score is the highest of its steps. Source: Graves et al., Connectionist Temporal
 * Classification (2006).
 */
final class CtcDecoder implements OutputDecoder<PlateText> {
  /** Order of the axes. */
  private enum Axes {
    BATCH_STEPS_CLASSES,
    BATCH_CLASSES_STEPS,
    STEPS_BATCH_CLASSES
  }

  private final OutputSpec spec;
  private final String output;
  private final Axes axes;
  private final int blank;

  /**
   * @param batch pictures that a call takes; −1 for any number
   */
  CtcDecoder(OutputSpec spec, OutputShapes outputs, long batch) {
    this.spec = spec;
    this.output = outputs.one(spec.name());
    this.blank = Math.max(0, spec.blank());
    this.axes = axes(outputs.shape(output), batch);
    if (blank > spec.alphabet().size()) {
      throw new Misfit(
          "its blank " + blank + " is none of the " + (spec.alphabet().size() + 1) + " classes");
    }
  }

  private Axes axes(long[] shape, long batch) {
    int classes = spec.alphabet().size() + 1;
    if (shape.length == 3 && classes > 1) {
      if (shape[1] == classes && shape[2] != classes) {
        return Axes.BATCH_CLASSES_STEPS;
      }
      if (OutputShapes.fits(shape[2], classes)) {
        return isStepsFirst(shape, batch) ? Axes.STEPS_BATCH_CLASSES : Axes.BATCH_STEPS_CLASSES;
      }
    }
    throw new Misfit(
        "expected an output [batch, steps, "
            + classes
            + " = 1 + "
            + spec.alphabet().size()
            + " of the alphabet], or with its axes in another order, and found "
            + Arrays.toString(shape));
  }

  /** The axis of the batch is as long as the input's, or open where that is. */
  private static boolean isStepsFirst(long[] shape, long batch) {
    return batch > 0
        ? shape[0] != batch && shape[1] == batch
        : shape[0] != OutputShapes.ANY && shape[1] == OutputShapes.ANY;
  }

  @Override
  public List<String> outputs() {
    return List.of(output);
  }

  @Override
  public PlateText decode(List<Tensor> outputs, int row, InputTransform transform) {
    Tensor tensor = outputs.get(0);
    long[] shape = tensor.shape();
    int classes = (int) (axes == Axes.BATCH_CLASSES_STEPS ? shape[1] : shape[2]);
    if (classes != spec.alphabet().size() + 1) {
      throw new IllegalStateException(
          "The model says "
              + classes
              + " classes and its manifest a blank and "
              + spec.alphabet().size()
              + " characters.");
    }
    int steps =
        (int)
            shape[axes == Axes.STEPS_BATCH_CLASSES ? 0 : axes == Axes.BATCH_CLASSES_STEPS ? 2 : 1];
    int first = axes == Axes.STEPS_BATCH_CLASSES ? row * classes : row * tensor.rowLength();
    int toStep =
        switch (axes) {
          case BATCH_STEPS_CLASSES -> classes;
          case BATCH_CLASSES_STEPS -> 1;
          case STEPS_BATCH_CLASSES -> (int) shape[1] * classes;
        };
    int toClass = axes == Axes.BATCH_CLASSES_STEPS ? steps : 1;
    StringBuilder text = new StringBuilder();
    List<Float> scores = new ArrayList<>();
    int before = blank;
    for (int step = 0; step < steps; step++) {
      double[] probabilities =
          Activations.probabilities(
              spec.activation(), tensor.values(), first + step * toStep, toClass, classes);
      int best = Activations.largest(probabilities);
      float score = (float) probabilities[best];
      if (best != blank && best != before) {
        text.append(spec.alphabet().get(best < blank ? best : best - 1));
        scores.add(score);
      } else if (best != blank) {
        scores.set(scores.size() - 1, Math.max(score, scores.get(scores.size() - 1)));
      }
      before = best;
    }
    return PlateText.of(text.toString(), scores);
  }
}
