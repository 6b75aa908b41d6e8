package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.View;
import java.util.Base64;

/**
 * Measures what a picture is like, on a grid of its pixels: the cost does not grow with its size.
 * The projections are those of: Ratakonda, Real-time digital video stabilization for multi-media
 * applications, ISCAS 1998, of gradients in place of brightness, which light changes less.
 */
public final class ViewMeter {
  /** Samples for each bin, along either side. */
  private static final int SAMPLES = 4;

  private static final int POINTS_A_ROW = 8;
  private static final int QUARTERS = 4;
  private static final int MOST = 255;

  private final Picture picture;
  private final int columns;
  private final int rows;
  private final int[] luma;

  private ViewMeter(Picture picture) {
    this.picture = picture;
    this.columns = Math.min(View.COLUMNS * SAMPLES, picture.width());
    this.rows = Math.min(View.ROWS * SAMPLES, picture.height());
    this.luma = new int[columns * rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        luma[row * columns + column] = luma(x(column), y(row));
      }
    }
  }

  public static View of(Picture picture) {
    return new ViewMeter(picture).measure();
  }

  private View measure() {
    long sum = 0;
    long squares = 0;
    for (int value : luma) {
      sum += value;
      squares += (long) value * value;
    }
    double mean = (double) sum / luma.length;
    double variance = Math.max(0, (double) squares / luma.length - mean * mean);
    byte[] profile = new byte[View.COLUMNS + View.ROWS + View.POINTS];
    double[] alongColumns = gradients(View.COLUMNS, columns, rows, 1, columns);
    double[] alongRows = gradients(View.ROWS, rows, columns, columns, 1);
    for (int i = 0; i < View.COLUMNS; i++) {
      profile[i] = quantised(alongColumns[i]);
    }
    for (int i = 0; i < View.ROWS; i++) {
      profile[View.COLUMNS + i] = quantised(alongRows[i]);
    }
    for (int i = 0; i < View.POINTS; i++) {
      int x = (2 * (i % POINTS_A_ROW) + 1) * picture.width() / (2 * POINTS_A_ROW);
      int y = (2 * (i / POINTS_A_ROW) + 1) * picture.height() / (2 * POINTS_A_ROW);
      profile[View.COLUMNS + View.ROWS + i] = (byte) luma(x, y);
    }
    return new View(
        picture.width(),
        rounded(mean),
        rounded(Math.sqrt(variance)),
        rounded(sharpness()),
        Base64.getEncoder().encodeToString(profile),
        View.Trust.BELIEVED);
  }

  /** Mean absolute gradient along one side, for each bin of that side. */
  private double[] gradients(int bins, int length, int across, int step, int stride) {
    double[] sums = new double[bins];
    int[] counts = new int[bins];
    for (int at = 1; at < length - 1; at++) {
      long sum = 0;
      for (int line = 0; line < across; line++) {
        int middle = at * step + line * stride;
        sum += Math.abs(luma[middle + step] - luma[middle - step]);
      }
      int bin = at * bins / length;
      sums[bin] += (double) sum / across;
      counts[bin]++;
    }
    for (int bin = 0; bin < bins; bin++) {
      sums[bin] = counts[bin] == 0 ? 0 : sums[bin] / counts[bin];
    }
    return sums;
  }

  private double sharpness() {
    long sum = 0;
    int count = 0;
    for (int row = 0; row < rows; row++) {
      int y = y(row);
      if (y == 0 || y == picture.height() - 1) {
        continue;
      }
      for (int column = 0; column < columns; column++) {
        int x = x(column);
        if (x > 0 && x < picture.width() - 1) {
          sum +=
              Math.abs(
                  4 * luma[row * columns + column]
                      - luma(x - 1, y)
                      - luma(x + 1, y)
                      - luma(x, y - 1)
                      - luma(x, y + 1));
          count++;
        }
      }
    }
    return count == 0 ? 0 : (double) sum / count;
  }

  private int x(int column) {
    return (int) ((2L * column + 1) * picture.width() / (2L * columns));
  }

  private int y(int row) {
    return (int) ((2L * row + 1) * picture.height() / (2L * rows));
  }

  /** By the weights of Rec. 601, in whole numbers, so that it is the same everywhere. */
  private int luma(int x, int y) {
    int at = (y * picture.width() + x) * Picture.BYTES_PER_PIXEL;
    byte[] bgr = picture.bgr();
    return (29 * (bgr[at] & 0xff) + 150 * (bgr[at + 1] & 0xff) + 77 * (bgr[at + 2] & 0xff)) >> 8;
  }

  private static byte quantised(double gradient) {
    return (byte) Math.min(MOST, Math.round(gradient * QUARTERS));
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
