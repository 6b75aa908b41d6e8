package io.sightline.renderer.traffic;

import io.sightline.domain.geometry.Box;
import java.util.List;
import java.util.Optional;

/**
 * A vehicle's way through the picture. It is there from its first waypoint to its last.
 *
 * @param vehicle from 1
 * @param size height at the picture's lower edge, pixels
 * @param way in order of time; two waypoints at one place are a stop
 */
record PictureDrive(int vehicle, String label, double size, List<Waypoint> way) {
  static final int WIDTH = 1_280;
  static final int HEIGHT = 720;
  private static final double FAR = 0.35;

  /**
   * @param time seconds
   * @param x foot, pixels
   * @param y foot, pixels
   * @param aspect width of the box over its height: what is seen from the side is longer
   */
  record Waypoint(double time, double x, double y, double aspect) {
    private boolean isAt(Waypoint other) {
      return x == other.x && y == other.y;
    }
  }

  /** Its whole box, which may reach out of the picture; empty while it is not there. */
  Optional<Box> box(double time) {
    for (int i = 1; i < way.size(); i++) {
      Waypoint from = way.get(i - 1);
      Waypoint to = way.get(i);
      if (from.time() <= time && time <= to.time()) {
        double share = (time - from.time()) / (to.time() - from.time());
        double span = to.time() - from.time();
        double x = curve(from.x(), to.x(), slopeX(i - 1) * span, slopeX(i) * span, share);
        double y = curve(from.y(), to.y(), slopeY(i - 1) * span, slopeY(i) * span, share);
        double aspect = from.aspect() + (to.aspect() - from.aspect()) * share;
        return Optional.of(box(x, y, aspect));
      }
    }
    return Optional.empty();
  }

  private Box box(double x, double y, double aspect) {
    double height = size * (FAR + (1 - FAR) * y / HEIGHT);
    double half = height * aspect / 2;
    return new Box((float) (x - half), (float) (y - height), (float) (x + half), (float) y);
  }

  /** A cubic with the given ends and slopes. */
  private static double curve(double from, double to, double slope, double endSlope, double share) {
    double square = share * share;
    double cube = square * share;
    return (2 * cube - 3 * square + 1) * from
        + (cube - 2 * square + share) * slope
        + (3 * square - 2 * cube) * to
        + (cube - square) * endSlope;
  }

  private double slopeX(int point) {
    return stands(point) ? 0 : (after(point).x() - before(point).x()) / span(point);
  }

  private double slopeY(int point) {
    return stands(point) ? 0 : (after(point).y() - before(point).y()) / span(point);
  }

  private boolean stands(int point) {
    return point > 0 && way.get(point).isAt(way.get(point - 1))
        || point + 1 < way.size() && way.get(point).isAt(way.get(point + 1));
  }

  private double span(int point) {
    return after(point).time() - before(point).time();
  }

  private Waypoint before(int point) {
    return way.get(Math.max(0, point - 1));
  }

  private Waypoint after(int point) {
    return way.get(Math.min(way.size() - 1, point + 1));
  }
}
