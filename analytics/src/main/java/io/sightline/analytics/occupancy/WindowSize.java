package io.sightline.analytics.occupancy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Windows of time: minutes and hours cut from UTC, days from midnight to midnight where the site
 * is.
 */
public enum WindowSize {
  MINUTE(60_000),
  FIVE_MINUTES(5 * 60_000),
  QUARTER_HOUR(15 * 60_000),
  HOUR(60 * 60_000),
  DAY(24 * 60 * 60_000);

  private final long millis;

  WindowSize(long millis) {
    this.millis = millis;
  }

  /** Nominal length, milliseconds; a day may have an hour more or less. */
  public long millis() {
    return millis;
  }

  /** Start of the window that holds an instant. */
  public long startOf(long instantMillis, ZoneId zone) {
    if (this != DAY) {
      return Math.floorDiv(instantMillis, millis) * millis;
    }
    return startOfDay(instantMillis, zone).toInstant().toEpochMilli();
  }

  /** End, exclusive, of the window that holds an instant. */
  public long endOf(long instantMillis, ZoneId zone) {
    if (this != DAY) {
      return startOf(instantMillis, zone) + millis;
    }
    return startOfDay(instantMillis, zone)
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(zone)
        .toInstant()
        .toEpochMilli();
  }

  private static ZonedDateTime startOfDay(long instantMillis, ZoneId zone) {
    ZonedDateTime local =
        Instant.ofEpochMilli(instantMillis).truncatedTo(ChronoUnit.MILLIS).atZone(zone);
    return local.toLocalDate().atStartOfDay(zone);
  }
}
