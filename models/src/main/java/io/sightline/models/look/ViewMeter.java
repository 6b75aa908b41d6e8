package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.View;
import java.util.Base64;
import java.util.stream.IntStream;

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

  /** Times the grid's points: a picture that has no more is measured whole, which is less work. */
  private static final int DENSE = 3;

  private final Picture picture;

  /** Brightness of every pixel; null where the grid is too coarse for that. */
  private final byte[] whole;

  /** Where the grid's columns lie, pixels. */
  private final int[] columns;

  /** Where the grid's rows lie, pixels. */
  private final int[] rows;

  private final int[] luma;

  private ViewMeter(Picture picture) {
    this.picture = picture;
    this.columns = grid(Math.min(View.COLUMNS * SAMPLES, picture.width()), picture.width());
    this.rows = grid(Math.min(View.ROWS * SAMPLES, picture.height()), picture.height());
    this.luma = new int[columns.length * rows.length];
    int pixels = picture.width() * picture.height();
    this.whole = pixels <= DENSE * luma.length ? whole(picture.bgr(), pixels) : null;
    int sample = 0;
    for (int row : rows) {
      int line = row * picture.width();
      for (int column : columns) {
        luma[sample++] = luma(line + column);
      }
    }
  }

  /** The middles of so many parts of a side. */
  private static int[] grid(int parts, int side) {
    return IntStream.range(0, parts)
        .map(part -> (int) ((2L * part + 1) * side / (2L * parts)))
        .toArray();
  }

  private static byte[] whole(byte[] bgr, int pixels) {
    byte[] whole = new byte[pixels];
    for (int pixel = 0; pixel < pixels; pixel++) {
      whole[pixel] = (byte) luma(bgr, pixel);
    }
    return whole;
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
    double[] alongColumns = gradients(View.COLUMNS, columns.length, rows.length, 1, columns.length);
    double[] alongRows = gradients(View.ROWS, rows.length, columns.length, columns.length, 1);
    for (int i = 0; i < View.COLUMNS; i++) {
      profile[i] = quantised(alongColumns[i]);
    }
    for (int i = 0; i < View.ROWS; i++) {
      profile[View.COLUMNS + i] = quantised(alongRows[i]);
    }
    for (int i = 0; i < View.POINTS; i++) {
      int x = (2 * (i % POINTS_A_ROW) + 1) * picture.width() / (2 * POINTS_A_ROW);
      int y = (2 * (i / POINTS_A_ROW) + 1) * picture.height() / (2 * POINTS_A_ROW);
      profile[View.COLUMNS + View.ROWS + i] = (byte) luma(y * picture.width() + x);
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
    int width = picture.width();
    long sum = 0;
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if (rows[row] == 0 || rows[row] == picture.height() - 1) {
        continue;
      }
      for (int column = 0; column < columns.length; column++) {
        if (columns[column] > 0 && columns[column] < width - 1) {
          int at = rows[row] * width + columns[column];
          sum +=
              Math.abs(
                  4 * luma[row * columns.length + column]
                      - luma(at - 1)
                      - luma(at + 1)
                      - luma(at - width)
                      - luma(at + width));
          count++;
        }
      }
    }
    return count == 0 ? 0 : (double) sum / count;
  }

  private int luma(int pixel) {
    return whole == null ? luma(picture.bgr(), pixel) : whole[pixel] & 0xff;
  }

  /** By the weights of Rec. 601, in whole numbers, so that it is the same everywhere. */
  private static int luma(byte[] bgr, int pixel) {
    int at = pixel * Picture.BYTES_PER_PIXEL;
    return (29 * (bgr[at] & 0xff) + 150 * (bgr[at + 1] & 0xff) + 77 * (bgr[at + 2] & 0xff)) >> 8;
  }

  private static byte quantised(double gradient) {
    return (byte) Math.min(MOST, Math.round(gradient * QUARTERS));
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
