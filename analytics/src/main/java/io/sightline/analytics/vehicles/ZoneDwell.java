package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.ZoneStay;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Zone;
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

  private record Area(String zone, Coordinate[] ring, Envelope bounds) {
    static Area of(Zone zone) {
      List<Point> corners = zone.polygon().corners();
      Coordinate[] ring = new Coordinate[corners.size() + 1];
      Envelope bounds = new Envelope();
      for (int i = 0; i < corners.size(); i++) {
        ring[i] = new Coordinate(corners.get(i).x(), corners.get(i).y());
        bounds.expandToInclude(ring[i]);
      }
      ring[corners.size()] = ring[0];
      return new Area(zone.id(), ring, bounds);
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

  public ZoneDwell(List<Zone> zones) {
    this.areas = zones.stream().map(Area::of).toList();
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
                false));
      } else if (stay != null && depth < -clear && stay.awayMillis() == NOT_AWAY) {
        after.add(
            new ZoneStay(
                stay.zone(), stay.fromMillis(), stay.untilMillis(), millis, stay.clear(), false));
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
              true));
    }
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
