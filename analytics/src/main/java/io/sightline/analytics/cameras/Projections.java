package io.sightline.analytics.cameras;

import io.sightline.domain.observations.View;

/** Compares a picture's projections with those of a reference. */
final class Projections {
  /** Shifts are sought up to this share of a side. */
  private static final double FURTHEST = 0.3;

  private Projections() {}

  /**
   * How well two projections agree.
   *
   * @param unmoved normalised correlation where they lie, -1 to 1
   * @param moved the same at the best shift
   * @param shift of what the reference shows, as a share of the side; positive to the right or down
   */
  record Match(double unmoved, double moved, double shift) {}

  /** Normalised correlation where they lie, -1 to 1. */
  static double unmoved(float[] reference, float[] now) {
    return correlation(reference, now, 0);
  }

  static Match match(float[] reference, float[] now) {
    int furthest = (int) (reference.length * FURTHEST);
    double[] at = new double[2 * furthest + 1];
    int best = furthest;
    for (int shift = -furthest; shift <= furthest; shift++) {
      at[shift + furthest] = correlation(reference, now, shift);
      if (at[shift + furthest] > at[best]) {
        best = shift + furthest;
      }
    }
    double offset = 0;
    if (best > 0 && best < at.length - 1) {
      // The top of the parabola through the best and its neighbours.
      double curvature = at[best - 1] - 2 * at[best] + at[best + 1];
      offset = curvature < 0 ? (at[best - 1] - at[best + 1]) / (2 * curvature) : 0;
    }
    return new Match(at[furthest], at[best], (best - furthest + offset) / reference.length);
  }

  /** Pearson's, over where both are. */
  private static double correlation(float[] reference, float[] now, int shift) {
    int from = Math.max(0, -shift);
    int to = Math.min(reference.length, reference.length - shift);
    double a = 0;
    double b = 0;
    for (int i = from; i < to; i++) {
      a += reference[i];
      b += now[i + shift];
    }
    a /= to - from;
    b /= to - from;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = from; i < to; i++) {
      double one = reference[i] - a;
      double other = now[i + shift] - b;
      ab += one * other;
      aa += one * one;
      bb += other * other;
    }
    return aa < 1e-9 || bb < 1e-9 ? 0 : ab / Math.sqrt(aa * bb);
  }

  /**
   * Over how much of a side there is something to compare, 0 to 1: participation ratio of the
   * gradients.
   */
  static double spread(float[] projection) {
    double sum = 0;
    double squares = 0;
    for (float value : projection) {
      sum += value;
      squares += value * value;
    }
    return squares == 0 ? 0 : sum * sum / squares / projection.length;
  }

  static float[] columns(byte[] profile) {
    return part(profile, 0, View.COLUMNS);
  }

  static float[] rows(byte[] profile) {
    return part(profile, View.COLUMNS, View.ROWS);
  }

  private static float[] part(byte[] profile, int from, int length) {
    float[] part = new float[length];
    for (int i = 0; i < length; i++) {
      part[i] = profile[from + i] & 0xff;
    }
    return part;
  }
}
