package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Box;

/** Corners of polygons and oriented boxes, of which the box around them counts. */
final class Corners {
  private static final int LEAST_VALUES = 4;

  private Corners() {}

  /**
   * @param corners x and y in turn
   * @throws BadInput when they enclose nothing
   */
  static Box around(double[] corners, String where) {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i + 1 < corners.length; i += 2) {
      left = Math.min(left, corners[i]);
      right = Math.max(right, corners[i]);
      top = Math.min(top, corners[i + 1]);
      bottom = Math.max(bottom, corners[i + 1]);
    }
    if (corners.length < LEAST_VALUES
        || corners.length % 2 != 0
        || right <= left
        || bottom <= top) {
      throw nothing(where);
    }
    return new Box((float) left, (float) top, (float) right, (float) bottom);
  }

  /** The box that begins at a corner. */
  static Box sized(double left, double top, double width, double height, String where) {
    if (width <= 0 || height <= 0) {
      throw nothing(where);
    }
    return around(new double[] {left, top, left + width, top + height}, where);
  }

  private static BadInput nothing(String where) {
    return new BadInput(where + ": corners that enclose nothing; correct or remove them.");
  }

  /** The box around one that is turned by an angle in radians about its centre. */
  static Box turned(double cx, double cy, double width, double height, double angle, String where) {
    double cos = Math.abs(Math.cos(angle));
    double sin = Math.abs(Math.sin(angle));
    double across = width * cos + height * sin;
    double down = width * sin + height * cos;
    return sized(cx - across / 2, cy - down / 2, across, down, where);
  }
}
