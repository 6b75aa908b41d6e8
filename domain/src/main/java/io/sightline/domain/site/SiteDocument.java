package io.sightline.domain.site;

import io.sightline.domain.geometry.DirectedLine;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.json.Json;
import io.sightline.domain.plates.PlateRegion;
import io.sightline.domain.watchlist.WatchlistEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A site in the form of its file, as a tree of maps, lists, texts and numbers: what is written out
 * can be read in again by {@link SiteFile} and is the same site.
 */
public final class SiteDocument {
  private SiteDocument() {}

  /** The whole site; cameras' addresses stand as they are in it. */
  public static Map<String, Object> of(Site site) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("site", site.id());
    document.put("name", site.name());
    document.put("time-zone", site.timeZone());
    document.put("plate-formats", plateFormats(site));
    put(document, "location", location(site.location()));
    document.put("cameras", site.cameras().stream().map(SiteDocument::of).toList());
    document.put(
        "sessions",
        Map.of(
            "max-stay", text(site.sessions().maxStay()),
            "overstay", text(site.sessions().overstay()),
            "grace", text(site.sessions().grace())));
    document.put("watchlist", site.watchlist().stream().map(SiteDocument::of).toList());
    Map<String, Object> privacy = new LinkedHashMap<>();
    privacy.put("plates", word(site.privacy().plates()));
    put(privacy, "keep", keep(site.privacy()));
    privacy.put("min-people", site.privacy().minPeople());
    document.put("privacy", privacy);
    document.put(
        "alerts",
        Map.of(
            "camera-down",
            site.alerts().cameraDown() == null ? "never" : text(site.alerts().cameraDown()),
            "full",
            site.alerts().full()));
    if (!site.permits().isEmpty()) {
      document.put("permits", site.permits().stream().map(SiteDocument::of).toList());
    }
    return document;
  }

  private static Object keep(Privacy privacy) {
    if (privacy.keepOf().isEmpty()) {
      return text(privacy.keep());
    }
    Map<String, Object> times = new LinkedHashMap<>();
    new TreeMap<>(privacy.keepOf()).forEach((kind, time) -> times.put(kind, text(time)));
    put(times, "default", text(privacy.keep()));
    return times;
  }

  /** Bundled regions by their ids, the site's own whole, so that no other file is needed. */
  private static List<Object> plateFormats(Site site) {
    List<Object> formats = new ArrayList<>();
    for (String id : site.plateFormats()) {
      formats.add(
          site.ownFormats().stream()
              .filter(own -> own.id().equals(id))
              .findFirst()
              .<Object>map(PlateRegion::document)
              .orElse(id));
    }
    return formats;
  }

  /** One camera of it. */
  public static Map<String, Object> of(Camera camera) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", camera.id());
    document.put("uri", camera.uri());
    put(document, "start", text(camera.start()));
    put(document, "name-format", camera.nameFormat());
    put(
        document,
        "picture",
        camera.picture() == null
            ? null
            : List.of(camera.picture().width(), camera.picture().height()));
    document.put("sample-fps", camera.sampleFps());
    document.put("record", camera.record());
    document.put("analyse", camera.analyse().stream().map(SiteDocument::word).toList());
    document.put("models", camera.models());
    document.put("spots", camera.spots().stream().map(SiteDocument::of).toList());
    document.put("zones", camera.zones().stream().map(SiteDocument::of).toList());
    document.put("gates", camera.gates().stream().map(SiteDocument::of).toList());
    document.put(
        "occupancy",
        Map.of(
            "confirm", text(camera.occupancy().confirm()),
            "max-gap", text(camera.occupancy().maxGap())));
    put(document, "floors", camera.floors() == null ? null : of(camera.floors()));
    document.put("evidence", word(camera.evidence()));
    put(document, "location", location(camera.location()));
    put(document, "level", camera.level());
    return document;
  }

  private static Map<String, Object> of(Floors floors) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("vehicle", floors.vehicle());
    document.put("vehicle-pixels", floors.vehiclePixels());
    document.put("plate", floors.plate());
    document.put("face", floors.face());
    return document;
  }

  private static Map<String, Object> of(Spot spot) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", spot.id());
    document.put("polygon", points(spot.polygon()));
    put(document, "level", spot.level());
    put(document, "max-stay", text(spot.maxStay()));
    put(document, "for", spot.designations().isEmpty() ? null : spot.designations());
    return document;
  }

  private static Map<String, Object> of(Zone zone) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", zone.id());
    document.put("polygon", points(zone.polygon()));
    document.put("kind", word(zone.kind()));
    put(document, "capacity", zone.capacity() == 0 ? null : zone.capacity());
    document.put("nearly-full", zone.nearlyFull());
    document.put("full", zone.full());
    put(document, "max-stay", text(zone.maxStay()));
    return document;
  }

  private static Map<String, Object> of(Gate gate) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", gate.id());
    document.put("line", line(gate.line()));
    document.put("direction", word(gate.direction()));
    put(document, "from", gate.from());
    put(document, "to", gate.to());
    return document;
  }

  private static Map<String, Object> of(WatchlistEntry entry) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", entry.id());
    document.put("pattern", entry.pattern());
    document.put("match", word(entry.match()));
    put(document, "valid-from", text(entry.validFrom()));
    put(document, "valid-to", text(entry.validTo()));
    put(document, "cool-down", text(entry.coolDown()));
    document.put(
        "notify", entry.webhooks().stream().map(webhook -> Map.of("webhook", webhook)).toList());
    return document;
  }

  private static Map<String, Object> of(Permit permit) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("for", permit.designation());
    document.put("pattern", permit.pattern());
    document.put("match", word(permit.match()));
    put(document, "valid-from", text(permit.validFrom()));
    put(document, "valid-to", text(permit.validTo()));
    return document;
  }

  public static String write(Site site) {
    return Json.write(of(site));
  }

  /** A site that has no cameras yet. */
  public static Site empty(String id, String name) {
    return read("the site", Json.write(Map.of("site", id, "name", name, "cameras", List.of())));
  }

  /** A site as it was {@link #write written}. */
  public static Site read(String name, String document) {
    return SiteFile.stored(name, document);
  }

  public static List<List<Double>> points(Polygon polygon) {
    return polygon.corners().stream().map(SiteDocument::point).toList();
  }

  public static List<List<Double>> line(DirectedLine line) {
    return List.of(point(line.from()), point(line.to()));
  }

  private static List<Double> point(Point point) {
    return List.of(point.x(), point.y());
  }

  private static Map<String, Object> location(Location location) {
    return location == null
        ? null
        : Map.of(
            "latitude", location.latitude(),
            "longitude", location.longitude(),
            "heading", location.heading());
  }

  private static void put(Map<String, Object> document, String key, Object value) {
    if (value != null) {
      document.put(key, value);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String text(Duration duration) {
    return duration == null ? null : duration.toMillis() + "ms";
  }

  private static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
