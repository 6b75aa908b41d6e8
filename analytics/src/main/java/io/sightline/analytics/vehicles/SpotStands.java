package io.sightline.analytics.vehicles;

import io.sightline.analytics.occupancy.SpotFit;
import io.sightline.analytics.vehicles.TrackState.SpotStand;
import io.sightline.domain.site.Spot;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes on which of a camera's spots a vehicle stands: the one that it is on most. Who only drives
 * over a spot does not stand on it, and a box that trembles for a moment does not leave it.
 */
public final class SpotStands {
  /** Of a camera without spots; what was told of others ends. */
  static final SpotStands NONE = new SpotStands(List.of(), Long.MAX_VALUE);

  private final SpotFit places;
  private final long confirmMillis;

  /**
   * @param confirmMillis how long a vehicle is on a spot before it counts as standing there, and
   *     off it before it has left
   */
  public SpotStands(List<Spot> spots, long confirmMillis) {
    this.places = new SpotFit(spots);
    this.confirmMillis = confirmMillis;
  }

  /** Notes where the vehicle is in a frame in which it was seen. */
  TrackState noted(TrackState track, long millis) {
    List<SpotStand> before = track.stands();
    if (places.size() == 0 && before.isEmpty()) {
      return track;
    }
    String on = places.on(track.box());
    List<SpotStand> after = new ArrayList<>();
    boolean goesOn = false;
    for (SpotStand stand : before) {
      if (stand.over()) {
        after.add(stand);
      } else if (stand.spot().equals(on) && !isLeft(stand, millis)) {
        after.add(stand.until(millis));
        goesOn = true;
      } else if (places.knows(stand.spot()) && !isLeft(stand, millis)) {
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
