package io.sightline.analytics.occupancy;

/**
 * How far a site's windows are counted.
 *
 * @param countedMillis up to which minute all windows are counted; {@link Long#MIN_VALUE} before
 *     the first
 * @param shownMillis up to when open windows have been shown; {@link Long#MIN_VALUE} before the
 *     first time
 */
public record OccupancyProgress(long countedMillis, long shownMillis) {
  static final OccupancyProgress NONE = new OccupancyProgress(Long.MIN_VALUE, Long.MIN_VALUE);
}
