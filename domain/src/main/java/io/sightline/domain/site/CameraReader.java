package io.sightline.domain.site;

import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the cameras of a site. */
final class CameraReader {
  private static final Pattern LIVE = Pattern.compile("(?i)^rtsps?:");

  private static final int MAX_SAMPLE_FPS = 240;
  private static final int MAX_SIDE = 65_535;

  private final PlaceReader places;

  CameraReader(PlaceReader places) {
    this.places = places;
  }

  Camera camera(YamlValue value) {
    YamlMap map = value.asMap();
    String id = Ids.id(map.require("id"));
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
            map.get("name-format").map(CameraReader::nameFormat).orElse(null),
            map.get("picture").map(CameraReader::picture).orElse(null),
            sampleFps,
            map.get("record").map(YamlValue::asBoolean).orElse(false),
            map.get("analyse").isPresent()
                ? List.copyOf(analyse)
                : List.of(Analysis.VEHICLES, Analysis.OCCUPANCY),
            map.get("models").map(CameraReader::models).orElse(Map.of()),
            Ids.unique(map.list("spots"), places::spot, Spot::id),
            Ids.unique(map.list("zones"), places::zone, Zone::id),
            Ids.unique(map.list("gates"), places::gate, Gate::id),
            occupancy(map.get("occupancy"), sampleFps),
            map.get("floors").map(CameraReader::floors).orElse(null),
            map.get("evidence")
                .map(kind -> kind.asOneOf(Camera.Evidence.class))
                .orElse(Camera.Evidence.NONE),
            map.get("location").map(CameraReader::location).orElse(null),
            map.text("level", null));
    map.refuseOtherKeys();
    return camera;
  }

  private static String uri(YamlValue value) {
    String uri = value.asText().strip();
    if (uri.isEmpty()) {
      throw value.error("is empty; give an rtsp:// address, a file or a folder");
    }
    // Schemes have no case (RFC 3986).
    return LIVE.matcher(uri).replaceFirst(scheme -> scheme.group().toLowerCase(Locale.ROOT));
  }

  private static String nameFormat(YamlValue value) {
    try {
      NameFormat.of(value.asText());
    } catch (IllegalArgumentException e) {
      throw value.error(
          "'"
              + value.asText()
              + "' does not say how names carry times, such as dd-MM-yyyy_HH-mm-ss: "
              + e.getMessage());
    }
    return value.asText();
  }

  private static PictureSize picture(YamlValue value) {
    List<YamlValue> sides = value.asList();
    if (sides.size() != 2) {
      throw value.error("should be two numbers, width and height in pixels");
    }
    return new PictureSize(
        sides.get(0).asIntegerBetween(1, MAX_SIDE), sides.get(1).asIntegerBetween(1, MAX_SIDE));
  }

  private static Map<String, String> models(YamlValue value) {
    YamlMap map = value.asMap();
    Map<String, String> models = new TreeMap<>();
    for (ModelRole role : ModelRole.values()) {
      map.get(role.key()).ifPresent(model -> models.put(role.key(), model.asText()));
    }
    map.refuseOtherKeys();
    return models;
  }

  private static OccupancyRules occupancy(Optional<YamlValue> value, double sampleFps) {
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

  private static Floors floors(YamlValue value) {
    YamlMap map = value.asMap();
    Floors floors =
        new Floors(
            score(map, "vehicle", Floors.USUAL.vehicle()),
            map.get("vehicle-pixels")
                .map(pixels -> pixels.asIntegerBetween(1, MAX_SIDE))
                .orElse(Floors.USUAL.vehiclePixels()),
            score(map, "plate", Floors.USUAL.plate()),
            score(map, "face", Floors.USUAL.face()));
    map.refuseOtherKeys();
    return floors;
  }

  private static double score(YamlMap map, String key, double usual) {
    return map.get(key).map(score -> score.asNumberBetween(0, 1)).orElse(usual);
  }

  static Location location(YamlValue value) {
    YamlMap map = value.asMap();
    Location location =
        new Location(
            map.require("latitude").asNumberBetween(-90, 90),
            map.require("longitude").asNumberBetween(-180, 180),
            map.get("heading").map(heading -> heading.asNumberBetween(0, 360)).orElse(0.0));
    map.refuseOtherKeys();
    return location;
  }
}
