package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.Crossing;
import io.sightline.analytics.vehicles.TrackState.GateSide;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes which of a camera's gates a vehicle crosses: a trembling box crosses none. */
final class GateCrossings {
  /**
   * A vehicle stands clearly on one side of a gate when its foot is this share of its height away
   * from it.
   */
  private static final double CLEAR_OF_GATE = 0.05;

  private final List<Gate> gates;

  GateCrossings(List<Gate> gates) {
    this.gates = gates;
  }

  /**
   * Notes on which side of each gate the vehicle stands, and which gates it crossed on its way
   * there.
   */
  TrackState noted(TrackState track, long millis) {
    if (gates.isEmpty()) {
      return track;
    }
    Point foot = track.box().foot();
    double clear = CLEAR_OF_GATE * track.box().height();
    List<GateSide> sides = new ArrayList<>();
    List<Crossing> crossings = new ArrayList<>(track.crossings());
    for (Gate gate : gates) {
      Optional<GateSide> before =
          track.sides().stream().filter(side -> side.gate().equals(gate.id())).findFirst();
      double distance = gate.line().distanceToTheRight(foot);
      if (Math.abs(distance) <= clear) {
        before.ifPresent(sides::add);
        continue;
      }
      GateSide now = new GateSide(gate.id(), distance > 0 ? 1 : -1, foot);
      sides.add(now);
      if (before.isPresent()
          && before.get().side() != now.side()
          && gate.line().isCrossedBy(before.get().foot(), foot)) {
        boolean entering = now.side() > 0;
        if (gate.direction().counts(entering ? Gate.Direction.ENTRY : Gate.Direction.EXIT)) {
          crossings.add(new Crossing(gate.id(), entering, millis, track.box()));
        }
      }
    }
    return track.with(sides, crossings);
  }
}
