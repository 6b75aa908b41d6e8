package io.sightline.domain.site;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the spots, zones and gates of a site, and remembers where each shape stands in the file.
 */
final class PlaceReader {
  private static final double USUAL_NEARLY_FULL = 0.9;
  private static final double USUAL_FULL = 0.98;
  private static final int MAX_PLACES = 5_000;

  private static final String PERMIT = "permit:";
  private static final Pattern DESIGNATION =
      Pattern.compile("ev|disabled|" + PERMIT + "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  private final Map<Object, YamlValue> shapes = new IdentityHashMap<>();

  /** By permit that a spot is for: where the first of them says so. */
  private final Map<String, YamlValue> named = new LinkedHashMap<>();

  private int places;

  /** By polygon or line, as the very object: its place in the file. */
  Map<Object, YamlValue> shapes() {
    return shapes;
  }

  Spot spot(YamlValue value) {
    YamlMap map = value.asMap();
    Spot spot =
        new Spot(
            placeId(map),
            polygon(map.require("polygon")),
            map.text("level", null),
            map.get("max-stay").map(YamlValue::asDuration).orElse(null),
            map.list("for").stream().map(this::named).distinct().sorted().toList());
    map.refuseOtherKeys();
    return spot;
  }

  private String named(YamlValue value) {
    String designation = designation(value);
    if (designation.startsWith(PERMIT)) {
      named.putIfAbsent(designation, value);
    }
    return designation;
  }

  /** Whom a spot, or a permit, is for. */
  static String designation(YamlValue value) {
    String text = value.asText();
    if (!DESIGNATION.matcher(text).matches()) {
      throw value.error("should be ev, disabled or permit:NAME, not '" + text + "'");
    }
    return text;
  }

  /**
   * @throws BadInput when a spot is for a permit that nobody has
   */
  void requirePermits(List<Permit> permits) {
    Set<String> held = permits.stream().map(Permit::designation).collect(Collectors.toSet());
    named.forEach(
        (designation, value) -> {
          if (!held.contains(designation)) {
            throw value.error(
                "'%s' is held by nobody; list the plates under 'permits', each with 'for: %s'"
                    .formatted(designation, designation));
          }
        });
  }

  Zone zone(YamlValue value) {
    YamlMap map = value.asMap();
    double full = map.get("full").map(share -> share.asNumberBetween(0, 1)).orElse(USUAL_FULL);
    Zone zone =
        new Zone(
            placeId(map),
            polygon(map.require("polygon")),
            map.get("kind").map(kind -> kind.asOneOf(Zone.Kind.class)).orElse(Zone.Kind.PARKING),
            map.get("capacity").map(capacity -> capacity.asIntegerBetween(1, 1_000_000)).orElse(0),
            map.get("nearly-full")
                .map(share -> share.asNumberBetween(0, 1))
                .orElse(Math.min(USUAL_NEARLY_FULL, full)),
            full,
            map.get("max-stay").map(YamlValue::asDuration).orElse(null));
    if (zone.nearlyFull() > full) {
      throw map.require("nearly-full")
          .error("should be at most 'full': " + zone.nearlyFull() + " is more than " + full);
    }
    map.refuseOtherKeys();
    return zone;
  }

  Gate gate(YamlValue value) {
    YamlMap map = value.asMap();
    YamlValue lineValue = map.require("line");
    List<Point> points = points(lineValue);
    if (points.size() != 2 || points.get(0).equals(points.get(1))) {
      throw lineValue.error("needs two different points: where it begins and where it ends");
    }
    DirectedLine line = new DirectedLine(points.get(0), points.get(1));
    shapes.put(line, lineValue);
    Gate gate =
        new Gate(
            placeId(map),
            line,
            map.get("direction")
                .map(direction -> direction.asOneOf(Gate.Direction.class))
                .orElse(Gate.Direction.BOTH),
            map.text("from", null),
            map.text("to", null));
    if (gate.isInner() && (gate.to() == null || gate.to().equals(gate.from()))) {
      throw map.require("from").error("needs another level to lead to, under 'to'");
    }
    map.refuseOtherKeys();
    return gate;
  }

  private String placeId(YamlMap map) {
    YamlValue value = map.require("id");
    if (++places > MAX_PLACES) {
      throw value.error("a site has at most " + MAX_PLACES + " spots, zones and gates");
    }
    return Ids.placeId(value);
  }

  private Polygon polygon(YamlValue value) {
    List<Point> corners = points(value);
    Polygon.problem(corners)
        .ifPresent(
            problem -> {
              throw value.error(problem);
            });
    Polygon polygon = new Polygon(corners);
    shapes.put(polygon, value);
    return polygon;
  }

  private List<Point> points(YamlValue value) {
    List<YamlValue> values = value.asList();
    if (values.size() > Polygon.MAX_CORNERS) {
      throw value.error(
          "has " + values.size() + " corners; at most " + Polygon.MAX_CORNERS + " are taken");
    }
    List<Point> points = new ArrayList<>();
    for (YamlValue pair : values) {
      List<YamlValue> numbers = pair.asList();
      if (numbers.size() != 2) {
        throw pair.error("should be two numbers, x and y in pixels");
      }
      points.add(new Point(numbers.get(0).asNumber(), numbers.get(1).asNumber()));
    }
    return List.copyOf(points);
  }
}
