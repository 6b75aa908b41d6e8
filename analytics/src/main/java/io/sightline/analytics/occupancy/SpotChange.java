package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;

/**
 * A camera's view of a spot changed.
 *
 * @param atMillis when the new state began
 * @param seenAtMillis the frame that decided it
 * @param ending whether only the camera's timeline ended: nobody saw the spot change
 */
public record SpotChange(
    String spot, String camera, SpotState state, long atMillis, long seenAtMillis, boolean ending) {

  public SpotChange(String spot, String camera, SpotState state, long atMillis, long seenAtMillis) {
    this(spot, camera, state, atMillis, seenAtMillis, false);
  }
}
