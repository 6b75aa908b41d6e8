package io.sightline.media;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the capture time out of a footage file's name. */
public final class CaptureTimes {
  private static final Pattern TIME =
      Pattern.compile(
          "(?<!\\d)(\\d{4})[-_]?(\\d{2})[-_]?(\\d{2})[T_ -]?(\\d{2})[-_:.]?(\\d{2})[-_:.]?(\\d{2})"
              + "(?:[.,_-]?(\\d{3}))?(?!\\d)(Z|[+-]\\d{2}:?\\d{2}(?!\\d))?");

  private CaptureTimes() {}

  /**
   * @param zone of times that do not name their own
   * @return the time in the name, such as {@code 2013-02-24_10_05_04}, {@code
   *     image_20130224100504123} or an ISO 8601 form; empty where there is none
   */
  public static Optional<Instant> fromName(Path file, ZoneId zone) {
    Matcher matcher = TIME.matcher(file.getFileName().toString());
    while (matcher.find()) {
      try {
        LocalDateTime local =
            LocalDateTime.of(
                number(matcher, 1),
                number(matcher, 2),
                number(matcher, 3),
                number(matcher, 4),
                number(matcher, 5),
                number(matcher, 6),
                (matcher.group(7) == null ? 0 : number(matcher, 7)) * 1_000_000);
        String offset = matcher.group(8);
        return Optional.of(local.atZone(offset == null ? zone : ZoneOffset.of(offset)).toInstant());
      } catch (DateTimeException e) {
        // Digits that look like a time but are none, such as a serial number: look further along
        // the name.
        continue;
      }
    }
    return Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
