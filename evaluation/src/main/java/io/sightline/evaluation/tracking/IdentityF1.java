package io.sightline.evaluation.tracking;

import io.sightline.analytics.vehicles.Assignment;
import java.util.List;

/**
 * Identity (Ristani et al., 2016) at an overlap of 0.5: each vehicle is given the one track that
 * covers it longest, so that no box counts twice.
 *
 * @param right boxes of vehicles under their own track
 * @param truth all true boxes
 * @param said all boxes of tracks
 */
public record IdentityF1(int right, int truth, int said) {

  public static IdentityF1 of(List<TrackedFrame> frames) {
    IdIndex vehicles = IdIndex.of(frames, TrackedFrame::truth);
    IdIndex tracks = IdIndex.of(frames, TrackedFrame::said);
    // Less is better: the cost of a pair is what it covers, below zero.
    double[][] costs = new double[vehicles.size()][tracks.size()];
    int truth = 0;
    int said = 0;
    for (TrackedFrame frame : frames) {
      double[][] overlaps = frame.overlaps();
      truth += frame.truth().size();
      said += frame.said().size();
      for (int i = 0; i < overlaps.length; i++) {
        for (int j = 0; j < overlaps[i].length; j++) {
          if (overlaps[i][j] >= ClearMot.LEAST_OVERLAP) {
            costs[vehicles.of(frame.truth().get(i))][tracks.of(frame.said().get(j))]--;
          }
        }
      }
    }
    int[] assigned = Assignment.leastCost(costs, 0);
    int right = 0;
    for (int i = 0; i < assigned.length; i++) {
      if (assigned[i] != Assignment.NONE) {
        right -= (int) costs[i][assigned[i]];
      }
    }
    return new IdentityF1(right, truth, said);
  }

  /** Both sequences together. */
  public IdentityF1 plus(IdentityF1 other) {
    return new IdentityF1(right + other.right, truth + other.truth, said + other.said);
  }

  /** 0 to 1. */
  public double idf1() {
    return 2.0 * right / Math.max(1, truth + said);
  }
}
