package io.sightline.analytics.vehicles;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which of a frame's detections go on with which tracks: by overlap with the predicted box, sure
 * ones before unsure ones, as ByteTrack does (Zhang et al., 2022); then one vehicle that is seen as
 * two boxes, and two that are seen as one.
 */
final class Association {
  static final int NONE = Assignment.NONE;
  private static final double LEAST_IOU_SURE = 0.2;
  private static final double LEAST_IOU_UNSURE = 0.4;

  /** A box belongs to a larger one of which it is a part when so much of it lies inside. */
  private static final double PART_INSIDE = 0.75;

  /** Two boxes together are a third one from this overlap on, if it is so much better than one. */
  private static final double TOGETHER_IOU = 0.65;

  private static final double BETTER_BY = 0.12;

  private final List<TrackState> tracks;
  private final Box[] predicted;
  private final boolean[] confirmed;
  private final List<Detection> detections;
  private final float sureScore;
  private final int[] detectionOf;
  private final int[] trackOf;
  private final Box[] boxes;
  private final boolean[] among;

  /**
   * @param tracks as predicted for the frame
   * @param detections of distinct vehicles, in an order that does not depend on that of the frame
   */
  Association(List<TrackState> tracks, List<Detection> detections, TrackingRules rules) {
    this.tracks = tracks;
    this.detections = detections;
    sureScore = rules.sureScore();
    predicted = new Box[tracks.size()];
    confirmed = new boolean[tracks.size()];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = tracks.get(i).box();
      confirmed[i] = tracks.get(i).frames() >= rules.confirmFrames();
    }
    detectionOf = new int[tracks.size()];
    trackOf = new int[detections.size()];
    boxes = new Box[tracks.size()];
    among = new boolean[tracks.size()];
    Arrays.fill(detectionOf, NONE);
    Arrays.fill(trackOf, NONE);
    // What is known to be a vehicle comes before what may be a second box of the same one.
    match(true, true, LEAST_IOU_SURE);
    match(true, false, LEAST_IOU_UNSURE);
    if (hasFree(tracks.size(), detectionOf) || hasFree(detections.size(), trackOf)) {
      join();
      separate();
    }
    match(false, true, LEAST_IOU_SURE);
    match(false, false, LEAST_IOU_UNSURE);
  }

  /** The detection that goes on with a track, or {@link #NONE}. */
  int detectionOf(int track) {
    return detectionOf[track];
  }

  /** The track that a detection belongs to, alone or as a part, or {@link #NONE}. */
  int trackOf(int detection) {
    return trackOf[detection];
  }

  /** Where a track is now; null where it was not seen. */
  Box boxOf(int track) {
    return boxes[track];
  }

  /** Whether a track was seen in one box with another. */
  boolean isAmong(int track) {
    return among[track];
  }

  private static boolean hasFree(int count, int[] partners) {
    for (int i = 0; i < count; i++) {
      if (partners[i] == NONE) {
        return true;
      }
    }
    return false;
  }

  private boolean isSure(int detection) {
    return detections.get(detection).score() >= sureScore;
  }

  private void match(boolean known, boolean sure, double leastIou) {
    int[] rows = new int[predicted.length];
    int rowCount = 0;
    for (int i = 0; i < predicted.length; i++) {
      if (confirmed[i] == known && boxes[i] == null) {
        rows[rowCount++] = i;
      }
    }
    int[] columns = new int[detections.size()];
    int columnCount = 0;
    for (int j = 0; j < columns.length; j++) {
      if (trackOf[j] == NONE && isSure(j) == sure) {
        columns[columnCount++] = j;
      }
    }
    if (rowCount == 0 || columnCount == 0) {
      return;
    }
    double[][] costs = new double[rowCount][columnCount];
    for (int i = 0; i < rowCount; i++) {
      for (int j = 0; j < columnCount; j++) {
        costs[i][j] = 1 - predicted[rows[i]].iou(detections.get(columns[j]).box());
      }
    }
    int[] assigned = Assignment.leastCost(costs, 1 - leastIou);
    for (int i = 0; i < rowCount; i++) {
      if (assigned[i] != NONE) {
        int column = columns[assigned[i]];
        detectionOf[rows[i]] = column;
        trackOf[column] = rows[i];
        boxes[rows[i]] = detections.get(column).box();
      }
    }
  }

  /** One vehicle seen as two boxes: what is left over may be the rest of what was taken. */
  private void join() {
    for (int j = 0; j < trackOf.length; j++) {
      Box rest = detections.get(j).box();
      int best = NONE;
      double bestIou = 0;
      for (int i = 0; trackOf[j] == NONE && i < predicted.length; i++) {
        if (confirmed[i]
            && detectionOf[i] != NONE
            && share(rest, predicted[i]) >= PART_INSIDE
            && share(boxes[i], predicted[i]) >= PART_INSIDE) {
          double together = around(rest, boxes[i]).iou(predicted[i]);
          if (together >= TOGETHER_IOU
              && together >= boxes[i].iou(predicted[i]) + BETTER_BY
              && together > bestIou) {
            best = i;
            bestIou = together;
          }
        }
      }
      if (best != NONE) {
        trackOf[j] = best;
        boxes[best] = around(rest, boxes[best]);
      }
    }
  }

  /** Two vehicles seen as one box: what was not found may be in what another one has taken. */
  private void separate() {
    for (int hidden = 0; hidden < predicted.length; hidden++) {
      if (!confirmed[hidden] || boxes[hidden] != null) {
        continue;
      }
      int best = NONE;
      double bestIou = 0;
      for (int i = 0; i < predicted.length; i++) {
        if (confirmed[i] && detectionOf[i] != NONE && !among[i]) {
          Box box = boxes[i];
          if (share(predicted[hidden], box) >= PART_INSIDE
              && share(predicted[i], box) >= PART_INSIDE) {
            double together = around(predicted[hidden], predicted[i]).iou(box);
            if (together >= TOGETHER_IOU
                && together >= predicted[i].iou(box) + BETTER_BY
                && together > bestIou) {
              best = i;
              bestIou = together;
            }
          }
        }
      }
      if (best != NONE) {
        Box box = boxes[best];
        Box both = around(predicted[hidden], predicted[best]);
        boxes[hidden] = moved(predicted[hidden], both, box);
        boxes[best] = moved(predicted[best], both, box);
        among[hidden] = true;
        among[best] = true;
        detectionOf[best] = NONE;
      }
    }
  }

  /** The same box, moved as one centre is moved to another. */
  private static Box moved(Box box, Box from, Box to) {
    float x = (to.left() + to.right() - from.left() - from.right()) / 2;
    float y = (to.top() + to.bottom() - from.top() - from.bottom()) / 2;
    return new Box(box.left() + x, box.top() + y, box.right() + x, box.bottom() + y);
  }

  /** How much of a box lies inside another, 0 to 1. */
  private static double share(Box part, Box whole) {
    float width = Math.min(part.right(), whole.right()) - Math.max(part.left(), whole.left());
    float height = Math.min(part.bottom(), whole.bottom()) - Math.max(part.top(), whole.top());
    return width <= 0 || height <= 0 ? 0 : width * height / part.area();
  }

  private static Box around(Box a, Box b) {
    return new Box(
        Math.min(a.left(), b.left()),
        Math.min(a.top(), b.top()),
        Math.max(a.right(), b.right()),
        Math.max(a.bottom(), b.bottom()));
  }

  /** The detections that no track has taken and that may begin one. */
  List<Detection> left() {
    List<Detection> left = new ArrayList<>();
    for (int j = 0; j < trackOf.length; j++) {
      if (trackOf[j] == NONE && isSure(j)) {
        left.add(detections.get(j));
      }
    }
    return left;
  }
}
