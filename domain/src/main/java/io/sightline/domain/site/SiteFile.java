package io.sightline.domain.site;

import io.sightline.domain.BadInput;
import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.yaml.YamlDocument;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A site as its YAML file describes it. Whatever is wrong in it is an error that names file, line
 * and key.
 */
public final class SiteFile {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern PLACE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  private static final int MAX_CAMERAS = 1_000;
  private static final int MAX_PLACES = 5_000;
  private static final int MAX_SAMPLE_FPS = 240;

  private final Path folder;
  private final Site site;

  /** Where each polygon and line stands in the file, to say so once the picture's size is known. */
  private final Map<Object, YamlValue> shapes;

  private SiteFile(Path folder, Site site, Map<Object, YamlValue> shapes) {
    this.folder = folder;
    this.site = site;
    this.shapes = shapes;
  }

  /**
   * @throws BadInput naming file, line and key
   */
  public static SiteFile read(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return new Reader().read(folder, YamlDocument.read(file));
  }

  /**
   * @param name what to call the document in errors
   * @param folder what relative footage paths start from
   * @throws BadInput naming document, line and key
   */
  public static SiteFile parse(String name, Path folder, String text) {
    return new Reader().read(folder, YamlDocument.parse(name, text));
  }

  public Site site() {
    return site;
  }

  /** A camera's recorded footage, relative to this file; the camera must not be live. */
  public Path footage(Camera camera) {
    String uri =
        camera.uri().startsWith("file:") ? camera.uri().substring("file:".length()) : camera.uri();
    try {
      return folder.resolve(uri).normalize();
    } catch (InvalidPathException e) {
      throw new BadInput(
          "The footage of camera '" + camera.id() + "' is no path: " + camera.uri() + ".", e);
    }
  }

  /**
   * Refuses spots, zones and gates that reach beyond a camera's picture.
   *
   * @param width of the picture, pixels
   * @param height of the picture, pixels
   */
  public void requireInside(Camera camera, int width, int height) {
    camera
        .spots()
        .forEach(
            spot ->
                requireInside(spot.polygon().corners(), shapes.get(spot.polygon()), width, height));
    camera
        .zones()
        .forEach(
            zone ->
                requireInside(zone.polygon().corners(), shapes.get(zone.polygon()), width, height));
    camera
        .gates()
        .forEach(
            gate ->
                requireInside(
                    List.of(gate.line().from(), gate.line().to()),
                    shapes.get(gate.line()),
                    width,
                    height));
  }

  private static void requireInside(List<Point> points, YamlValue place, int width, int height) {
    for (Point point : points) {
      if (point.x() < 0 || point.y() < 0 || point.x() > width || point.y() > height) {
        throw place.error(
            "the point ("
                + point.x()
                + ", "
                + point.y()
                + ") lies outside the camera's picture of "
                + width
                + " x "
                + height
                + " pixels; move it inside");
      }
    }
  }

  private static final class Reader {
    private final Map<Object, YamlValue> shapes = new IdentityHashMap<>();
    private int places;

    SiteFile read(Path folder, YamlMap file) {
      YamlValue idValue = file.require("site");
      String id = id(idValue, ID, "lower-case letters, digits and hyphens");
      Site site =
          new Site(
              id,
              file.text("name", id),
              file.get("time-zone").map(this::timeZone).orElse("UTC"),
              file.list("plate-formats").stream().map(Reader::region).toList(),
              file.get("location").map(this::location).orElse(null),
              cameras(file.require("cameras")),
              file.get("sessions").map(this::sessions).orElse(SessionRules.DEFAULT),
              unique(file.list("watchlist"), this::watchlistEntry, WatchlistEntry::id),
              file.get("privacy").map(this::privacy).orElse(Privacy.DEFAULT));
      file.refuseOtherKeys();
      return new SiteFile(folder, site, shapes);
    }

    private String timeZone(YamlValue value) {
      try {
        return ZoneId.of(value.asText()).getId();
      } catch (DateTimeException e) {
        throw value.error(
            "'" + value.asText() + "' is no time zone; use an IANA name such as America/Santiago");
      }
    }

    private Location location(YamlValue value) {
      YamlMap map = value.asMap();
      Location location =
          new Location(
              map.require("latitude").asNumberBetween(-90, 90),
              map.require("longitude").asNumberBetween(-180, 180),
              map.get("heading").map(heading -> heading.asNumberBetween(0, 360)).orElse(0.0));
      map.refuseOtherKeys();
      return location;
    }

    private List<Camera> cameras(YamlValue value) {
      List<YamlValue> values = value.asList();
      if (values.isEmpty() || values.size() > MAX_CAMERAS) {
        throw value.error("a site has from 1 to " + MAX_CAMERAS + " cameras, not " + values.size());
      }
      return unique(values, this::camera, Camera::id);
    }

    private Camera camera(YamlValue value) {
      YamlMap map = value.asMap();
      String id = id(map.require("id"), ID, "lower-case letters, digits and hyphens");
      YamlValue uri = map.require("uri");
      double sampleFps =
          map.get("sample-fps").map(fps -> fps.asNumberBetween(0, MAX_SAMPLE_FPS)).orElse(5.0);
      List<Analysis> analyse = new ArrayList<>();
      map.list("analyse").forEach(analysis -> analyse.add(analysis.asOneOf(Analysis.class)));
      Camera camera =
          new Camera(
              id,
              uri(uri),
              map.get("start").map(YamlValue::asInstant).orElse(null),
              sampleFps,
              map.get("record").map(YamlValue::asBoolean).orElse(false),
              map.get("analyse").isPresent()
                  ? List.copyOf(analyse)
                  : List.of(Analysis.VEHICLES, Analysis.OCCUPANCY),
              map.get("models").map(this::models).orElse(Map.of()),
              unique(map.list("spots"), this::spot, Spot::id),
              unique(map.list("zones"), this::zone, Zone::id),
              unique(map.list("gates"), this::gate, Gate::id),
              occupancy(map.get("occupancy"), sampleFps),
              map.get("evidence")
                  .map(kind -> kind.asOneOf(Camera.Evidence.class))
                  .orElse(Camera.Evidence.NONE),
              map.get("location").map(this::location).orElse(null),
              map.text("level", null));
      map.refuseOtherKeys();
      return camera;
    }

    private String uri(YamlValue value) {
      String uri = value.asText().strip();
      if (uri.isEmpty()) {
        throw value.error("is empty; give an rtsp:// address, a file or a folder");
      }
      return uri;
    }

    private Map<String, String> models(YamlValue value) {
      YamlMap map = value.asMap();
      Map<String, String> models = new TreeMap<>();
      for (ModelRole role : ModelRole.values()) {
        map.get(role.key()).ifPresent(model -> models.put(role.key(), model.asText()));
      }
      map.refuseOtherKeys();
      return models;
    }

    private OccupancyRules occupancy(Optional<YamlValue> value, double sampleFps) {
      Duration confirm = OccupancyRules.DEFAULT_CONFIRM;
      Duration maxGap = OccupancyRules.defaultMaxGap(sampleFps);
      if (value.isPresent()) {
        YamlMap map = value.get().asMap();
        confirm = map.get("confirm").map(YamlValue::asDuration).orElse(confirm);
        maxGap = map.get("max-gap").map(YamlValue::asDuration).orElse(maxGap);
        if (maxGap.isZero()) {
          throw map.require("max-gap").error("must be longer than nothing");
        }
        map.refuseOtherKeys();
      }
      return new OccupancyRules(confirm, maxGap);
    }

    private Spot spot(YamlValue value) {
      YamlMap map = value.asMap();
      Spot spot = new Spot(placeId(map), polygon(map.require("polygon")), map.text("level", null));
      map.refuseOtherKeys();
      return spot;
    }

    private Zone zone(YamlValue value) {
      YamlMap map = value.asMap();
      Zone zone =
          new Zone(
              placeId(map),
              polygon(map.require("polygon")),
              map.get("kind").map(kind -> kind.asOneOf(Zone.Kind.class)).orElse(Zone.Kind.PARKING),
              map.get("capacity")
                  .map(capacity -> capacity.asIntegerBetween(1, 1_000_000))
                  .orElse(0),
              map.get("nearly-full").map(share -> share.asNumberBetween(0, 1)).orElse(0.9),
              map.get("full").map(share -> share.asNumberBetween(0, 1)).orElse(0.98));
      map.refuseOtherKeys();
      return zone;
    }

    private Gate gate(YamlValue value) {
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
                  .orElse(Gate.Direction.BOTH));
      map.refuseOtherKeys();
      return gate;
    }

    private String placeId(YamlMap map) {
      YamlValue value = map.require("id");
      if (++places > MAX_PLACES) {
        throw value.error("a site has at most " + MAX_PLACES + " spots, zones and gates");
      }
      return id(value, PLACE_ID, "letters, digits, '_', '.' and '-'");
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

    private SessionRules sessions(YamlValue value) {
      YamlMap map = value.asMap();
      SessionRules rules =
          new SessionRules(
              map.get("max-stay").map(YamlValue::asDuration).orElse(SessionRules.DEFAULT.maxStay()),
              map.get("overstay")
                  .map(YamlValue::asDuration)
                  .orElse(SessionRules.DEFAULT.overstay()),
              map.get("grace").map(YamlValue::asDuration).orElse(SessionRules.DEFAULT.grace()));
      map.refuseOtherKeys();
      return rules;
    }

    private WatchlistEntry watchlistEntry(YamlValue value) {
      YamlMap map = value.asMap();
      List<String> webhooks = new ArrayList<>();
      for (YamlValue notify : map.list("notify")) {
        YamlMap target = notify.asMap();
        webhooks.add(target.text("webhook"));
        target.refuseOtherKeys();
      }
      Instant from = map.get("valid-from").map(YamlValue::asInstant).orElse(null);
      Instant to = map.get("valid-to").map(YamlValue::asInstant).orElse(null);
      WatchlistEntry entry =
          new WatchlistEntry(
              id(map.require("id"), PLACE_ID, "letters, digits, '_', '.' and '-'"),
              map.text("pattern"),
              map.get("match")
                  .map(match -> match.asOneOf(WatchlistEntry.Match.class))
                  .orElse(WatchlistEntry.Match.WILDCARD),
              from,
              to,
              map.get("cool-down").map(YamlValue::asDuration).orElse(null),
              List.copyOf(webhooks));
      map.refuseOtherKeys();
      return entry;
    }

    private Privacy privacy(YamlValue value) {
      YamlMap map = value.asMap();
      Privacy privacy =
          new Privacy(
              map.get("plates")
                  .map(plates -> plates.asOneOf(Privacy.Plates.class))
                  .orElse(Privacy.DEFAULT.plates()),
              map.get("keep").map(YamlValue::asDuration).orElse(Privacy.DEFAULT.keep()),
              map.get("min-people")
                  .map(people -> people.asIntegerBetween(1, 1_000))
                  .orElse(Privacy.DEFAULT.minPeople()));
      map.refuseOtherKeys();
      return privacy;
    }

    private static String region(YamlValue value) {
      if (!RegionPack.IDS.contains(value.asText())) {
        throw value.error(
            "'"
                + value.asText()
                + "' is no region of plates; known are "
                + String.join(", ", RegionPack.IDS));
      }
      return value.asText();
    }

    private static String id(YamlValue value, Pattern pattern, String allowed) {
      String id = value.asText();
      if (!pattern.matcher(id).matches()) {
        throw value.error("'" + id + "' is no id; use up to 63 " + allowed);
      }
      return id;
    }

    private static <T> List<T> unique(
        List<YamlValue> values, Function<YamlValue, T> read, Function<T, String> idOf) {
      Set<String> seen = new HashSet<>();
      List<T> all = new ArrayList<>();
      for (YamlValue value : values) {
        T one = read.apply(value);
        if (!seen.add(idOf.apply(one))) {
          throw value.error(
              "the id '" + idOf.apply(one) + "' stands here twice; give each its own");
        }
        all.add(one);
      }
      return List.copyOf(all);
    }
  }
}
