package io.sightline.analytics.cameras;

import io.sightline.domain.observations.View;
import java.util.Base64;
import java.util.Random;

/** Views of a made-up scene, as a camera with some noise shows it. */
final class DrawnViews {
  private static final int MARGIN = 40;

  private final int[] columns = new int[View.COLUMNS + 2 * MARGIN];
  private final int[] rows = new int[View.ROWS + 2 * MARGIN];
  private final int[] points = new int[View.POINTS];
  private final Random random;
  private DrawnViews other;

  DrawnViews(long seed) {
    random = new Random(seed);
    fill(columns, 20, 180);
    fill(rows, 20, 180);
    fill(points, 30, 200);
  }

  private void fill(int[] values, int least, int range) {
    for (int i = 0; i < values.length; i++) {
      values[i] = least + random.nextInt(range);
    }
  }

  View usual() {
    return shifted(0, 0);
  }

  /** What is shown lies so many columns to the right, and rows down. */
  View shifted(int right, int down) {
    return view(100, 50, 20, right, down, 1, 6);
  }

  View blurred() {
    return view(100, 45, 2, 0, 0, 0.4, 6);
  }

  View dark() {
    return view(12, 3, 1, 0, 0, 0.05, 2);
  }

  View black() {
    return view(1, 0.5, 0.2, 0, 0, 0, 0);
  }

  View covered() {
    return view(90, 5, 1, 0, 0, 0.02, 2);
  }

  /** Another place altogether. */
  View elsewhere() {
    if (other == null) {
      other = new DrawnViews(4_711);
    }
    return other.usual();
  }

  /** Black without anything on it. */
  static View ground() {
    byte[] profile = new byte[View.COLUMNS + View.ROWS + View.POINTS];
    return new View(640, 0, 0, 0, Base64.getEncoder().encodeToString(profile), null);
  }

  /** Two boxes on a plain ground, drawn without noise. */
  static View drawn(int at) {
    byte[] profile = new byte[View.COLUMNS + View.ROWS + View.POINTS];
    profile[at % View.COLUMNS] = 120;
    profile[(at + 9) % View.COLUMNS] = 120;
    profile[View.COLUMNS + at % View.ROWS] = 90;
    return new View(640, 80, 30, 2, Base64.getEncoder().encodeToString(profile), null);
  }

  private View view(
      double luma,
      double contrast,
      double sharpness,
      int right,
      int down,
      double strength,
      int noise) {
    byte[] profile = new byte[View.COLUMNS + View.ROWS + View.POINTS];
    for (int i = 0; i < View.COLUMNS; i++) {
      profile[i] = noisy(columns[i - right + MARGIN] * strength, 8);
    }
    for (int i = 0; i < View.ROWS; i++) {
      profile[View.COLUMNS + i] = noisy(rows[i - down + MARGIN] * strength, 8);
    }
    for (int i = 0; i < View.POINTS; i++) {
      profile[View.COLUMNS + View.ROWS + i] = noisy(points[i], noise);
    }
    return new View(
        640, luma, contrast, sharpness, Base64.getEncoder().encodeToString(profile), null);
  }

  private byte noisy(double value, int noise) {
    return (byte) Math.max(0, Math.min(255, Math.round(value + random.nextGaussian() * noise)));
  }
}
