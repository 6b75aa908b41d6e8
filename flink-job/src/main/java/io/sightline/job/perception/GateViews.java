package io.sightline.job.perception;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Gate;
import java.awt.geom.Line2D;
import java.util.List;

/**
 * Says which frames of a camera may show a passage, by what is in the frame alone: a vehicle stands
 * near a gate. Of cameras that are looked at oftener, only so many frames a second count.
 *
 * @param gates of the camera; none where no whole pictures are kept
 * @param fps frames per second that are looked at; 0 for every frame
 */
record GateViews(List<Gate> gates, double fps) {
  static final GateViews NONE = new GateViews(List.of(), 0);

  /** Most frames a second that are shown. */
  static final int MOST_A_SECOND = 5;

  /** Of a camera of which every frame is looked at. */
  private static final double USUAL_FPS = 30;

  private static final long SECOND_MILLIS = 1_000;

  /** Whether the frame is one of those that whoever judges it later may want to see. */
  boolean mayShowAPassage(Observations seen) {
    return !gates.isEmpty()
        && isItsTurn(seen.frame().capturedAtMillis())
        && seen.vehicles().stream().anyMatch(this::isNearAGate);
  }

  /** Whether it is the first frame in its part of the second. */
  private boolean isItsTurn(long millis) {
    long between = (long) (SECOND_MILLIS / (fps > 0 ? fps : USUAL_FPS));
    return part(millis) != part(millis - between);
  }

  private static long part(long millis) {
    return Math.floorDiv(millis * MOST_A_SECOND, SECOND_MILLIS);
  }

  /** At most as far away as it is large: what crosses is so in the frame before or after. */
  private boolean isNearAGate(Detection vehicle) {
    Box box = vehicle.box();
    double near = Math.max(box.width(), box.height());
    Point foot = box.foot();
    return gates.stream()
        .map(Gate::line)
        .anyMatch(
            line ->
                Line2D.ptSegDist(
                        line.from().x(),
                        line.from().y(),
                        line.to().x(),
                        line.to().y(),
                        foot.x(),
                        foot.y())
                    <= near);
  }
}
