package io.sightline.analytics.vehicles;

import java.util.List;

/**
 * A whole picture of a camera's frame, of which it is not known yet whether a passage needs it.
 *
 * @param name among the run's; {@link io.sightline.domain.observations.Observations#ERASED_PICTURE}
 *     where it was erased
 * @param atMillis capture time of the frame
 * @param shown which tracks it shows
 * @param used whether a passage names it
 */
public record KeptPicture(String name, long atMillis, List<Shown> shown, boolean used) {

  /**
   * A track in a picture.
   *
   * @param firstMillis of the track
   * @param rank of the track
   * @param vehicle place of its vehicle among the frame's
   */
  public record Shown(long firstMillis, int rank, int vehicle) {
    boolean isOf(TrackState track) {
      return firstMillis == track.firstMillis() && rank == track.rank();
    }
  }

  KeptPicture taken() {
    return new KeptPicture(name, atMillis, shown, true);
  }
}
