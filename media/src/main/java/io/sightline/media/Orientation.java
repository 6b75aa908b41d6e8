package io.sightline.media;

import io.sightline.domain.frames.PictureSize;

/**
 * How a picture's stored rows and columns lie on what a player shows, as EXIF numbers it: 1 as
 * stored, 3 upside down, 6 and 8 on a side, the others mirrored.
 *
 * @param number 1 to 8
 */
record Orientation(int number) {
  static final Orientation AS_STORED = new Orientation(1);

  static Orientation of(int number) {
    return number >= 1 && number <= 8 ? new Orientation(number) : AS_STORED;
  }

  private boolean swapsSides() {
    return number >= 5;
  }

  /**
   * Whether the first stored row is shown last, or, where sides are swapped, as the last column.
   */
  private boolean rowsBackwards() {
    return number == 3 || number == 4 || number == 6 || number == 7;
  }

  /** Whether each stored row is shown backwards. */
  private boolean columnsBackwards() {
    return number == 2 || number == 3 || number == 7 || number == 8;
  }

  PictureSize shown(int width, int height) {
    return swapsSides() ? new PictureSize(height, width) : new PictureSize(width, height);
  }

  /** Where the first pixel of a stored row is shown: its number, counted row by row. */
  int first(int row, int width, int height) {
    int y = rowsBackwards() ? height - 1 - row : row;
    int x = columnsBackwards() ? width - 1 : 0;
    return swapsSides() ? x * height + y : y * width + x;
  }

  /** How far apart pixels are shown that are stored side by side. */
  int step(int height) {
    int step = swapsSides() ? height : 1;
    return columnsBackwards() ? -step : step;
  }
}
