package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import java.util.Map;

/**
 * One spot as all cameras together see it.
 *
 * @param views state by camera
 */
public record SiteSpot(SpotState state, Map<String, SpotState> views) {
  public static final SiteSpot NEVER_SEEN = new SiteSpot(SpotState.UNKNOWN, Map.of());

  /**
   * What several views of one spot mean: whoever sees a vehicle is right, and knowing beats not
   * knowing.
   */
  public static SpotState merged(Iterable<SpotState> views) {
    SpotState merged = SpotState.UNKNOWN;
    for (SpotState view : views) {
      if (view == SpotState.OCCUPIED) {
        return view;
      }
      merged = view == SpotState.FREE ? view : merged;
    }
    return merged;
  }
}
