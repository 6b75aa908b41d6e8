package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.evaluation.LabelledPicture.LabelledBox;

/** Boxes whose numbers are shares of a picture's sides, 0 to 1. */
final class Shares {
  /** Rounding, and boxes drawn a little over the edge. */
  private static final double BEYOND = 0.01;

  private Shares() {}

  /**
   * @param cx of its centre
   * @throws BadInput when a number is no share
   */
  static LabelledBox box(
      String label, double cx, double cy, double width, double height, String where) {
    requireShares(where, cx, cy, width, height);
    if (width <= 0 || height <= 0) {
      throw new BadInput(where + ": a box without width or height; remove it.");
    }
    return LabelledBox.relative(label, cx, cy, width, height);
  }

  /**
   * The box around corners.
   *
   * @param corners x and y in turn
   */
  static LabelledBox around(String label, double[] corners, String where) {
    requireShares(where, corners);
    return new LabelledBox(label, Corners.around(corners, where), true);
  }

  private static void requireShares(String where, double... values) {
    for (double value : values) {
      if (value < -BEYOND || value > 1 + BEYOND) {
        throw new BadInput(
            where
                + ": "
                + value
                + " is no share of the picture's width or height, 0 to 1; divide pixels by them.");
      }
    }
  }
}
