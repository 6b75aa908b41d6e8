package io.sightline.models.input;

import io.sightline.domain.frames.Picture;

/**
 * A picture scaled bilinearly, with half-pixel centres, a row at a time and straight from its
 * bytes. The levels keep their fractions: OpenCV's way with bytes rounds weights and levels, which
 * moves scores by some thousandths. Products and sums in one order, so the same bits on any
 * machine. Not for use by several threads.
 */
final class BilinearRows {
  private static final int NONE = -1;

  private Picture picture;
  private int pictureWidth;
  private int width;
  private double stepY;

  // By column: where the pixels left and right of it begin in a row of the picture, and how much
  // each counts.
  private int[] left = {};
  private int[] right = {};
  private float[] leftShare = {};
  private float[] rightShare = {};

  // Two rows of the picture, scaled to the width, by channel; a row serves as long as it is needed.
  private float[][] upper = new float[Picture.BYTES_PER_PIXEL][0];
  private float[][] lower = new float[Picture.BYTES_PER_PIXEL][0];
  private int upperRow;
  private int lowerRow;
  private float upperShare;
  private float lowerShare;

  /**
   * @param width of the scaled picture, pixels
   * @param height of the scaled picture, pixels
   */
  void begin(Picture picture, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "of " + width + " x " + height + " pixels there is nothing to see");
    }
    this.picture = picture;
    this.stepY = 1 / ((double) height / picture.height());
    this.upperRow = NONE;
    this.lowerRow = NONE;
    if (this.width != width || pictureWidth != picture.width()) {
      this.width = width;
      this.pictureWidth = picture.width();
      layColumns();
    }
  }

  private void layColumns() {
    if (left.length < width) {
      left = new int[width];
      right = new int[width];
      leftShare = new float[width];
      rightShare = new float[width];
      upper = new float[Picture.BYTES_PER_PIXEL][width];
      lower = new float[Picture.BYTES_PER_PIXEL][width];
    }
    double step = 1 / ((double) width / pictureWidth);
    int last = pictureWidth - 1;
    for (int x = 0; x < width; x++) {
      float centre = (float) ((x + 0.5) * step - 0.5);
      int column = (int) Math.floor(centre);
      boolean between = column >= 0 && column < last;
      rightShare[x] = between ? centre - column : 0;
      leftShare[x] = 1 - rightShare[x];
      column = Math.max(0, Math.min(last, column));
      left[x] = column * Picture.BYTES_PER_PIXEL;
      right[x] = Math.min(last, column + 1) * Picture.BYTES_PER_PIXEL;
    }
  }

  /** Lets go of the picture. */
  void end() {
    picture = null;
  }

  /** Goes to a row of the scaled picture, counted from 0 at the top. */
  void moveTo(int y) {
    float centre = (float) ((y + 0.5) * stepY - 0.5);
    int row = (int) Math.floor(centre);
    lowerShare = centre - row;
    upperShare = 1 - lowerShare;
    int last = picture.height() - 1;
    int above = Math.max(0, Math.min(last, row));
    int below = Math.max(0, Math.min(last, row + 1));
    if (upperRow != above && lowerRow == above) {
      float[][] spare = upper;
      upper = lower;
      lower = spare;
      upperRow = above;
      lowerRow = NONE;
    }
    if (upperRow != above) {
      scale(above, upper);
      upperRow = above;
    }
    if (lowerRow != below) {
      scale(below, lower);
      lowerRow = below;
    }
  }

  private void scale(int row, float[][] to) {
    byte[] bgr = picture.bgr();
    int start = row * pictureWidth * Picture.BYTES_PER_PIXEL;
    float[] blue = to[0];
    float[] green = to[1];
    float[] red = to[2];
    for (int x = 0; x < width; x++) {
      int l = start + left[x];
      int r = start + right[x];
      float ofLeft = leftShare[x];
      float ofRight = rightShare[x];
      blue[x] = (bgr[l] & 0xff) * ofLeft + (bgr[r] & 0xff) * ofRight;
      green[x] = (bgr[l + 1] & 0xff) * ofLeft + (bgr[r + 1] & 0xff) * ofRight;
      red[x] = (bgr[l + 2] & 0xff) * ofLeft + (bgr[r + 2] & 0xff) * ofRight;
    }
  }

  /**
   * Copies one channel of the row.
   *
   * @param channel 0 for blue, 1 for green, 2 for red
   * @param to takes levels, 0 to 255
   * @param from place of the row's first level
   */
  void copy(int channel, float[] to, int from) {
    float[] above = upper[channel];
    float[] below = lower[channel];
    for (int x = 0; x < width; x++) {
      to[from + x] = above[x] * upperShare + below[x] * lowerShare;
    }
  }

  /** Copies the row's brightness as ITU-R BT.601 has it; see {@link #copy}. */
  void copyGrey(float[] to, int from) {
    for (int x = 0; x < width; x++) {
      float blue = upper[0][x] * upperShare + lower[0][x] * lowerShare;
      float green = upper[1][x] * upperShare + lower[1][x] * lowerShare;
      float red = upper[2][x] * upperShare + lower[2][x] * lowerShare;
      to[from + x] = blue * 0.114f + green * 0.587f + red * 0.299f;
    }
  }
}
