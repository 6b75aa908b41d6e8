package io.sightline.models.look;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.abs;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.Sobel;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.models.input.Crop;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Cuts a plate out of a picture for a reader that expects one upright line: a tilted plate is
 * turned level, and what looks like two lines can be had as two pictures.
 */
final class PlateCrop {
  /** Size at which a plate's tilt and lines are looked for, pixels. */
  private static final int HEIGHT = 48;

  private static final int MOST_WIDTH = 240;

  private static final int MOST_TILT = 20;
  private static final int LEAST_TILT = 3;

  /** How much sharper the rows must be when turned than as they are. */
  private static final double CLEARLY_SHARPER = 1.5;

  /** A plate of two lines is not much wider than high. */
  private static final double MOST_TWO_LINE_PROPORTION = 2.4;

  private static final double VALLEY_FROM = 0.3;
  private static final double VALLEY_TO = 0.7;

  /** Between two lines there is at most this share of the ink of either. */
  private static final double MOST_INK_BETWEEN = 0.45;

  /** Each line keeps this much beyond the valley, as a share of the plate's height. */
  private static final double OVERLAP = 0.04;

  private PlateCrop() {}

  /**
   * The plate as a whole, level.
   *
   * @param box of the plate, in the picture's pixels
   * @param margin as in {@link Crop#of}
   */
  static Picture whole(Picture picture, Box box, double margin) {
    Picture plate = Crop.of(picture, box, 0);
    int tilt = tilt(plate);
    if (tilt != 0) {
      return level(picture, box, tilt, margin);
    }
    return margin > 0 ? Crop.of(picture, box, margin) : plate;
  }

  /**
   * The two lines of a level plate, the upper first; empty where it does not look as if it had two.
   */
  static List<Picture> lines(Picture plate) {
    double proportion = (double) plate.width() / plate.height();
    double valley = proportion < MOST_TWO_LINE_PROPORTION ? valley(plate) : 0;
    if (valley == 0) {
      return List.of();
    }
    float upper = (float) (plate.height() * (valley + OVERLAP));
    float lower = (float) (plate.height() * (valley - OVERLAP));
    return List.of(
        Crop.of(plate, new Box(0, 0, plate.width(), upper), 0),
        Crop.of(plate, new Box(0, lower, plate.width(), plate.height()), 0));
  }

  /**
   * By how many degrees a plate's right end hangs; 0 for one that is level, or not clearly tilted.
   * Level rows of characters begin and end together, so that edges gather in few rows.
   */
  static int tilt(Picture plate) {
    Edges edges = edges(plate, 0, 1);
    double level = sharpness(edges, 0);
    double sharpest = level;
    int best = 0;
    for (int degrees = -MOST_TILT; degrees <= MOST_TILT; degrees++) {
      double sharpness = sharpness(edges, degrees);
      if (sharpness > sharpest) {
        sharpest = sharpness;
        best = degrees;
      }
    }
    return Math.abs(best) >= LEAST_TILT && sharpest > CLEARLY_SHARPER * level ? best : 0;
  }

  /** Sum of the squares of the rows' shares of all edges, when columns are shifted by a tilt. */
  private static double sharpness(Edges edges, int degrees) {
    double slope = Math.tan(Math.toRadians(degrees));
    int[] shifts = new int[edges.width()];
    for (int x = 0; x < shifts.length; x++) {
      shifts[x] = (int) Math.round(slope * (x - shifts.length / 2.0));
    }
    double all = 0;
    double squares = 0;
    for (int y = 0; y < HEIGHT; y++) {
      double row = 0;
      for (int x = 0; x < shifts.length; x++) {
        int from = Math.max(0, Math.min(HEIGHT - 1, y + shifts[x]));
        row += edges.values()[from * shifts.length + x];
      }
      all += row;
      squares += row * row;
    }
    return all == 0 ? 0 : squares / (all * all);
  }

  /** The plate turned level about the middle of its box, at its own size. */
  @SuppressWarnings("try") // The scope frees what is made in it.
  private static Picture level(Picture picture, Box box, int degrees, double margin) {
    double angle = Math.toRadians(Math.abs(degrees));
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    // The box is what is around the turned plate: its sides follow from the plate's.
    double width = (box.width() * cos - box.height() * sin) / (cos * cos - sin * sin);
    double height = (box.height() * cos - box.width() * sin) / (cos * cos - sin * sin);
    if (width < 0.5 * box.width() || height < 0.25 * box.height()) {
      return Crop.of(picture, box, margin);
    }
    double free = margin < 1 ? margin * height : margin;
    int columns = (int) Math.ceil(width + 2 * free);
    int rows = (int) Math.ceil(height + 2 * free);
    Picture around = Crop.of(picture, box, 0.5);
    Box place = Crop.place(picture, box, 0.5);
    try (PointerScope scope = new PointerScope()) {
      float x = (box.left() + box.right()) / 2 - place.left();
      float y = (box.top() + box.bottom()) / 2 - place.top();
      Mat turn = getRotationMatrix2D(new Point2f(x, y), degrees, 1);
      try (DoubleIndexer numbers = turn.createIndexer()) {
        numbers.put(0, 2, numbers.get(0, 2) + columns / 2.0 - x);
        numbers.put(1, 2, numbers.get(1, 2) + rows / 2.0 - y);
      }
      Mat level = new Mat();
      warpAffine(
          mat(around),
          level,
          turn,
          new Size(columns, rows),
          INTER_LINEAR,
          BORDER_REPLICATE,
          new Scalar(0));
      byte[] bgr = new byte[columns * rows * Picture.BYTES_PER_PIXEL];
      level.data().get(bgr);
      return new Picture(columns, rows, bgr);
    }
  }

  /** How far down, as a share of its height, a plate's two lines part; 0 for one line. */
  static double valley(Picture plate) {
    double[] ink = edges(plate, 1, 0).rows();
    int from = (int) (VALLEY_FROM * ink.length);
    int to = (int) (VALLEY_TO * ink.length);
    int lowest = from;
    for (int row = from; row < to; row++) {
      if (around(ink, row) < around(ink, lowest)) {
        lowest = row;
      }
    }
    double above = most(ink, 0, lowest);
    double below = most(ink, lowest, ink.length);
    boolean two = around(ink, lowest) < MOST_INK_BETWEEN * Math.min(above, below);
    return two ? (lowest + 0.5) / ink.length : 0;
  }

  private static double most(double[] ink, int from, int to) {
    double most = 0;
    for (int row = from; row < to; row++) {
      most = Math.max(most, around(ink, row));
    }
    return most;
  }

  private static double around(double[] ink, int row) {
    double before = ink[Math.max(0, row - 1)];
    double after = ink[Math.min(ink.length - 1, row + 1)];
    return (before + ink[row] + after) / 3;
  }

  /**
   * How strong edges are, {@link #HEIGHT} rows.
   *
   * @param values in row-major order
   */
  private record Edges(int width, float[] values) {
    double[] rows() {
      double[] rows = new double[HEIGHT];
      for (int i = 0; i < values.length; i++) {
        rows[i / width] += values[i];
      }
      return rows;
    }
  }

  /** Edges across x or y, at the size at which plates are looked at. */
  @SuppressWarnings("try") // The scope frees what is made in it.
  private static Edges edges(Picture plate, int acrossX, int acrossY) {
    try (PointerScope scope = new PointerScope()) {
      Mat grey = new Mat();
      cvtColor(mat(plate), grey, COLOR_BGR2GRAY);
      int width = Math.max(8, Math.min(MOST_WIDTH, plate.width() * HEIGHT / plate.height()));
      Mat small = new Mat();
      resize(grey, small, new Size(width, HEIGHT), 0, 0, INTER_AREA);
      Mat slope = new Mat();
      Sobel(small, slope, CV_32F, acrossX, acrossY);
      Mat edges = abs(slope).asMat();
      float[] values = new float[width * HEIGHT];
      ((FloatBuffer) edges.createBuffer()).get(values);
      return new Edges(width, values);
    }
  }

  private static Mat mat(Picture picture) {
    int bytes = picture.width() * picture.height() * Picture.BYTES_PER_PIXEL;
    BytePointer pixels = new BytePointer(bytes);
    pixels.put(picture.bgr(), 0, bytes);
    return new Mat(picture.height(), picture.width(), CV_8UC3, pixels);
  }
}
