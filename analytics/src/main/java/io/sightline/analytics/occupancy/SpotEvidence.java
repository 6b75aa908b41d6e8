package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import java.util.List;

/**
 * What one picture says of a spot. Of a photograph that stands alone nothing later puts right what
 * is wrong, so that it must be sure: what is not leaves the spot unknown.
 */
public final class SpotEvidence {
  private static final float LEAST_OCCUPIED = 0.5f;

  /** A classifier that is nearer to one half than this does not know. */
  private static final float CERTAIN = 0.2f;

  /** A vehicle that is less certain than this may be none. */
  private static final float CERTAIN_VEHICLE = 0.3f;

  private SpotEvidence() {}

  /**
   * A classifier's word.
   *
   * @param alone whether the picture is a photograph by itself
   */
  public static SpotState of(SpotSighting sighting, boolean alone) {
    if (alone && Math.abs(sighting.occupied() - LEAST_OCCUPIED) < CERTAIN) {
      return SpotState.UNKNOWN;
    }
    return sighting.occupied() >= LEAST_OCCUPIED ? SpotState.OCCUPIED : SpotState.FREE;
  }

  /**
   * Occupied while the middle of the spot is covered by a vehicle.
   *
   * @param alone whether the picture is a photograph by itself
   */
  public static SpotState of(Point centre, List<Detection> vehicles, boolean alone) {
    double best = 0;
    for (Detection vehicle : vehicles) {
      if (vehicle.box().contains(centre)) {
        best = Math.max(best, vehicle.score());
      }
    }
    if (best == 0) {
      return SpotState.FREE;
    }
    return alone && best < CERTAIN_VEHICLE ? SpotState.UNKNOWN : SpotState.OCCUPIED;
  }
}
