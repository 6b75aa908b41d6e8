package io.sightline.analytics.vehicles;

import io.sightline.analytics.vehicles.TrackState.SpotStand;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.site.Spot;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes on which of a camera's spots a vehicle stands: of those whose middle its box covers, the
 * one that the box fits best. Who only drives over a spot does not stand on it, and a box that
 * trembles for a moment does not leave it.
 */
public final class SpotStands {
  /**
   * @param bounds of the polygon
   */
  private record Place(String spot, Point centre, Box bounds) {
    static Place of(Spot spot) {
      return new Place(spot.id(), spot.polygon().centre(), spot.polygon().bounds());
    }
  }

  /** Of a camera without spots; what was told of others ends. */
  static final SpotStands NONE = new SpotStands(List.of(), Long.MAX_VALUE);

  private final List<Place> places;
  private final long confirmMillis;

  /**
   * @param confirmMillis how long a vehicle is on a spot before it counts as standing there, and
   *     off it before it has left
   */
  public SpotStands(List<Spot> spots, long confirmMillis) {
    this.places = spots.stream().map(Place::of).toList();
    this.confirmMillis = confirmMillis;
  }

  /** Notes where the vehicle is in a frame in which it was seen. */
  TrackState noted(TrackState track, long millis) {
    List<SpotStand> before = track.stands();
    if (places.isEmpty() && before.isEmpty()) {
      return track;
    }
    String on = spot(track.box());
    List<SpotStand> after = new ArrayList<>();
    boolean goesOn = false;
    for (SpotStand stand : before) {
      if (stand.over()) {
        after.add(stand);
      } else if (stand.spot().equals(on) && !isLeft(stand, millis)) {
        after.add(stand.until(millis));
        goesOn = true;
      } else if (isThere(stand.spot()) && !isLeft(stand, millis)) {
        after.add(stand.away(millis));
      } else if (stand.told() || stands(stand)) {
        after.add(stand.whenOver());
      }
    }
    if (on != null && !goesOn) {
      after.add(SpotStand.begun(on, millis));
    }
    return after.equals(before) ? track : track.standing(after);
  }

  private boolean isLeft(SpotStand stand, long millis) {
    return stand.awayMillis() != SpotStand.NOT_AWAY && millis - stand.awayMillis() >= confirmMillis;
  }

  private boolean isThere(String spot) {
    return places.stream().anyMatch(place -> place.spot().equals(spot));
  }

  /** The spot that a box is on; null for none. */
  private String spot(Box box) {
    Place best = null;
    double fit = 0;
    for (Place place : places) {
      if (box.contains(place.centre())) {
        double iou = box.iou(place.bounds());
        boolean isBetter =
            best == null || iou > fit || (iou == fit && place.spot().compareTo(best.spot()) < 0);
        if (isBetter) {
          best = place;
          fit = iou;
        }
      }
    }
    return best == null ? null : best.spot();
  }

  /** Whether the vehicle has been there for long enough to stand there. */
  private boolean stands(SpotStand stand) {
    return stand.untilMillis() - stand.fromMillis() >= confirmMillis;
  }

  /** Those of a track of which nobody has been told, or that they are over. */
  List<SpotStand> news(TrackState track) {
    return track.stands().stream()
        .filter(stand -> stand.over() || (!stand.told() && stands(stand)))
        .toList();
  }

  /** The track, of whose {@link #news} somebody is told now. */
  TrackState told(TrackState track) {
    return track.standing(
        track.stands().stream()
            .filter(stand -> !stand.over())
            .map(stand -> stand.told() || !stands(stand) ? stand : stand.whenTold())
            .toList());
  }

  /** All of a track that has ended, as far as they were seen. */
  List<SpotStand> atTheEnd(TrackState track) {
    return track.stands().stream()
        .filter(stand -> stand.over() || stand.told() || stands(stand))
        .map(SpotStand::whenOver)
        .toList();
  }
}
