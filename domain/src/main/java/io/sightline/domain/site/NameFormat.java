package io.sightline.domain.site;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/**
 * How names of footage carry their times, in the letters of {@link DateTimeFormatter} with English
 * words in any case. Minutes and what is smaller may be left out and are 0 then.
 */
public final class NameFormat {
  /** A time in which no two numbers are the same, so that none can stand for another. */
  private static final OffsetDateTime SAMPLE =
      OffsetDateTime.of(2029, 11, 23, 22, 47, 58, 0, ZoneOffset.ofHours(3));

  private final DateTimeFormatter formatter;

  private NameFormat(DateTimeFormatter formatter) {
    this.formatter = formatter;
  }

  /**
   * @throws IllegalArgumentException when it is no such pattern, or its texts do not tell a date
   *     and an hour; the message is fit to follow the pattern and a colon
   */
  public static NameFormat of(String pattern) {
    NameFormat format =
        new NameFormat(
            new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                // Years are those of our era, whichever letter they are written with.
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT));
    if (!format.readsItsOwn()) {
      throw new IllegalArgumentException(
          "it does not tell year, month, day and hour (yyyy, MM, dd and HH, or hh and a)");
    }
    return format;
  }

  private boolean readsItsOwn() {
    try {
      TemporalAccessor read = read(formatter.format(SAMPLE), new ParsePosition(0));
      return read != null
          && LocalDateTime.from(read)
              .truncatedTo(ChronoUnit.HOURS)
              .equals(SAMPLE.toLocalDateTime().truncatedTo(ChronoUnit.HOURS));
    } catch (DateTimeException e) {
      return false;
    }
  }

  /**
   * The time whose text begins at a position, which moves behind it.
   *
   * @return with a date and a time of the day, and an offset or a zone where the pattern has one;
   *     null where no such text begins
   */
  public TemporalAccessor read(CharSequence name, ParsePosition position) {
    if (formatter.parseUnresolved(name, new ParsePosition(position.getIndex())) == null) {
      return null;
    }
    try {
      TemporalAccessor read = formatter.parse(name, position);
      LocalDateTime.from(read);
      return read;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
