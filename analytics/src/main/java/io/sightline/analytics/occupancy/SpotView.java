package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;

/**
 * One spot as its camera sees it.
 *
 * @param againstMillis since when the evidence has been against the state without a break; {@link
 *     Long#MAX_VALUE} when it is not
 */
public record SpotView(String spot, SpotState state, long againstMillis) {
  public static final long NOT_AGAINST = Long.MAX_VALUE;
}
