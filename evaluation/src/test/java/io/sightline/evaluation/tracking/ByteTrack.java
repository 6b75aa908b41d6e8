package io.sightline.evaluation.tracking;

import io.sightline.analytics.vehicles.Assignment;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ByteTrack (Zhang et al., 2022) as published: the matching, limits and filter of the authors'
 * code, on frames of equal distance. Its filter has diagonal noise, so that it falls apart into one
 * of position and velocity per coordinate. Something to compare with.
 */
final class ByteTrack {
  private static final double POSITION = 1 / 20.0;
  private static final double VELOCITY = 1 / 160.0;
  private static final double LEAST_SCORE = 0.1;
  private static final double FIRST = 0.8;
  private static final double SECOND = 0.5;
  private static final double UNCONFIRMED = 0.7;
  private static final double TWICE = 0.15;

  private final double sure;
  private final int framesLost;
  private List<Track> tracked = new ArrayList<>();
  private List<Track> lost = new ArrayList<>();
  private int frame;
  private long ids;

  /**
   * @param sure score from which on a detection may begin a track, after 0.1 more
   * @param framesLost so many frames a lost track is looked for
   */
  ByteTrack(double sure, int framesLost) {
    this.sure = sure;
    this.framesLost = framesLost;
  }

  /** One coordinate. */
  private static final class Filter {
    private double x;
    private double v;
    private double p00;
    private double p01;
    private double p11;

    Filter(double x, double position, double velocity) {
      this.x = x;
      p00 = position * position;
      p11 = velocity * velocity;
    }

    void predict(double position, double velocity) {
      x += v;
      p00 += 2 * p01 + p11 + position * position;
      p01 += p11;
      p11 += velocity * velocity;
    }

    void update(double measured, double error) {
      double innovation = p00 + error * error;
      double gain = p00 / innovation;
      double velocityGain = p01 / innovation;
      double residual = measured - x;
      x += gain * residual;
      v += velocityGain * residual;
      p11 -= velocityGain * p01;
      p01 -= gain * p01;
      p00 -= gain * p00;
    }
  }

  private static final class Track {
    private final long id;
    private final int start;
    private final Filter x;
    private final Filter y;
    private final Filter aspect;
    private final Filter height;
    private int last;
    private boolean activated;
    private boolean isLost;

    Track(long id, Box box, int frame) {
      this.id = id;
      start = frame;
      last = frame;
      activated = frame == 1;
      double h = box.height();
      x = new Filter(centreX(box), 2 * POSITION * h, 10 * VELOCITY * h);
      y = new Filter(centreY(box), 2 * POSITION * h, 10 * VELOCITY * h);
      aspect = new Filter(box.width() / h, 1e-2, 1e-5);
      height = new Filter(h, 2 * POSITION * h, 10 * VELOCITY * h);
    }

    void predict() {
      double h = height.x;
      if (isLost) {
        height.v = 0;
      }
      x.predict(POSITION * h, VELOCITY * h);
      y.predict(POSITION * h, VELOCITY * h);
      aspect.predict(1e-2, 1e-5);
      height.predict(POSITION * h, VELOCITY * h);
    }

    void update(Box box, int frame) {
      double error = POSITION * height.x;
      x.update(centreX(box), error);
      y.update(centreY(box), error);
      aspect.update(box.width() / (double) box.height(), 1e-1);
      height.update(box.height(), error);
      last = frame;
      activated = true;
      isLost = false;
    }

    Box box() {
      double h = height.x;
      double w = aspect.x * h;
      return new Box(
          (float) (x.x - w / 2),
          (float) (y.x - h / 2),
          (float) (x.x + w / 2),
          (float) (y.x + h / 2));
    }

    private static double centreX(Box box) {
      return (box.left() + (double) box.right()) / 2;
    }

    private static double centreY(Box box) {
      return (box.top() + (double) box.bottom()) / 2;
    }
  }

  /** The tracks seen in this frame, activated or not, by id. */
  private Map<Track, Box> see(List<Detection> detections) {
    frame++;
    List<Detection> high = new ArrayList<>(detections);
    high.removeIf(one -> one.score() <= sure);
    List<Detection> low = new ArrayList<>(detections);
    low.removeIf(one -> one.score() >= sure || one.score() <= LEAST_SCORE);
    List<Track> unconfirmed = new ArrayList<>(tracked);
    unconfirmed.removeIf(track -> track.activated);
    List<Track> pool = new ArrayList<>(tracked);
    pool.removeIf(track -> !track.activated);
    pool.addAll(lost);
    pool.forEach(Track::predict);
    Map<Track, Box> seen = new LinkedHashMap<>();
    List<Track> left = match(pool, high, FIRST, true, seen);
    List<Track> mayBeLow = new ArrayList<>(left);
    mayBeLow.removeIf(track -> track.isLost);
    List<Track> unseen = match(mayBeLow, low, SECOND, false, seen);
    unseen.forEach(track -> track.isLost = true);
    match(unconfirmed, high, UNCONFIRMED, true, seen);
    for (Detection one : high) {
      if (one.score() >= sure + 0.1) {
        Track track = new Track(ids++, one.box(), frame);
        seen.put(track, track.box());
      }
    }
    lost.removeIf(track -> seen.containsKey(track) || frame - track.last > framesLost);
    lost.addAll(unseen);
    tracked = new ArrayList<>(seen.keySet());
    removeTwice();
    return seen;
  }

  private List<Track> match(
      List<Track> tracks,
      List<Detection> detections,
      double most,
      boolean byScore,
      Map<Track, Box> seen) {
    double[][] costs = new double[tracks.size()][detections.size()];
    for (int i = 0; i < tracks.size(); i++) {
      for (int j = 0; j < detections.size(); j++) {
        double overlap = tracks.get(i).box().iou(detections.get(j).box());
        costs[i][j] = 1 - overlap * (byScore ? detections.get(j).score() : 1);
      }
    }
    int[] assigned = Assignment.leastCost(costs, most);
    List<Track> left = new ArrayList<>();
    List<Detection> taken = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      if (assigned[i] == Assignment.NONE) {
        left.add(tracks.get(i));
      } else {
        Detection detection = detections.get(assigned[i]);
        taken.add(detection);
        tracks.get(i).update(detection.box(), frame);
        seen.put(tracks.get(i), tracks.get(i).box());
      }
    }
    detections.removeIf(one -> taken.stream().anyMatch(other -> other == one));
    return left;
  }

  private void removeTwice() {
    Set<Track> gone = new HashSet<>();
    for (Track a : tracked) {
      for (Track b : lost) {
        if (1 - a.box().iou(b.box()) < TWICE) {
          gone.add(a.last - a.start > b.last - b.start ? b : a);
        }
      }
    }
    tracked.removeIf(gone::contains);
    lost.removeIf(gone::contains);
  }

  /** What it says of each frame: the tracks it had seen there that it activated at some time. */
  static List<TrackedFrame> followed(
      ByteTrack tracker, List<List<Placed>> truth, List<List<Detection>> detections) {
    List<Map<Track, Box>> seen = new ArrayList<>();
    for (List<Detection> one : detections) {
      seen.add(tracker.see(one));
    }
    List<TrackedFrame> frames = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      List<Placed> said = new ArrayList<>();
      seen.get(i)
          .forEach(
              (track, box) -> {
                if (track.activated) {
                  said.add(new Placed(track.id, box));
                }
              });
      frames.add(new TrackedFrame(truth.get(i), said));
    }
    return frames;
  }
}
