package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import java.util.List;

/** What one picture says of a spot. */
public final class SpotEvidence {
  private static final float LEAST_OCCUPIED = 0.5f;

  private SpotEvidence() {}

  /** A classifier's word. */
  public static SpotState of(SpotSighting sighting) {
    return sighting.occupied() >= LEAST_OCCUPIED ? SpotState.OCCUPIED : SpotState.FREE;
  }

  /** Occupied while the middle of the spot is covered by a vehicle. */
  public static SpotState of(Point centre, List<Detection> vehicles) {
    return vehicles.stream().anyMatch(vehicle -> vehicle.box().contains(centre))
        ? SpotState.OCCUPIED
        : SpotState.FREE;
  }
}
