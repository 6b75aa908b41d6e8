package io.sightline.domain.observations;

import java.util.List;

/**
 * A camera's observations within one minute of event time: one row of the observation log.
 *
 * @param minuteMillis start of the minute, event time
 * @param records in the order of their running numbers; those of {@code minuteMillis ≤ time <
 *     minuteMillis + 60,000}
 */
public record ObservationMinute(
    String site, String camera, long minuteMillis, List<Observations> records) {
  public static final long MILLIS = 60_000;

  public static long minuteOf(long millis) {
    return Math.floorDiv(millis, MILLIS) * MILLIS;
  }
}
