package io.sightline.query.cameras;

import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.site.Camera;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a camera's places lie in a picture that has shifted. What the picture's edge cuts is cut; a
 * place of which less than half is left can no longer be judged and goes.
 *
 * @param patch spots, zones and gates by id as {@link LayoutPatch} takes them; null for one that
 *     goes
 * @param leftOut those that go, as "spot P1"
 */
public record ShiftedPlaces(Map<String, Map<String, Object>> patch, List<String> leftOut) {
  private static final double LEAST_LEFT = 0.5;

  /** A corner is drawn to the tenth of a pixel. */
  private static final double TENTHS = 10;

  /**
   * @param width of the picture that the places are drawn on, pixels
   * @param height of the same, pixels
   * @param right how far what it shows has moved to the right, pixels
   * @param down the same downwards, pixels
   */
  static ShiftedPlaces of(Camera camera, int width, int height, double right, double down) {
    Shift shift = new Shift(width, height, right, down);
    ShiftedPlaces places = new ShiftedPlaces(new LinkedHashMap<>(), new ArrayList<>());
    camera.spots().forEach(spot -> places.put("spot", spot.id(), shift.area(spot.polygon())));
    camera.zones().forEach(zone -> places.put("zone", zone.id(), shift.area(zone.polygon())));
    camera.gates().forEach(gate -> places.put("gate", gate.id(), shift.line(gate.line())));
    return new ShiftedPlaces(places.patch, List.copyOf(places.leftOut));
  }

  private void put(String word, String id, Optional<Map<String, Object>> place) {
    patch.computeIfAbsent(word + "s", any -> new LinkedHashMap<>()).put(id, place.orElse(null));
    if (place.isEmpty()) {
      leftOut.add(word + " " + id);
    }
  }

  private record Shift(int width, int height, double right, double down) {
    Optional<Map<String, Object>> area(Polygon drawn) {
      return drawn
          .moved(right, down)
          .inside(width, height)
          .filter(left -> left.area() >= LEAST_LEFT * drawn.area())
          .map(left -> Map.of("polygon", points(left.corners().stream())));
    }

    Optional<Map<String, Object>> line(DirectedLine drawn) {
      return drawn
          .moved(right, down)
          .inside(width, height)
          .filter(left -> left.length() >= LEAST_LEFT * drawn.length())
          .map(left -> Map.of("line", points(Stream.of(left.from(), left.to()))));
    }
  }

  private static List<List<Double>> points(Stream<Point> points) {
    // Corners that an edge cuts may lie within a tenth of each other.
    return points.map(point -> List.of(tenth(point.x()), tenth(point.y()))).distinct().toList();
  }

  private static double tenth(double pixels) {
    return Math.round(pixels * TENTHS) / TENTHS;
  }
}
