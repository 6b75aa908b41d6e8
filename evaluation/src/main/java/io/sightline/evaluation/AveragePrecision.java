package io.sightline.evaluation;

import io.sightline.domain.geometry.Box;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers what a detector found of one class and what was there. The average precision is the area
 * under the interpolated precision-recall curve (Everingham et al., The PASCAL Visual Object
 * Classes Challenge, 2010, with all points).
 */
public final class AveragePrecision {
  private final List<Found> found = new ArrayList<>();
  private final Map<Integer, List<Box>> truth = new HashMap<>();
  private final Map<Integer, List<Box>> ignored = new HashMap<>();
  private int expected;

  private record Found(int picture, float score, Box box) {}

  public void found(int picture, float score, Box box) {
    found.add(new Found(picture, score, box));
  }

  public void there(int picture, Box box) {
    truth.computeIfAbsent(picture, key -> new ArrayList<>()).add(box);
    expected++;
  }

  /** What lies in such a region and is nothing that is there is neither right nor wrong. */
  public void ignored(int picture, Box region) {
    ignored.computeIfAbsent(picture, key -> new ArrayList<>()).add(region);
  }

  /** How many things there are to find. */
  public int expected() {
    return expected;
  }

  /**
   * @param iou overlap from which on a box counts as found
   * @return 0 to 1; NaN where there is nothing to find
   */
  public double at(double iou) {
    boolean[] hits = hits(iou, 0);
    if (expected == 0) {
      return Double.NaN;
    }
    double[] precision = new double[hits.length];
    double[] recall = new double[hits.length];
    int right = 0;
    for (int i = 0; i < hits.length; i++) {
      right += hits[i] ? 1 : 0;
      precision[i] = right / (i + 1.0);
      recall[i] = (double) right / expected;
    }
    double area = 0;
    double best = 0;
    for (int i = hits.length - 1; i >= 0; i--) {
      best = Math.max(best, precision[i]);
      area += best * (recall[i] - (i == 0 ? 0 : recall[i - 1]));
    }
    return area;
  }

  /**
   * How many of the detections from a score on are right.
   *
   * @return right ones, and all
   */
  public int[] hitsFrom(double score, double iou) {
    boolean[] hits = hits(iou, score);
    int right = 0;
    for (boolean hit : hits) {
      right += hit ? 1 : 0;
    }
    return new int[] {right, hits.length};
  }

  /** Surest first: each detection takes the thing it overlaps best, if nobody took it before. */
  private boolean[] hits(double iou, double leastScore) {
    List<Found> ordered =
        found.stream()
            .filter(one -> one.score() >= leastScore)
            .sorted(Comparator.comparingDouble(Found::score).reversed())
            .toList();
    Map<Integer, List<Box>> free = new HashMap<>();
    truth.forEach((picture, boxes) -> free.put(picture, new ArrayList<>(boxes)));
    boolean[] hits = new boolean[ordered.size()];
    int counted = 0;
    for (Found one : ordered) {
      List<Box> boxes = free.getOrDefault(one.picture(), List.of());
      int best = -1;
      float most = 0;
      for (int j = 0; j < boxes.size(); j++) {
        float overlap = boxes.get(j).iou(one.box());
        if (overlap >= iou && overlap > most) {
          most = overlap;
          best = j;
        }
      }
      if (best >= 0) {
        boxes.remove(best);
        hits[counted++] = true;
      } else if (!isIgnored(one, iou)) {
        hits[counted++] = false;
      }
    }
    return Arrays.copyOf(hits, counted);
  }

  private boolean isIgnored(Found one, double share) {
    return ignored.getOrDefault(one.picture(), List.of()).stream()
        .anyMatch(region -> one.box().shareIn(region) >= share);
  }
}
