package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.ZoneStay;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * Notes in which of a camera's zones a vehicle's foot is. A box that trembles at a zone's edge is
 * in it once, or not at all: it is in from its first frame inside, if it is ever clearly inside,
 * and out when it has been seen clearly outside and not inside again for a while.
 */
public final class ZoneDwell {
  /** Clearly on one side of an edge is this share of the box's height away from it. */
  private static final double CLEAR_OF_EDGE = 0.05;

  /** Back inside after less than this, it was never outside. */
  private static final long AWAY_MILLIS = 1_000;

  private static final long NOT_AWAY = Long.MIN_VALUE;

  /**
   * @param longestMillis from when on a vehicle in it is told of; {@link Long#MAX_VALUE} for never
   */
  private record Area(
      String zone, Coordinate[] ring, Envelope bounds, long longestMillis, boolean forbidden) {
    static Area of(Zone zone) {
      List<Point> corners = zone.polygon().corners();
      Coordinate[] ring = new Coordinate[corners.size() + 1];
      Envelope bounds = new Envelope();
      for (int i = 0; i < corners.size(); i++) {
        ring[i] = new Coordinate(corners.get(i).x(), corners.get(i).y());
        bounds.expandToInclude(ring[i]);
      }
      ring[corners.size()] = ring[0];
      return new Area(
          zone.id(),
          ring,
          bounds,
          zone.longestStay().map(Duration::toMillis).orElse(Long.MAX_VALUE),
          zone.kind() == Zone.Kind.FORBIDDEN);
    }

    /**
     * How far inside a place is, in pixels; negative outside.
     *
     * @param most from here on nobody asks how far outside exactly
     */
    double depth(Coordinate place, double most) {
      if (bounds.distance(new Envelope(place)) > most) {
        return Double.NEGATIVE_INFINITY;
      }
      double distance = Distance.pointToSegmentString(place, ring);
      return PointLocation.isInRing(place, ring) ? distance : -distance;
    }
  }

  private final List<Area> areas;
  private final boolean limited;

  public ZoneDwell(List<Zone> zones) {
    this.areas = zones.stream().map(Area::of).toList();
    this.limited = areas.stream().anyMatch(area -> area.longestMillis() != Long.MAX_VALUE);
  }

  /** Notes where the vehicle is in a frame in which it was seen. */
  TrackState noted(TrackState track, long millis) {
    List<ZoneStay> before = track.zones();
    if (areas.isEmpty() && before.isEmpty()) {
      return track;
    }
    Point foot = track.box().foot();
    Coordinate place = new Coordinate(foot.x(), foot.y());
    double clear = CLEAR_OF_EDGE * track.box().height();
    List<ZoneStay> after = new ArrayList<>();
    for (ZoneStay stay : before) {
      if (stay.over()) {
        after.add(stay);
      } else if (areas.stream().noneMatch(area -> area.zone().equals(stay.zone()))) {
        // The layout has taken the zone away.
        addOver(stay, after);
      }
    }
    for (Area area : areas) {
      double depth = area.depth(place, clear);
      ZoneStay stay = open(before, area.zone());
      if (stay != null
          && stay.awayMillis() != NOT_AWAY
          && millis - stay.awayMillis() >= AWAY_MILLIS) {
        addOver(stay, after);
        stay = null;
      }
      if (depth >= 0) {
        after.add(
            new ZoneStay(
                area.zone(),
                stay == null ? millis : stay.fromMillis(),
                millis,
                NOT_AWAY,
                depth > clear || stay != null && stay.clear(),
                false,
                stay != null && stay.told()));
      } else if (stay != null && depth < -clear && stay.awayMillis() == NOT_AWAY) {
        after.add(
            new ZoneStay(
                stay.zone(),
                stay.fromMillis(),
                stay.untilMillis(),
                millis,
                stay.clear(),
                false,
                stay.told()));
      } else if (stay != null) {
        after.add(stay);
      }
    }
    return after.equals(before) ? track : track.with(after);
  }

  private static ZoneStay open(List<ZoneStay> stays, String zone) {
    for (ZoneStay stay : stays) {
      if (!stay.over() && stay.zone().equals(zone)) {
        return stay;
      }
    }
    return null;
  }

  private static void addOver(ZoneStay stay, List<ZoneStay> stays) {
    if (stay.clear()) {
      stays.add(
          new ZoneStay(
              stay.zone(),
              stay.fromMillis(),
              stay.untilMillis(),
              stay.awayMillis(),
              stay.clear(),
              true,
              stay.told()));
    }
  }

  /** A stay in a zone that has become too long, or that should not be at all. */
  record TooLong(ZoneStay stay, long atMillis, boolean forbidden) {}

  /** Of those of a track, the ones that nobody has been told of. */
  List<TooLong> tooLong(TrackState track) {
    if (!limited || track.zones().isEmpty()) {
      return List.of();
    }
    List<TooLong> tooLong = new ArrayList<>();
    for (ZoneStay stay : track.zones()) {
      if (stay.told() || !stay.clear()) {
        continue;
      }
      for (Area area : areas) {
        if (area.zone().equals(stay.zone())
            && stay.untilMillis() - stay.fromMillis() >= area.longestMillis()) {
          tooLong.add(
              new TooLong(stay, stay.fromMillis() + area.longestMillis(), area.forbidden()));
        }
      }
    }
    return tooLong;
  }

  /** The track, of whose stays somebody is told now. */
  static TrackState told(TrackState track, List<TooLong> tooLong) {
    List<ZoneStay> told = tooLong.stream().map(TooLong::stay).toList();
    return track.with(
        track.zones().stream().map(stay -> told.contains(stay) ? stay.whenTold() : stay).toList());
  }

  /** The stays of a track that are over. */
  static List<ZoneStay> over(TrackState track) {
    return track.zones().stream().filter(ZoneStay::over).toList();
  }

  /** All the stays of a track that has ended, open ones as far as they were seen. */
  static List<ZoneStay> atTheEnd(TrackState track) {
    return track.zones().stream().filter(stay -> stay.over() || stay.clear()).toList();
  }

  /** Without the stays that are over, of which it has been told. */
  static TrackState told(TrackState track) {
    return track.with(track.zones().stream().filter(stay -> !stay.over()).toList());
  }
}
