package io.sightline.domain.geometry;

import java.io.Serializable;
import java.util.Optional;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * A line walked from its first to its second point, in source-image pixels (y down). Left and right
 * are those of the walker as seen on the picture.
 */
public record DirectedLine(Point from, Point to) implements Serializable {
  private static final GeometryFactory GEOMETRY = new GeometryFactory();

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

  /** The same elsewhere: so far to the right, and down. */
  public DirectedLine moved(double right, double down) {
    return new DirectedLine(
        new Point(from.x() + right, from.y() + down), new Point(to.x() + right, to.y() + down));
  }

  /**
   * What of it lies in a picture, in the same direction.
   *
   * @param width of the picture, pixels
   * @param height of the picture, pixels
   * @return empty when nothing does that has a length
   */
  public Optional<DirectedLine> inside(double width, double height) {
    // An intersection of a line keeps its direction.
    Coordinate[] seen =
        GEOMETRY
            .createLineString(new Coordinate[] {coordinate(from), coordinate(to)})
            .intersection(GEOMETRY.toGeometry(new Envelope(0, width, 0, height)))
            .getCoordinates();
    return seen.length < 2
        ? Optional.empty()
        : Optional.of(
            new DirectedLine(new Point(seen[0].x, seen[0].y), new Point(seen[1].x, seen[1].y)));
  }

  /** Pixels. */
  public double length() {
    return coordinate(from).distance(coordinate(to));
  }

  private static Coordinate coordinate(Point point) {
    return new Coordinate(point.x(), point.y());
  }
}
