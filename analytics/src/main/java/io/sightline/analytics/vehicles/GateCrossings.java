package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.Crossing;
import io.sightline.analytics.vehicles.TrackState.GateSide;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Gate;
import java.util.ArrayList;
import java.util.List;

/** Notes which of a camera's gates a vehicle crosses: a trembling box crosses none. */
final class GateCrossings {
  /**
   * A vehicle stands clearly on one side of a gate when its foot is this share of its height away
   * from it.
   */
  private static final double CLEAR_OF_GATE = 0.05;

  /** The longest that it takes to tell a crossing. */
  private static final long LATEST_MILLIS = 2_000;

  private final List<Gate> gates;

  GateCrossings(List<Gate> gates) {
    this.gates = gates;
  }

  /**
   * Notes on which side of each gate the vehicle stands, and which gates it crossed on its way
   * there.
   *
   * @param lastFrameMillis the camera's frame before this one
   */
  TrackState noted(TrackState track, long millis, long lastFrameMillis) {
    if (gates.isEmpty()) {
      return track;
    }
    Point foot = track.box().foot();
    double clear = CLEAR_OF_GATE * track.box().height();
    List<GateSide> sides = new ArrayList<>();
    List<Crossing> crossings = new ArrayList<>(track.crossings());
    for (Gate gate : gates) {
      GateSide before = side(track, gate);
      double right = gate.line().distanceToTheRight(foot);
      double distance = Math.abs(right);
      boolean isClear = distance > clear;
      int side = right > 0 ? 1 : -1;
      if (before == null) {
        if (isClear) {
          sides.add(new GateSide(gate.id(), side, foot, millis, distance, null));
        }
      } else if (before.side() == side || distance == 0) {
        sides.add(
            new GateSide(
                gate.id(), before.side(), isClear ? foot : before.foot(), millis, distance, null));
      } else {
        long over = over(before, distance, millis, lastFrameMillis);
        if (!isClear) {
          sides.add(
              new GateSide(
                  gate.id(),
                  before.side(),
                  before.foot(),
                  before.seenMillis(),
                  before.distance(),
                  over));
          continue;
        }
        sides.add(new GateSide(gate.id(), side, foot, millis, distance, null));
        boolean entering = side > 0;
        if (gate.line().isCrossedBy(before.foot(), foot)
            && gate.direction().counts(entering ? Gate.Direction.ENTRY : Gate.Direction.EXIT)) {
          long at = Math.max(over, millis - LATEST_MILLIS);
          crossings.add(new Crossing(gate.id(), entering, at, track.box()));
        }
      }
    }
    return track.with(sides, crossings);
  }

  private static GateSide side(TrackState track, Gate gate) {
    for (GateSide side : track.sides()) {
      if (side.gate().equals(gate.id())) {
        return side;
      }
    }
    return null;
  }

  /**
   * The first frame that shows it beyond the line; where it was not seen in the frames before that,
   * the first of them that would have shown it there, had it gone at one speed.
   */
  private static long over(GateSide before, double distance, long millis, long lastFrameMillis) {
    if (before.overMillis() != null) {
      return before.overMillis();
    }
    long interval = millis - lastFrameMillis;
    if (before.seenMillis() == null || before.seenMillis() >= lastFrameMillis || interval <= 0) {
      return millis;
    }
    double share = distance / (before.distance() + distance);
    long since = (long) (share * (millis - before.seenMillis()));
    // A frame in which it was just on the line would not have shown it beyond.
    long frames = Math.max(0, since - 1) / interval;
    return Math.max(before.seenMillis() + 1, millis - frames * interval);
  }

  /** The earliest time of a crossing that may still be told of a vehicle after a frame. */
  static long earliest(TrackState track, long millis) {
    long earliest = millis + 1;
    for (GateSide side : track.sides()) {
      if (side.overMillis() != null) {
        earliest = Math.min(earliest, side.overMillis());
      } else if (side.seenMillis() != null) {
        earliest = Math.min(earliest, side.seenMillis() + 1);
      }
    }
    return Math.max(earliest, millis - LATEST_MILLIS);
  }
}
