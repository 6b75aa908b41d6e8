package io.sightline.evaluation.tracking;

import io.sightline.analytics.vehicles.Assignment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CLEAR MOT (Bernardin and Stiefelhagen, 2008) at an overlap of 0.5: boxes found, missed and
 * invented, and how often a vehicle goes on under another track.
 *
 * @param found true boxes that a track covers
 * @param missed true boxes that none does
 * @param invented boxes of tracks where nothing is
 * @param switches how often a vehicle was found by another track than the time before
 */
public record ClearMot(int found, int missed, int invented, int switches) {
  static final double LEAST_OVERLAP = 0.5 - Math.ulp(1.0);

  /** More than all overlaps of a frame together: a pair that goes on comes before a better one. */
  private static final double GOES_ON = 1_000;

  public static ClearMot of(List<TrackedFrame> frames) {
    int found = 0;
    int missed = 0;
    int invented = 0;
    int switches = 0;
    Map<Long, Long> foundBy = new HashMap<>();
    Map<Long, Long> foundInLastFrameBy = new HashMap<>();
    for (TrackedFrame frame : frames) {
      double[][] costs = frame.overlaps();
      for (int i = 0; i < costs.length; i++) {
        Long before = foundInLastFrameBy.get(frame.truth().get(i).id());
        for (int j = 0; j < costs[i].length; j++) {
          boolean goesOn = before != null && before == frame.said().get(j).id();
          costs[i][j] = costs[i][j] >= LEAST_OVERLAP ? -costs[i][j] - (goesOn ? GOES_ON : 0) : 1;
        }
      }
      int[] assigned = Assignment.leastCost(costs, 0);
      foundInLastFrameBy.clear();
      int pairs = 0;
      for (int i = 0; i < assigned.length; i++) {
        if (assigned[i] != Assignment.NONE) {
          pairs++;
          long vehicle = frame.truth().get(i).id();
          long track = frame.said().get(assigned[i]).id();
          Long earlier = foundBy.put(vehicle, track);
          foundInLastFrameBy.put(vehicle, track);
          if (earlier != null && earlier != track) {
            switches++;
          }
        }
      }
      found += pairs;
      missed += frame.truth().size() - pairs;
      invented += frame.said().size() - pairs;
    }
    return new ClearMot(found, missed, invented, switches);
  }

  /** Both sequences together. */
  public ClearMot plus(ClearMot other) {
    return new ClearMot(
        found + other.found,
        missed + other.missed,
        invented + other.invented,
        switches + other.switches);
  }

  /** Multiple object tracking accuracy: 1 at best, below 0 where more is wrong than there is. */
  public double mota() {
    return (double) (found - invented - switches) / Math.max(1, found + missed);
  }
}
