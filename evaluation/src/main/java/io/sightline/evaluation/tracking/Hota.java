package io.sightline.evaluation.tracking;

import io.sightline.analytics.vehicles.Assignment;
import java.util.Arrays;
import java.util.List;

/**
 * Higher order tracking accuracy (Luiten et al., 2021): at each of the overlaps 0.05, 0.1 … 0.95
 * how much is found, and of what is found how much of its vehicle's and its track's way they have
 * in common.
 */
public final class Hota {
  static final int OVERLAPS = 19;
  private static final double STEP = 0.05;

  /** What rounding takes from an overlap must not decide. */
  private static final double ROUNDING = Math.ulp(1.0);

  private final long[] found;
  private final long[] missed;
  private final long[] invented;

  /** Sums over what is found. */
  private final double[] inCommon;

  private Hota(long[] found, long[] missed, long[] invented, double[] inCommon) {
    this.found = found;
    this.missed = missed;
    this.invented = invented;
    this.inCommon = inCommon;
  }

  public static Hota of(List<TrackedFrame> frames) {
    IdIndex vehicles = IdIndex.of(frames, TrackedFrame::truth);
    IdIndex tracks = IdIndex.of(frames, TrackedFrame::said);
    double[][] alike = alike(frames, vehicles, tracks);
    long[] found = new long[OVERLAPS];
    long[] missed = new long[OVERLAPS];
    long[] invented = new long[OVERLAPS];
    int[][] pairs = new int[OVERLAPS * vehicles.size()][];
    for (TrackedFrame frame : frames) {
      double[][] overlaps = frame.overlaps();
      double[][] costs = new double[overlaps.length][frame.said().size()];
      for (int i = 0; i < overlaps.length; i++) {
        double[] ofVehicle = alike[vehicles.of(frame.truth().get(i))];
        for (int j = 0; j < overlaps[i].length; j++) {
          double score = ofVehicle[tracks.of(frame.said().get(j))] * overlaps[i][j];
          costs[i][j] = score > 0 ? -score : 1;
        }
      }
      int[] assigned = Assignment.leastCost(costs, 0);
      for (int a = 0; a < OVERLAPS; a++) {
        int matched = 0;
        for (int i = 0; i < assigned.length; i++) {
          int j = assigned[i];
          if (j != Assignment.NONE && overlaps[i][j] >= STEP + a * STEP - ROUNDING) {
            matched++;
            int row = a * vehicles.size() + vehicles.of(frame.truth().get(i));
            if (pairs[row] == null) {
              pairs[row] = new int[tracks.size()];
            }
            pairs[row][tracks.of(frame.said().get(j))]++;
          }
        }
        found[a] += matched;
        missed[a] += frame.truth().size() - matched;
        invented[a] += frame.said().size() - matched;
      }
    }
    double[] inCommon = new double[OVERLAPS];
    for (int row = 0; row < pairs.length; row++) {
      for (int track = 0; pairs[row] != null && track < tracks.size(); track++) {
        double common = pairs[row][track];
        int all = vehicles.boxes(row % vehicles.size()) + tracks.boxes(track);
        inCommon[row / vehicles.size()] += common * common / (all - common);
      }
    }
    return new Hota(found, missed, invented, inCommon);
  }

  /** How much of their ways a vehicle and a track have in common, before anything is matched. */
  private static double[][] alike(List<TrackedFrame> frames, IdIndex vehicles, IdIndex tracks) {
    double[][] shared = new double[vehicles.size()][tracks.size()];
    for (TrackedFrame frame : frames) {
      double[][] overlaps = frame.overlaps();
      double[] ofVehicle = new double[frame.truth().size()];
      double[] ofTrack = new double[frame.said().size()];
      for (int i = 0; i < ofVehicle.length; i++) {
        for (int j = 0; j < ofTrack.length; j++) {
          ofVehicle[i] += overlaps[i][j];
          ofTrack[j] += overlaps[i][j];
        }
      }
      for (int i = 0; i < ofVehicle.length; i++) {
        for (int j = 0; j < ofTrack.length; j++) {
          if (overlaps[i][j] > 0) {
            shared[vehicles.of(frame.truth().get(i))][tracks.of(frame.said().get(j))] +=
                overlaps[i][j] / (ofVehicle[i] + ofTrack[j] - overlaps[i][j]);
          }
        }
      }
    }
    for (int i = 0; i < vehicles.size(); i++) {
      for (int j = 0; j < tracks.size(); j++) {
        shared[i][j] /= vehicles.boxes(i) + tracks.boxes(j) - shared[i][j];
      }
    }
    return shared;
  }

  /** Both sequences together. */
  public Hota plus(Hota other) {
    Hota sum = new Hota(found.clone(), missed.clone(), invented.clone(), inCommon.clone());
    for (int a = 0; a < OVERLAPS; a++) {
      sum.found[a] += other.found[a];
      sum.missed[a] += other.missed[a];
      sum.invented[a] += other.invented[a];
      sum.inCommon[a] += other.inCommon[a];
    }
    return sum;
  }

  /** The mean over the overlaps, 0 to 1. */
  public double hota() {
    double[] both = new double[OVERLAPS];
    for (int a = 0; a < OVERLAPS; a++) {
      both[a] = Math.sqrt(detection(a) * association(a));
    }
    return mean(both);
  }

  /** How much is found, as a mean over the overlaps, 0 to 1. */
  public double detA() {
    double[] all = new double[OVERLAPS];
    Arrays.setAll(all, this::detection);
    return mean(all);
  }

  /** How much of their ways they have in common, as a mean over the overlaps, 0 to 1. */
  public double assA() {
    double[] all = new double[OVERLAPS];
    Arrays.setAll(all, this::association);
    return mean(all);
  }

  private double detection(int a) {
    return (double) found[a] / Math.max(1, found[a] + missed[a] + invented[a]);
  }

  private double association(int a) {
    return inCommon[a] / Math.max(1, found[a]);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
