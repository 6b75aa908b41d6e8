package io.sightline.analytics.vehicles;

import java.util.List;

/**
 * What is remembered of one camera's vehicles.
 *
 * @param lastMillis capture time of the last frame; {@link Long#MIN_VALUE} before the first
 * @param tracks in the order in which they began
 */
public record TrackerState(long lastMillis, List<TrackState> tracks) {
  public static final TrackerState EMPTY = new TrackerState(Long.MIN_VALUE, List.of());
}
