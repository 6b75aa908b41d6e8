package io.sightline.models.input;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;

/** Parts cut out of pictures. */
public final class Crop {
  private Crop() {}

  /**
   * The pixels that a box touches, at least one.
   *
   * @param box in the picture's pixels; what lies outside the picture is left out
   * @param margin how much the box is widened on each side: pixels from 1 on, below 1 a share of
   *     its width and height
   */
  public static Picture of(Picture picture, Box box, double margin) {
    Box place = place(picture, box, margin);
    int left = (int) place.left();
    int top = (int) place.top();
    int width = (int) place.width();
    int height = (int) place.height();
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    for (int y = 0; y < height; y++) {
      System.arraycopy(
          picture.bgr(),
          ((top + y) * picture.width() + left) * Picture.BYTES_PER_PIXEL,
          bgr,
          y * width * Picture.BYTES_PER_PIXEL,
          width * Picture.BYTES_PER_PIXEL);
    }
    return new Picture(width, height, bgr);
  }

  /** The whole pixels that {@link #of} cuts out. */
  public static Box place(Picture picture, Box box, double margin) {
    double x = margin < 1 ? margin * box.width() : margin;
    double y = margin < 1 ? margin * box.height() : margin;
    int left = between(0, picture.width() - 1, Math.floor(box.left() - x));
    int top = between(0, picture.height() - 1, Math.floor(box.top() - y));
    int right = between(left + 1, picture.width(), Math.ceil(box.right() + x));
    int bottom = between(top + 1, picture.height(), Math.ceil(box.bottom() + y));
    return new Box(left, top, right, bottom);
  }

  private static int between(int least, int most, double value) {
    return (int) Math.max(least, Math.min(most, value));
  }
}
