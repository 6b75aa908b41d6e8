package io.sightline.domain.geometry;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/**
 * A simple polygon in source-image pixels, given by its corners in order around it; the last is not
 * the first.
 */
public record Polygon(List<Point> corners) implements Serializable {
  public static final int MAX_CORNERS = 256;
  private static final double MAX_COORDINATE = 1e6;
  private static final double MIN_AREA = 1;
  private static final GeometryFactory GEOMETRY = new GeometryFactory();

  /**
   * What is wrong with the corners as a polygon, as the end of a sentence; empty when nothing is.
   */
  public static Optional<String> problem(List<Point> corners) {
    if (corners.size() < 3) {
      return Optional.of("needs at least 3 corners, not " + corners.size());
    }
    if (corners.size() > MAX_CORNERS) {
      return Optional.of(
          "has " + corners.size() + " corners; at most " + MAX_CORNERS + " are taken");
    }
    for (Point corner : corners) {
      // Written so that NaN fails, too.
      if (!(Math.abs(corner.x()) <= MAX_COORDINATE && Math.abs(corner.y()) <= MAX_COORDINATE)) {
        return Optional.of(
            "has a corner at " + text(corner.x(), corner.y()) + ", which is no pixel of a picture");
      }
    }
    if (new HashSet<>(corners).size() != corners.size()) {
      return Optional.of("names a corner twice; name each once, in order");
    }
    org.locationtech.jts.geom.Polygon shape = shape(corners);
    // By the hull, since the loops of a crossing polygon may cancel each other out.
    if (shape.convexHull().getArea() < MIN_AREA) {
      return Optional.of("covers no area; give the corners of a surface");
    }
    TopologyValidationError error = new IsValidOp(shape).getValidationError();
    if (error != null) {
      Coordinate at = error.getCoordinate();
      return Optional.of(
          "crosses itself near " + text(at.x, at.y) + "; give the corners in order around it");
    }
    return Optional.empty();
  }

  /** A number that another polygon hardly has: the same on every machine. */
  public int fingerprint() {
    int hash = 1;
    for (Point corner : corners) {
      hash = 31 * (31 * hash + Double.hashCode(corner.x())) + Double.hashCode(corner.y());
    }
    return hash;
  }

  /** The same in a picture whose sides are so many times as long. */
  public Polygon scaled(double x, double y) {
    return new Polygon(
        corners.stream().map(corner -> new Point(corner.x() * x, corner.y() * y)).toList());
  }

  /** The same elsewhere: so far to the right, and down. */
  public Polygon moved(double right, double down) {
    return new Polygon(
        corners.stream().map(corner -> new Point(corner.x() + right, corner.y() + down)).toList());
  }

  /**
   * What of it lies in a picture; the largest part, where its edge cuts it into several.
   *
   * @param width of the picture, pixels
   * @param height of the picture, pixels
   * @return empty when nothing does that has an area
   */
  public Optional<Polygon> inside(double width, double height) {
    Geometry seen =
        shape(corners).intersection(GEOMETRY.toGeometry(new Envelope(0, width, 0, height)));
    return IntStream.range(0, seen.getNumGeometries())
        .mapToObj(seen::getGeometryN)
        .filter(part -> part.getArea() >= MIN_AREA)
        .max(Comparator.comparingDouble(Geometry::getArea))
        .map(part -> of((org.locationtech.jts.geom.Polygon) part));
  }

  private static Polygon of(org.locationtech.jts.geom.Polygon shape) {
    Coordinate[] ring = shape.getExteriorRing().getCoordinates();
    return new Polygon(
        Stream.of(ring).limit(ring.length - 1L).map(at -> new Point(at.x, at.y)).toList());
  }

  /** Square pixels. */
  public double area() {
    return shape(corners).getArea();
  }

  /**
   * How much of the smaller of two polygons the other covers.
   *
   * @return from 0 to 1
   */
  public double shared(Polygon other) {
    return shape(corners).intersection(shape(other.corners)).getArea()
        / Math.min(area(), other.area());
  }

  /** The smallest upright box around it. */
  public Box bounds() {
    return new Box(
        (float) corners.stream().mapToDouble(Point::x).min().orElseThrow(),
        (float) corners.stream().mapToDouble(Point::y).min().orElseThrow(),
        (float) corners.stream().mapToDouble(Point::x).max().orElseThrow(),
        (float) corners.stream().mapToDouble(Point::y).max().orElseThrow());
  }

  /** The centre of mass, or where that lies outside (a concave polygon) some point inside. */
  public Point centre() {
    org.locationtech.jts.geom.Polygon shape = shape(corners);
    org.locationtech.jts.geom.Point centroid = shape.getCentroid();
    org.locationtech.jts.geom.Point inside =
        shape.contains(centroid) ? centroid : shape.getInteriorPoint();
    return new Point(inside.getX(), inside.getY());
  }

  public boolean contains(Point point) {
    return shape(corners).contains(GEOMETRY.createPoint(new Coordinate(point.x(), point.y())));
  }

  private static org.locationtech.jts.geom.Polygon shape(List<Point> corners) {
    Coordinate[] ring = new Coordinate[corners.size() + 1];
    for (int i = 0; i < corners.size(); i++) {
      ring[i] = new Coordinate(corners.get(i).x(), corners.get(i).y());
    }
    ring[corners.size()] = ring[0];
    return GEOMETRY.createPolygon(ring);
  }

  private static String text(double x, double y) {
    return "(" + x + ", " + y + ")";
  }
}
