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

  /** More than any limit. */
  private static final double FAR = 2;

  /** A known vehicle is not farther from where it was expected than so many standard deviations. */
  private static final double MOST_DEVIATIONS = 3.5;

  /** Measurements are taken for so much worse than they are before one is turned away. */
  private static final double RELUCTANCE = 1.5;

  /** A box belongs to a larger one of which it is a part when so much of it lies inside. */
  private static final double PART_INSIDE = 0.75;

  /** Cut across, a part is as high or as wide as the whole, and less than this share of it. */
  private static final double MOST_OF_WHOLE = 0.75;

  /** Two parts of one vehicle have not more than this share in common. */
  private static final double REST_INSIDE = 0.3;

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
    separate();
    join();
    recognise();
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

  /** Whether a box is where a track of known motion may be. */
  private static boolean isLikely(TrackState track, Box box) {
    double x = (box.left() + (double) box.right()) / 2;
    double y = (box.top() + (double) box.bottom()) / 2;
    double error = RELUCTANCE * TrackMotion.positionError(box);
    return track.centreX().isLikely(x, error, MOST_DEVIATIONS)
        && track.centreY().isLikely(y, error, MOST_DEVIATIONS);
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
        Box box = detections.get(columns[j]).box();
        double iou = predicted[rows[i]].iou(box);
        // Most pairs have nothing in common: what is left to ask is asked of few.
        costs[i][j] =
            iou >= leastIou && (!known || isLikely(tracks.get(rows[i]), box)) ? 1 - iou : FAR;
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
            && isPart(rest, predicted[i])
            && isPart(boxes[i], predicted[i])) {
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

  /**
   * One vehicle of which only parts are seen: its size stays, and it is where the edges of its
   * largest part say.
   */
  private void recognise() {
    for (int i = 0; i < predicted.length; i++) {
      if (!confirmed[i] || among[i]) {
        continue;
      }
      boolean expected = boxes[i] != null;
      if (!expected) {
        takeLargestPart(i);
      }
      if (boxes[i] != null && isPart(boxes[i], predicted[i])) {
        Box whole = along(boxes[i], predicted[i]);
        if (takeRest(i, whole, boxes[i]) || !expected) {
          boxes[i] = whole;
        } else {
          // It may be leaving the picture as well as have lost its other part.
          boxes[i] = between(boxes[i], whole);
        }
      }
    }
  }

  private boolean takeRest(int track, Box whole, Box part) {
    boolean any = false;
    for (int j = 0; j < trackOf.length; j++) {
      Box rest = detections.get(j).box();
      if (trackOf[j] == NONE && isPart(rest, whole) && share(rest, part) < REST_INSIDE) {
        trackOf[j] = track;
        any = true;
      }
    }
    return any;
  }

  private void takeLargestPart(int track) {
    double bestIou = LEAST_IOU_SURE;
    for (int j = 0; j < trackOf.length; j++) {
      Box box = detections.get(j).box();
      double iou = box.iou(predicted[track]);
      if (trackOf[j] == NONE && iou > bestIou && isPart(box, predicted[track])) {
        detectionOf[track] = j;
        boxes[track] = box;
        bestIou = iou;
      }
    }
    if (boxes[track] != null) {
      trackOf[detectionOf[track]] = track;
    }
  }

  private static boolean isPart(Box part, Box whole) {
    return part.area() <= MOST_OF_WHOLE * whole.area()
        && share(part, whole) >= PART_INSIDE
        && (part.height() >= MOST_OF_WHOLE * whole.height()
            || part.width() >= MOST_OF_WHOLE * whole.width());
  }

  /** The whole, moved to the edges of its part that are nearest to its own. */
  private static Box along(Box part, Box whole) {
    float x = nearer(part.left() - whole.left(), part.right() - whole.right());
    float y = nearer(part.top() - whole.top(), part.bottom() - whole.bottom());
    return new Box(whole.left() + x, whole.top() + y, whole.right() + x, whole.bottom() + y);
  }

  private static Box between(Box a, Box b) {
    return new Box(
        (a.left() + b.left()) / 2,
        (a.top() + b.top()) / 2,
        (a.right() + b.right()) / 2,
        (a.bottom() + b.bottom()) / 2);
  }

  private static float nearer(float a, float b) {
    return Math.abs(a) <= Math.abs(b) ? a : b;
  }

  /** Two vehicles seen as one box, which neither of them or one has taken. */
  private void separate() {
    for (int hidden = 0; hidden < predicted.length; hidden++) {
      if (!confirmed[hidden] || boxes[hidden] != null) {
        continue;
      }
      int other = NONE;
      int common = NONE;
      double bestIou = TOGETHER_IOU;
      for (int j = 0; j < trackOf.length; j++) {
        Box box = detections.get(j).box();
        if (share(predicted[hidden], box) < PART_INSIDE) {
          continue;
        }
        for (int i = 0; i < predicted.length; i++) {
          boolean free = trackOf[j] == NONE && boxes[i] == null;
          boolean taken = trackOf[j] == i && !among[i];
          if (i != hidden
              && confirmed[i]
              && (free || taken)
              && share(predicted[i], box) >= PART_INSIDE) {
            double together = around(predicted[hidden], predicted[i]).iou(box);
            if (together >= predicted[i].iou(box) + BETTER_BY
                && together >= predicted[hidden].iou(box) + BETTER_BY
                && together > bestIou) {
              other = i;
              common = j;
              bestIou = together;
            }
          }
        }
      }
      if (other != NONE) {
        Box both = around(predicted[hidden], predicted[other]);
        Box box = detections.get(common).box();
        for (int i : new int[] {hidden, other}) {
          boxes[i] = moved(predicted[i], both, box);
          among[i] = true;
          detectionOf[i] = NONE;
        }
        trackOf[common] = other;
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
