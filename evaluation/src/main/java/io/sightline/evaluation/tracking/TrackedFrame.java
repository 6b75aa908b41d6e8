package io.sightline.evaluation.tracking;

import io.sightline.domain.geometry.Box;
import java.util.List;

/**
 * What is in one frame, and what a tracker says is in it; each id at most once.
 *
 * @param truth by vehicle
 * @param said by track
 */
public record TrackedFrame(List<Placed> truth, List<Placed> said) {

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
