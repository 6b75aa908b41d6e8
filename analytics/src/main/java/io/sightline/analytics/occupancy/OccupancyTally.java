package io.sightline.analytics.occupancy;

import java.util.List;

/**
 * How a number of spots stands, and what of it has been counted in the windows that are open.
 *
 * @param untilMillis how far it is counted; {@link Long#MIN_VALUE} before the first change
 * @param occupied spots occupied since then
 * @param free spots free since then
 * @param full whether it counts as full, where somebody wants to be told
 * @param windows one of each size that is counted, the shortest first; empty before the first
 *     change
 */
public record OccupancyTally(
    long untilMillis, int occupied, int free, boolean full, List<WindowTally> windows) {
  public static final OccupancyTally NONE =
      new OccupancyTally(Long.MIN_VALUE, 0, 0, false, List.of());

  OccupancyTally with(boolean full) {
    return new OccupancyTally(untilMillis, occupied, free, full, windows);
  }
}
