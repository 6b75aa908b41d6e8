package io.sightline.media;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;

/**
 * How stored pixels are turned to be shown: rows and columns exchanged first, then mirrored.
 *
 * @param transposed whether the stored rows are the shown columns
 * @param mirroredX whether, after that, left and right are exchanged
 * @param mirroredY whether, after that, top and bottom are exchanged
 */
record Orientation(boolean transposed, boolean mirroredX, boolean mirroredY) {
  static final Orientation AS_STORED = new Orientation(false, false, false);

  /**
   * Of a display matrix, whose first two rows say where a stored step to the right and one down
   * lead; what lies between quarter turns is brought to the nearest (ISO/IEC 14496-12, 8.2.2.3).
   */
  static Orientation ofMatrix(int a, int b, int c, int d) {
    boolean transposed =
        Math.abs((long) b) + Math.abs((long) c) > Math.abs((long) a) + Math.abs((long) d);
    return transposed ? new Orientation(true, c < 0, b < 0) : new Orientation(false, a < 0, d < 0);
  }

  PictureSize of(PictureSize stored) {
    return transposed ? new PictureSize(stored.height(), stored.width()) : stored;
  }

  Picture of(Picture stored) {
    if (equals(AS_STORED)) {
      return stored;
    }
    int width = transposed ? stored.height() : stored.width();
    int height = transposed ? stored.width() : stored.height();
    byte[] from = stored.bgr();
    byte[] to = new byte[width * height * Picture.BYTES_PER_PIXEL];
    int at = 0;
    for (int y = 0; y < height; y++) {
      int shownY = mirroredY ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int shownX = mirroredX ? width - 1 - x : x;
        int pixel =
            transposed ? shownX * stored.width() + shownY : shownY * stored.width() + shownX;
        int source = pixel * Picture.BYTES_PER_PIXEL;
        to[at++] = from[source];
        to[at++] = from[source + 1];
        to[at++] = from[source + 2];
      }
    }
    return new Picture(width, height, to);
  }
}
