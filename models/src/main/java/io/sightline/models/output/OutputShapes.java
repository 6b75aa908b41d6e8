package io.sightline.models.output;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The outputs that a model file declares.
 *
 * @param shapes by name, in the file's order; batch axis first, −1 for axes of any length
 */
public record OutputShapes(Map<String, long[]> shapes) {
  static final long ANY = -1;

  /** Whether an axis is as long as that, as far as the file says. */
  static boolean fits(long axis, long length) {
    return axis == length || axis == ANY;
  }

  /**
   * The output that a manifest names, or the only one.
   *
   * @param wanted null for the only one
   * @throws Misfit when there is no such output
   */
  String one(String wanted) {
    if (wanted == null && shapes.size() == 1) {
      return names().get(0);
    }
    if (wanted == null || !shapes.containsKey(wanted)) {
      throw new Misfit(
          "expected "
              + (wanted == null ? "one output" : "an output " + wanted)
              + " and found "
              + this);
    }
    return wanted;
  }

  /**
   * The first output of a shape.
   *
   * @param expected what it should be, for the error
   */
  String of(Predicate<long[]> shape, String expected) {
    return shapes.entrySet().stream()
        .filter(output -> shape.test(output.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new Misfit("expected " + expected + " and found " + this));
  }

  long[] shape(String name) {
    return shapes.get(name);
  }

  List<String> names() {
    return List.copyOf(shapes.keySet());
  }

  @Override
  public String toString() {
    return describe(shapes);
  }

  /** Names and shapes, as errors show them. */
  public static String describe(Map<String, long[]> shapes) {
    StringBuilder text = new StringBuilder();
    shapes.forEach(
        (name, shape) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(Arrays.toString(shape)));
    return text.isEmpty() ? "none" : text.toString();
  }
}
