package io.sightline.domain.site;

import io.sightline.domain.BadInput;
import io.sightline.domain.network.MailAddress;
import io.sightline.domain.network.ReceiverAddress;
import io.sightline.domain.plates.PlateRegion;
import io.sightline.domain.watchlist.WatchPattern;
import io.sightline.domain.watchlist.WatchlistEntry;
import io.sightline.domain.yaml.YamlMap;
import io.sightline.domain.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what holds for a site as a whole. */
final class SiteReader {
  private static final int MAX_CAMERAS = 1_000;
  private static final Duration LEAST_KEEP = Duration.ofHours(1);

  private final PlaceReader places;
  private final CameraReader cameras;
  private final PlateFormatReader formats;
  private final boolean stored;

  /**
   * @param stored whether it was taken before, and is not refused for what is not taken any more
   */
  SiteReader(PlaceReader places, PlateFormatReader formats, boolean stored) {
    this.stored = stored;
    this.places = places;
    this.cameras = new CameraReader(places);
    this.formats = formats;
  }

  /**
   * @throws BadInput naming file, line and key
   */
  Site read(YamlMap file) {
    String id = Ids.id(file.require("site"));
    List<PlateRegion> own = new ArrayList<>();
    Site site =
        new Site(
            id,
            file.text("name", id),
            file.get("time-zone").map(this::timeZone).orElse("UTC"),
            formats.ids(file.list("plate-formats"), own),
            List.copyOf(own),
            file.get("location").map(CameraReader::location).orElse(null),
            cameras(file.require("cameras")),
            file.get("sessions").map(SiteReader::sessions).orElse(SessionRules.DEFAULT),
            Ids.unique(file.list("watchlist"), SiteReader::watchlistEntry, WatchlistEntry::id),
            file.get("privacy").map(SiteReader::privacy).orElse(Privacy.DEFAULT),
            file.get("alerts").map(SiteReader::alerts).orElse(AlertRules.DEFAULT),
            file.list("permits").stream().map(SiteReader::permit).toList());
    places.requirePermits(site.permits());
    file.refuseOtherKeys();
    return site;
  }

  private List<Camera> cameras(YamlValue value) {
    List<YamlValue> values = value.asList();
    int leastCameras = stored ? 0 : 1;
    if (values.size() < leastCameras || values.size() > MAX_CAMERAS) {
      throw value.error(
          "a site has from %d to %d cameras, not %d"
              .formatted(leastCameras, MAX_CAMERAS, values.size()));
    }
    return Ids.unique(values, cameras::camera, Camera::id);
  }

  private String timeZone(YamlValue value) {
    String name = value.asText();
    if (ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith("SystemV/")) {
      return name;
    }
    if (isOffset(name) && stored) {
      return name;
    }
    if (isOffset(name)) {
      // Databases read the sign the other way round, and no offset knows of summer.
      throw value.error(
          "'"
              + name
              + "' is an offset; use the IANA name of the place, such as America/Santiago, or"
              + " Etc/GMT-3 for three hours ahead of UTC all year");
    }
    throw value.error("'" + name + "' is no time zone; use an IANA name such as America/Santiago");
  }

  private static boolean isOffset(String name) {
    try {
      return ZoneId.of(name).getRules().isFixedOffset();
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static SessionRules sessions(YamlValue value) {
    YamlMap map = value.asMap();
    SessionRules rules =
        new SessionRules(
            map.get("max-stay").map(YamlValue::asDuration).orElse(SessionRules.DEFAULT.maxStay()),
            map.get("overstay").map(YamlValue::asDuration).orElse(SessionRules.DEFAULT.overstay()),
            map.get("grace").map(YamlValue::asDuration).orElse(SessionRules.DEFAULT.grace()));
    map.refuseOtherKeys();
    return rules;
  }

  private static String receiver(YamlValue value) {
    String url = value.asText();
    try {
      return MailAddress.isOne(url)
          ? "mailto:" + MailAddress.parse(url).mailbox()
          : ReceiverAddress.parse(url).url();
    } catch (BadInput e) {
      throw value.error(e.getMessage());
    }
  }

  private static AlertRules alerts(YamlValue value) {
    YamlMap map = value.asMap();
    AlertRules rules =
        new AlertRules(
            map.get("camera-down")
                .map(SiteReader::timeOrNever)
                .orElse(Optional.of(AlertRules.DEFAULT.cameraDown()))
                .orElse(null),
            map.get("full").map(YamlValue::asBoolean).orElse(AlertRules.DEFAULT.full()));
    map.refuseOtherKeys();
    return rules;
  }

  private static Optional<Duration> timeOrNever(YamlValue value) {
    return "never".equals(value.asText()) ? Optional.empty() : Optional.of(value.asDuration());
  }

  private static WatchlistEntry watchlistEntry(YamlValue value) {
    YamlMap map = value.asMap();
    List<String> webhooks = new ArrayList<>();
    for (YamlValue notify : map.list("notify")) {
      YamlMap target = notify.asMap();
      webhooks.add(receiver(target.require("webhook")));
      target.refuseOtherKeys();
    }
    Plates plates = Plates.of(map, WatchlistEntry.Match.WILDCARD);
    WatchlistEntry entry =
        new WatchlistEntry(
            Ids.placeId(map.require("id")),
            plates.pattern(),
            plates.match(),
            plates.from(),
            plates.to(),
            map.get("cool-down").map(YamlValue::asDuration).orElse(null),
            List.copyOf(webhooks));
    map.refuseOtherKeys();
    return entry;
  }

  /** A plate that is one slip away may be the same, misread: nobody is accused for that. */
  private static Permit permit(YamlValue value) {
    YamlMap map = value.asMap();
    Plates plates = Plates.of(map, WatchlistEntry.Match.SIMILAR);
    Permit permit =
        new Permit(
            PlaceReader.designation(map.require("for")),
            plates.pattern(),
            plates.match(),
            plates.from(),
            plates.to());
    map.refuseOtherKeys();
    return permit;
  }

  /** Which plates are meant, and when. */
  private record Plates(String pattern, WatchlistEntry.Match match, Instant from, Instant to) {
    static Plates of(YamlMap map, WatchlistEntry.Match usual) {
      Instant from = map.get("valid-from").map(YamlValue::asInstant).orElse(null);
      Instant to = map.get("valid-to").map(YamlValue::asInstant).orElse(null);
      if (from != null && to != null && !from.isBefore(to)) {
        throw map.require("valid-to").error("should be after valid-from");
      }
      YamlValue pattern = map.require("pattern");
      WatchlistEntry.Match match =
          map.get("match").map(named -> named.asOneOf(WatchlistEntry.Match.class)).orElse(usual);
      try {
        WatchPattern.of(match, pattern.asText());
      } catch (IllegalArgumentException e) {
        throw pattern.error(e.getMessage());
      }
      return new Plates(pattern.asText(), match, from, to);
    }
  }

  private static Privacy privacy(YamlValue value) {
    YamlMap map = value.asMap();
    Map<String, Duration> keepOf = new TreeMap<>();
    Duration keep = map.get("keep").map(kept -> keep(kept, keepOf)).orElse(null);
    Privacy privacy =
        new Privacy(
            map.get("plates")
                .map(plates -> plates.asOneOf(Privacy.Plates.class))
                .orElse(Privacy.DEFAULT.plates()),
            keep,
            keepOf,
            map.get("min-people")
                .map(people -> people.asIntegerBetween(1, 1_000))
                .orElse(Privacy.DEFAULT.minPeople()));
    map.refuseOtherKeys();
    return privacy;
  }

  /**
   * One time for all there is, or a time by kind.
   *
   * @param keepOf gets those by kind
   */
  private static Duration keep(YamlValue value, Map<String, Duration> keepOf) {
    if (!value.isMap()) {
      return time(value);
    }
    YamlMap map = value.asMap();
    Duration keep = map.get("default").map(SiteReader::time).orElse(null);
    Privacy.KINDS.forEach(kind -> map.get(kind).ifPresent(kept -> keepOf.put(kind, time(kept))));
    map.refuseOtherKeys();
    return keep;
  }

  private static Duration time(YamlValue value) {
    Duration time = value.asDuration();
    if (time.compareTo(LEAST_KEEP) < 0) {
      throw value.error("should be at least 1h, since what is just being seen is still written");
    }
    return time;
  }
}
