package io.sightline.domain.text;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times as people write them. */
public final class Instants {
  /** What a time of a record may be; milliseconds and the database have room for these. */
  public static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

  public static final Instant LAST = Instant.parse("2999-12-31T23:59:59.999Z");

  private Instants() {}

  /**
   * A time in UTC, ISO 8601.
   *
   * @throws IllegalArgumentException with what is wrong, to stand behind the name of what was read
   */
  public static Instant parse(String text) {
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "should be a time in UTC such as 2026-03-01T08:00:00Z, not '" + text + "'", e);
    }
    if (!isUsable(instant)) {
      throw new IllegalArgumentException(
          "should be a time from the year 1900 to 2999, not '" + text + "'");
    }
    return instant;
  }

  /** Whether a record may be of this time. */
  public static boolean isUsable(Instant instant) {
    return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
  }
}
