package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import java.util.ArrayList;
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
   * What vehicles say of each spot: occupied while one is on it; not known while one that stands
   * elsewhere is in the way.
   *
   * @param alone whether the picture is a photograph by itself
   * @return in the order of the spots
   */
  public static List<SpotState> of(SpotFit spots, List<Detection> vehicles, boolean alone) {
    double[] surest = new double[spots.size()];
    boolean[] blocked = new boolean[spots.size()];
    for (Detection vehicle : vehicles) {
      for (SpotFit.Covered covered : spots.covered(vehicle.box())) {
        if (covered.on()) {
          surest[covered.spot()] = Math.max(surest[covered.spot()], vehicle.score());
        } else {
          blocked[covered.spot()] = true;
        }
      }
    }
    List<SpotState> states = new ArrayList<>();
    for (int i = 0; i < surest.length; i++) {
      boolean isSure = surest[i] > 0 && !(alone && surest[i] < CERTAIN_VEHICLE);
      boolean isOpen = surest[i] > 0 || blocked[i];
      states.add(isSure ? SpotState.OCCUPIED : isOpen ? SpotState.UNKNOWN : SpotState.FREE);
    }
    return states;
  }
}
