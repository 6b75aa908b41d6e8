package io.sightline.query.predictions;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.site.Spot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parking spaces as clients write them in JSON: a list, under {@code spaces} or {@code spots} or by
 * itself, or an object by id. Each has an {@code id} (or {@code name}), and as its place a {@code
 * polygon} (or {@code points}, {@code coordinates}) of {@code [x, y]} or {@code {x, y}}, or a box:
 * {@code bbox} as {@code [x1, y1, x2, y2]}, or {@code x}, {@code y}, {@code width} and {@code
 * height}. Pixels of the upright picture.
 */
final class Spaces {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST = 1_000;
  private static final int MOST_OF_AN_ID = 64;
  private static final List<String> LISTS = List.of("spaces", "spots", "parking_spaces");
  private static final List<String> PLACES =
      List.of("polygon", "points", "coordinates", "coords", "bbox", "box");
  private static final List<String> IDS = List.of("id", "name", "space_id", "spot");
  private static final int BOX_NUMBERS = 4;

  private final List<Spot> spots = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private Spaces() {}

  /**
   * @throws BadInput naming the space and what is wrong with it
   */
  static List<Spot> parse(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new BadInput("`spaces_config` is no JSON: " + e.getOriginalMessage() + ".", e);
    }
    Spaces spaces = new Spaces();
    spaces.addAll(listed(root));
    if (spaces.spots.isEmpty()) {
      throw new BadInput(
          "`spaces_config` names no space; write [{\"id\": \"A1\", \"polygon\": [[x, y], …]}].");
    }
    return List.copyOf(spaces.spots);
  }

  private static JsonNode listed(JsonNode root) {
    for (String name : LISTS) {
      if (root.isObject() && root.has(name)) {
        return root.get(name);
      }
    }
    return root;
  }

  private void addAll(JsonNode list) {
    if (list.isArray()) {
      int number = 1;
      for (JsonNode each : list) {
        add(id(each, number), each);
        number++;
      }
    } else if (list.isObject()) {
      list.properties().forEach(each -> add(each.getKey(), each.getValue()));
    } else {
      throw new BadInput("`spaces_config` should be a list of spaces, or an object of them by id.");
    }
  }

  private static String id(JsonNode space, int number) {
    for (String name : IDS) {
      JsonNode id = space.get(name);
      if (id != null && id.isValueNode() && !id.isNull()) {
        return id.asString();
      }
    }
    return Integer.toString(number);
  }

  private void add(String id, JsonNode space) {
    if (spots.size() == MOST) {
      throw new BadInput("`spaces_config` has more than " + MOST + " spaces; ask in parts.");
    }
    if (id.isBlank() || id.length() > MOST_OF_AN_ID) {
      throw new BadInput("The id of a space in `spaces_config` should have 1 to 64 characters.");
    }
    if (!ids.add(id)) {
      throw new BadInput("The space '" + id + "' stands twice in `spaces_config`.");
    }
    List<Point> corners = corners(id, space);
    Polygon.problem(corners)
        .ifPresent(
            problem -> {
              throw new BadInput("The space '" + id + "' in `spaces_config` " + problem + ".");
            });
    spots.add(new Spot(id, new Polygon(corners), null));
  }

  private static List<Point> corners(String id, JsonNode space) {
    JsonNode place = space.isArray() ? space : null;
    for (String name : PLACES) {
      if (place == null && space.has(name)) {
        place = space.get(name);
      }
    }
    if (place == null) {
      place = space;
    }
    if (place.isArray() && place.size() == BOX_NUMBERS && place.get(0).isNumber()) {
      return box(
          place.get(0).asDouble(Double.NaN),
          place.get(1).asDouble(Double.NaN),
          place.get(2).asDouble(Double.NaN),
          place.get(BOX_NUMBERS - 1).asDouble(Double.NaN));
    }
    if (place.isArray()) {
      List<Point> corners = new ArrayList<>();
      place.forEach(corner -> corners.add(point(id, corner)));
      return corners;
    }
    if (hasNumbers(place, "x1", "y1", "x2", "y2")) {
      return box(
          place.get("x1").asDouble(Double.NaN),
          place.get("y1").asDouble(Double.NaN),
          place.get("x2").asDouble(Double.NaN),
          place.get("y2").asDouble(Double.NaN));
    }
    if (hasNumbers(place, "x", "y", "width", "height")) {
      double x = place.get("x").asDouble(Double.NaN);
      double y = place.get("y").asDouble(Double.NaN);
      return box(
          x,
          y,
          x + place.get("width").asDouble(Double.NaN),
          y + place.get("height").asDouble(Double.NaN));
    }
    throw new BadInput(
        "The space '"
            + id
            + "' in `spaces_config` does not say where it is; give it a `polygon` of [x, y] or a"
            + " `bbox` [x1, y1, x2, y2].");
  }

  private static boolean hasNumbers(JsonNode node, String... names) {
    for (String name : names) {
      if (!node.path(name).isNumber()) {
        return false;
      }
    }
    return true;
  }

  private static List<Point> box(double x1, double y1, double x2, double y2) {
    return List.of(new Point(x1, y1), new Point(x2, y1), new Point(x2, y2), new Point(x1, y2));
  }

  private static Point point(String id, JsonNode corner) {
    if (corner.isArray()
        && corner.size() == 2
        && corner.get(0).isNumber()
        && corner.get(1).isNumber()) {
      return new Point(corner.get(0).asDouble(Double.NaN), corner.get(1).asDouble(Double.NaN));
    }
    if (hasNumbers(corner, "x", "y")) {
      return new Point(corner.get("x").asDouble(Double.NaN), corner.get("y").asDouble(Double.NaN));
    }
    throw new BadInput(
        "A corner of the space '" + id + "' in `spaces_config` should be two numbers, [x, y].");
  }
}
