package io.sightline.media;

import io.sightline.domain.frames.Picture;
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

  /**
   * Of a display matrix, whose first two rows say where a stored step to the right and one down
   * lead; what lies between quarter turns is brought to the nearest (ISO/IEC 14496-12, 8.2.2.3).
   */
  static Orientation ofMatrix(int a, int b, int c, int d) {
    boolean swaps =
        Math.abs((long) b) + Math.abs((long) c) > Math.abs((long) a) + Math.abs((long) d);
    if (swaps) {
      return new Orientation(c < 0 ? (b < 0 ? 7 : 6) : (b < 0 ? 8 : 5));
    }
    return new Orientation(a < 0 ? (d < 0 ? 3 : 2) : (d < 0 ? 4 : 1));
  }

  /** A picture as it is shown. */
  Picture of(Picture stored) {
    if (equals(AS_STORED)) {
      return stored;
    }
    PictureSize shown = shown(stored.width(), stored.height());
    byte[] from = stored.bgr();
    byte[] to = new byte[stored.width() * stored.height() * Picture.BYTES_PER_PIXEL];
    int step = step(stored.height()) * Picture.BYTES_PER_PIXEL;
    int source = 0;
    for (int row = 0; row < stored.height(); row++) {
      int at = first(row, stored.width(), stored.height()) * Picture.BYTES_PER_PIXEL;
      for (int x = 0; x < stored.width(); x++, at += step) {
        to[at] = from[source++];
        to[at + 1] = from[source++];
        to[at + 2] = from[source++];
      }
    }
    return new Picture(shown.width(), shown.height(), to);
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
