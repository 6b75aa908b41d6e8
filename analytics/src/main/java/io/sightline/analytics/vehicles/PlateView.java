package io.sightline.analytics.vehicles;

import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;

/**
 * A plate as it was seen on a track, read or not, or that the track is over.
 *
 * @param atMillis capture time of the frame
 * @param model SHA-256 of the model that read it
 * @param plate null when the track is over
 * @param counts whether the track is known to be no noise
 * @param box of the track in the frame; null when the track is over
 */
public record PlateView(
    String site,
    String camera,
    String track,
    long atMillis,
    String layoutVersion,
    String model,
    PlateSighting plate,
    boolean counts,
    Box box) {

  public boolean isEnd() {
    return plate == null;
  }
}
