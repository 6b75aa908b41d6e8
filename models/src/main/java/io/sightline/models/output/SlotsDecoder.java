package io.sightline.models.output;

import io.sightline.domain.observations.PlateText;
import io.sightline.models.input.InputTransform;
import io.sightline.models.manifest.OutputSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A score per class for each of a fixed number of places: one output {@code [batch, places,
 * classes]} or {@code [batch, places × classes]}, or one output {@code [batch, classes]} a place,
 * in the file's order. A place may be empty, which is the class {@code blank}: one of the alphabet,
 * or one more than it (the last, where the manifest does not say). In the flat form the alphabet
 * has to hold it.
 */
final class SlotsDecoder implements OutputDecoder<PlateText> {
  private static final int NONE = -1;

  private final OutputSpec spec;
  private final List<String> outputs;
  private final int classes;
  private final int blank;
  private final boolean blankInAlphabet;

  SlotsDecoder(OutputSpec spec, OutputShapes outputs) {
    this.spec = spec;
    int letters = spec.alphabet().size();
    this.outputs =
        spec.name() == null && outputs.shapes().size() > 1
            ? outputs.names()
            : List.of(outputs.one(spec.name()));
    this.blankInAlphabet = letters > 0 && all(outputs, letters);
    if (!blankInAlphabet && !all(outputs, letters + 1)) {
      throw new Misfit(
          "expected an output [batch, places, "
              + letters
              + " characters (and one for an empty place)], or one of [batch, characters] a place,"
              + " and found "
              + outputs);
    }
    this.classes = blankInAlphabet ? letters : letters + 1;
    this.blank = spec.blank() != NONE || blankInAlphabet ? spec.blank() : letters;
    if (blank >= classes) {
      throw new Misfit("its blank " + blank + " is none of the " + classes + " classes");
    }
  }

  private boolean all(OutputShapes shapes, int length) {
    return outputs.stream().map(shapes::shape).allMatch(shape -> isOf(shape, length));
  }

  private boolean isOf(long[] shape, int length) {
    return switch (shape.length) {
      case 3 -> outputs.size() == 1 && shape[2] == length;
      case 2 ->
          outputs.size() > 1
              ? shape[1] == length
              : length == spec.alphabet().size() && shape[1] > 0 && shape[1] % length == 0;
      default -> false;
    };
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  @Override
  public PlateText decode(List<Tensor> tensors, int row, InputTransform transform) {
    StringBuilder text = new StringBuilder();
    List<Float> scores = new ArrayList<>();
    for (Tensor tensor : tensors) {
      int first = row * tensor.rowLength();
      for (int place = first; place < first + tensor.rowLength(); place += classes) {
        double[] probabilities =
            Activations.probabilities(spec.activation(), tensor.values(), place, 1, classes);
        int best = Activations.largest(probabilities);
        if (best != blank) {
          boolean after = !blankInAlphabet && best > blank;
          text.append(spec.alphabet().get(after ? best - 1 : best));
          scores.add((float) probabilities[best]);
        }
      }
    }
    return PlateText.of(text.toString(), scores);
  }
}
