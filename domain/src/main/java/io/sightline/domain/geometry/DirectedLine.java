package io.sightline.domain.geometry;

import java.io.Serializable;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;

/**
 * A line walked from its first to its second point, in source-image pixels (y down). Left and right
 * are those of the walker as seen on the picture.
 */
public record DirectedLine(Point from, Point to) implements Serializable {

  /**
   * How far a point lies to the right of the line through both points, in pixels; negative to the
   * left.
   */
  public double distanceToTheRight(Point point) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double cross = dx * (point.y() - from.y()) - dy * (point.x() - from.x());
    return cross / Math.sqrt(dx * dx + dy * dy);
  }

  /**
   * Whether the way from one point straight to another crosses this line between its ends (ends
   * included).
   */
  public boolean isCrossedBy(Point start, Point end) {
    // Orientation is exact (robust predicates), so all machines agree on the closest calls.
    Coordinate a = coordinate(from);
    Coordinate b = coordinate(to);
    Coordinate p = coordinate(start);
    Coordinate q = coordinate(end);
    return Orientation.index(a, b, p) * Orientation.index(a, b, q) <= 0
        && Orientation.index(p, q, a) * Orientation.index(p, q, b) <= 0
        && !(Orientation.index(a, b, p) == 0 && Orientation.index(a, b, q) == 0);
  }

  private static Coordinate coordinate(Point point) {
    return new Coordinate(point.x(), point.y());
  }
}
