package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import java.util.Map;

/**
 * One spot as all cameras together see it.
 *
 * @param views state by camera
 * @param sinceMillis when the state began
 * @param told whether somebody was told that it is occupied for too long
 */
public record SiteSpot(
    SpotState state, Map<String, SpotState> views, long sinceMillis, boolean told) {
  public static final SiteSpot NEVER_SEEN =
      new SiteSpot(SpotState.UNKNOWN, Map.of(), Long.MIN_VALUE, false);

  SiteSpot whenTold() {
    return new SiteSpot(state, views, sinceMillis, true);
  }

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
