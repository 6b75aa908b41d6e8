package io.sightline.query.paging;

import io.sightline.domain.BadInput;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;

/**
 * Which part of a list is wanted.
 *
 * @param limit most of its items, 1 to 1,000; null for the usual number
 * @param cursor {@code next} of the part before it; null for the first
 */
public record Part(Integer limit, String cursor) {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  /** The database knows these years, and nothing in it is of another. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  /** The usual number of the first. */
  public static final Part FIRST = new Part(null, null);

  /**
   * @throws BadInput when there cannot be so many
   */
  public int most() {
    if (limit != null && (limit < 1 || limit > MOST)) {
      throw new BadInput("`limit` must be from 1 to " + MOST + ".");
    }
    return limit == null ? USUAL : limit;
  }

  /**
   * What the last item of the part before it is ordered by.
   *
   * @param texts how many these are
   * @return null for the first part
   * @throws BadInput when the cursor is of no such list
   */
  public List<String> after(int texts) {
    return cursor == null ? null : Cursor.read(cursor, texts);
  }

  /**
   * A time in a cursor.
   *
   * @throws BadInput when it is none
   */
  public static Instant instant(String text) {
    Instant instant;
    try {
      instant = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Cursor.unknown(e);
    }
    if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
      throw Cursor.unknown(null);
    }
    return instant;
  }

  /**
   * An id in a cursor.
   *
   * @throws BadInput when it is none
   */
  public static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Cursor.unknown(e);
    }
  }

  /**
   * A number in a cursor.
   *
   * @throws BadInput when it is none
   */
  public static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Cursor.unknown(e);
    }
  }
}
