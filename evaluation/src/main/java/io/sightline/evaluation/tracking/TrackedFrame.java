package io.sightline.evaluation.tracking;

import io.sightline.analytics.vehicles.Assignment;
import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is in one frame, and what a tracker says is in it; each id at most once.
 *
 * @param truth by vehicle
 * @param said by track
 */
public record TrackedFrame(List<Placed> truth, List<Placed> said) {
  /** Less than any difference between overlaps. */
  private static final double TIE = 1e-9;

  /** Overlaps of boxes as intersection over union: a row a true box, a column a track's. */
  double[][] overlaps() {
    double[][] overlaps = new double[truth.size()][said.size()];
    for (int i = 0; i < truth.size(); i++) {
      for (int j = 0; j < said.size(); j++) {
        overlaps[i][j] = overlap(truth.get(i).box(), said.get(j).box());
      }
    }
    return overlaps;
  }

  /**
   * Without what the tracker says of things that are not to be counted, as TrackEval leaves out
   * those of distractors: it is neither right nor invented.
   *
   * @param ignored those things
   */
  TrackedFrame without(List<Placed> ignored) {
    if (ignored.isEmpty() || said.isEmpty()) {
      return this;
    }
    List<Placed> all = Stream.concat(truth.stream(), ignored.stream()).toList();
    double[][] costs = new TrackedFrame(all, said).overlaps();
    for (int i = 0; i < costs.length; i++) {
      // What fits both as well is the true one.
      double first = i < truth.size() ? TIE : 0;
      for (int j = 0; j < costs[i].length; j++) {
        costs[i][j] = costs[i][j] >= ClearMot.LEAST_OVERLAP ? -costs[i][j] - first : 1;
      }
    }
    int[] assigned = Assignment.leastCost(costs, 0);
    List<Placed> left = new ArrayList<>(said);
    for (int i = truth.size(); i < all.size(); i++) {
      if (assigned[i] != Assignment.NONE) {
        left.remove(said.get(assigned[i]));
      }
    }
    return new TrackedFrame(truth, left);
  }

  /** In double, as the benchmarks compute it: at a limit the last digit decides. */
  private static double overlap(Box a, Box b) {
    double width = Math.min(a.right(), b.right()) - (double) Math.max(a.left(), b.left());
    double height = Math.min(a.bottom(), b.bottom()) - (double) Math.max(a.top(), b.top());
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double shared = width * height;
    return shared / (area(a) + area(b) - shared);
  }

  private static double area(Box box) {
    return ((double) box.right() - box.left()) * ((double) box.bottom() - box.top());
  }
}
