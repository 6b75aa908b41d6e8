package io.sightline.evaluation;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Instants;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Times as logs and spreadsheets write them. */
public final class LogTime {
  private LogTime() {}

  /**
   * @param zone of times that name none
   * @param where it stands, to begin a sentence
   * @throws BadInput when it is none, or one that its zone does not have or has twice
   */
  public static Instant of(String text, ZoneId zone, String column, String where) {
    // A date with dots begins with its day, and PostgreSQL writes offsets of whole hours short.
    String iso =
        text.replaceFirst("^(\\d{2})\\.(\\d{2})\\.(\\d{4}) +", "$3-$2-$1 ")
            .replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T")
            .replaceFirst("(T.*[+-]\\d{2})$", "$1:00")
            .replaceFirst("(T.*[+-]\\d{2})(\\d{2})$", "$1:$2");
    try {
      Instant at =
          iso.matches(".*T.*(Z|[+-]\\d{2}:\\d{2})$")
              ? OffsetDateTime.parse(iso).toInstant()
              : clear(LocalDateTime.parse(iso), zone, column, where);
      if (Instants.isUsable(at)) {
        return at;
      }
    } catch (DateTimeException e) {
      // Said below, with what would do.
    }
    throw new BadInput(
        where
            + ": `"
            + column
            + "` should be a time such as 2026-03-01T08:00:00Z or, in the site's time zone,"
            + " 2026-03-01 08:00:00, not '"
            + text
            + "'.");
  }

  private static Instant clear(LocalDateTime local, ZoneId zone, String column, String where) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.size() == 1) {
      return local.toInstant(offsets.get(0));
    }
    ZoneOffset before = zone.getRules().getTransition(local).getOffsetBefore();
    throw new BadInput(
        "%s: `%s` is %s, which %s in the time zone %s; write its offset, such as %s."
            .formatted(
                where,
                column,
                local,
                offsets.isEmpty() ? "there was not" : "came twice",
                zone,
                local.atOffset(before)));
  }
}
