package io.sightline.evaluation;

import io.sightline.domain.BadInput;

/** Numbers in files of labels. */
final class Numbers {
  private Numbers() {}

  /**
   * @param where file and place in it, for the error
   * @throws BadInput when the text is no finite number
   */
  static double parse(String text, String where) {
    try {
      double value = Double.parseDouble(text.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new BadInput(where + ": '" + text + "' is no number.", e);
    }
    throw new BadInput(where + ": '" + text + "' is no number.");
  }
}
