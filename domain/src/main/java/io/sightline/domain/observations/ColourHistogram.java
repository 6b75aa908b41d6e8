package io.sightline.domain.observations;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;

/**
 * How much of a vehicle has which colour, as text: for each of {@link #BINS} colours, in the order
 * black, grey, white, red, orange, yellow, green, cyan, blue, purple, pink, two hexadecimal digits
 * with its share in parts of 255. Whole numbers throughout, so that the same pixels always give the
 * same text.
 */
public final class ColourHistogram {
  public static final int BINS = 11;

  private static final int DIGITS = 2;
  private static final int WHOLE = 255;

  /** Samples in each direction. */
  private static final int GRID = 16;

  /** Of the box's width and height that is left out at each edge: it shows what is behind. */
  private static final double EDGE = 0.2;

  /** Pixels of a side below which a vehicle shows no colour. */
  private static final int LEAST_SIDE = 12;

  /** Share of a new view in what is known of a track's colours. */
  private static final int VIEWS = 4;

  // Hue, saturation and value as of the HSV model, the latter two in parts of 255.
  private static final int DARK = 48;
  private static final int COLOURLESS = 50;
  private static final int BLACK_UNTIL = 90;
  private static final int GREY_UNTIL = 170;
  private static final int BLACK = 0;
  private static final int GREY = 1;
  private static final int WHITE = 2;
  private static final int RED = 3;
  private static final int SEXTANT = 60;
  private static final int CIRCLE = 360;

  /** Where orange, yellow, green, cyan, blue, purple, pink and again red begin, degrees. */
  private static final int[] HUES = {15, 40, 70, 160, 195, 255, 290, 345};

  private ColourHistogram() {}

  /**
   * The colours of the middle of a box.
   *
   * @param box pixels of the picture
   * @return null where the box shows too little
   */
  public static String of(Picture picture, Box box) {
    int left = Math.max(0, Math.round(box.left()));
    int top = Math.max(0, Math.round(box.top()));
    int width = Math.min(picture.width(), Math.round(box.right())) - left;
    int height = Math.min(picture.height(), Math.round(box.bottom())) - top;
    if (width < LEAST_SIDE || height < LEAST_SIDE) {
      return null;
    }
    int[] counts = new int[BINS];
    for (int row = 0; row < GRID; row++) {
      int y = top + sample(row, height);
      for (int column = 0; column < GRID; column++) {
        int x = left + sample(column, width);
        int at = (y * picture.width() + x) * Picture.BYTES_PER_PIXEL;
        byte[] bgr = picture.bgr();
        counts[colour(bgr[at + 2] & WHOLE, bgr[at + 1] & WHOLE, bgr[at] & WHOLE)]++;
      }
    }
    int[] shares = new int[BINS];
    for (int i = 0; i < BINS; i++) {
      shares[i] = (counts[i] * WHOLE + GRID * GRID / 2) / (GRID * GRID);
    }
    return text(shares);
  }

  private static int sample(int index, int length) {
    int edge = (int) (EDGE * length);
    return edge + index * (length - 2 * edge) / GRID;
  }

  private static int colour(int red, int green, int blue) {
    int most = Math.max(red, Math.max(green, blue));
    int range = most - Math.min(red, Math.min(green, blue));
    if (most < DARK) {
      return BLACK;
    }
    if (range * WHOLE < COLOURLESS * most) {
      return most < BLACK_UNTIL ? BLACK : most < GREY_UNTIL ? GREY : WHITE;
    }
    int hue =
        most == red
            ? SEXTANT * (green - blue) / range
            : most == green
                ? 2 * SEXTANT + SEXTANT * (blue - red) / range
                : 4 * SEXTANT + SEXTANT * (red - green) / range;
    hue = hue < 0 ? hue + CIRCLE : hue;
    for (int i = 0; i < HUES.length; i++) {
      if (hue < HUES[i]) {
        return RED + i;
      }
    }
    return RED;
  }

  /**
   * What is known of a track's colours after one more view.
   *
   * @param before null before the first view
   * @param view null where it shows too little
   * @return null while nothing is known
   */
  public static String after(String before, String view) {
    if (before == null || view == null || before.equals(view)) {
      return view == null ? before : view;
    }
    int[] mixed = new int[BINS];
    for (int i = 0; i < BINS; i++) {
      mixed[i] = ((VIEWS - 1) * share(before, i) + share(view, i) + VIEWS / 2) / VIEWS;
    }
    return text(mixed);
  }

  /** What two have in common (histogram intersection), 0 to 1. */
  public static double similarity(String one, String other) {
    int common = 0;
    int all = 0;
    int others = 0;
    for (int i = 0; i < BINS; i++) {
      common += Math.min(share(one, i), share(other, i));
      all += share(one, i);
      others += share(other, i);
    }
    return (double) common / Math.max(1, Math.max(all, others));
  }

  private static int share(String histogram, int bin) {
    int at = bin * DIGITS;
    return Integer.parseInt(histogram, at, at + DIGITS, 16);
  }

  private static String text(int[] shares) {
    StringBuilder text = new StringBuilder(BINS * DIGITS);
    for (int share : shares) {
      text.append(Character.forDigit(share >> 4, 16)).append(Character.forDigit(share & 15, 16));
    }
    return text.toString();
  }
}
