package io.sightline.media;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.NameFormat;
import java.nio.file.Path;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads capture times out of names of footage. {@code docs/site-file.md} lists the forms. A name
 * that can mean two times is refused; it is never read as one of them.
 */
public final class CaptureTimes {
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2099;
  private static final int NOON = 12;
  private static final int HOURS = 24;

  /** Beyond, ten digits can be a year, month, day and hour. */
  private static final long LAST_UNIX_SECOND = 1_969_999_999;

  private static final int UNIX_SECONDS_DIGITS = 10;
  private static final int NANOS_DIGITS = 9;
  private static final double MOST_OFFSET_HOURS = 14;
  private static final int QUARTER = 15;

  /** What people call time zones; others, such as WEST, EAST or ART, are rather places. */
  private static final List<String> ZONE_WORDS =
      List.of(
          "CET", "CEST", "EET", "EEST", "WET", "BST", "MSK", "EST", "EDT", "CST", "CDT", "MST",
          "MDT", "PST", "PDT", "AKST", "AKDT", "HST", "AST", "ADT", "NST", "NDT", "BRT", "CLT",
          "CLST", "SAST", "IST", "PKT", "SGT", "HKT", "JST", "KST", "AWST", "ACST", "ACDT", "AEST",
          "AEDT", "NZST", "NZDT");

  private static final String YEAR_FIRST =
      "(?<!\\d)(?<y>\\d{4})(?<ds>[-_. ])(?<mo>\\d{1,2})\\k<ds>(?<d>\\d{1,2})";
  private static final String YEAR_LAST =
      "(?<!\\d)(?<d>\\d{1,2})(?<ds>[-_. ])(?<mo>\\d{1,2})\\k<ds>(?<y>\\d{4})";
  private static final String COMPACT_YEAR_FIRST = "(?<!\\d)(?<y>\\d{4})(?<mo>\\d{2})(?<d>\\d{2})";
  private static final String COMPACT_YEAR_LAST = "(?<!\\d)(?<d>\\d{2})(?<mo>\\d{2})(?<y>\\d{4})";
  private static final String BETWEEN = "(?<t>[Tt]|[ _.-]{1,3}|[ _-]+at[ _-]+|, )";
  private static final String TIME =
      "(?:(?<h>\\d{1,2})(?:(?<ts>[-_.: ])(?<mi>\\d{2})\\k<ts>(?<s>\\d{2})"
          + "|h(?<mih>\\d{2})m(?<sh>\\d{2})s?)"
          + "|(?<hc>\\d{2})(?<mic>\\d{2})(?<sc>\\d{2}))";
  private static final String BEHIND =
      "(?:[.,](?<f>\\d{1,9})|[_-]?(?<ms>\\d{3}))?(?!\\d)"
          // The space before AM and PM is a narrow one on newer Macs.
          + "(?:[ _.\u00a0\u202f-]?(?<half>[AaPp])\\.?[Mm](?![A-Za-z0-9]))?"
          // File systems that have no colon have a hyphen instead.
          + "(?<o>[Zz](?![A-Za-z0-9])|[ _-]?(?:UTC|GMT)(?![A-Za-z0-9+-])"
          + "|[ _-]?(?<w>"
          + String.join("|", ZONE_WORDS)
          + ")(?![A-Za-z0-9])"
          + "|\\+\\d{2}(?:[:-]?\\d{2})?(?!\\d)|-\\d{2}(?::?\\d{2})?(?!\\d))?";

  /** Dates and times with something between them. */
  private static final List<Pattern> PARTED =
      List.of(
          Pattern.compile(YEAR_FIRST + BETWEEN + TIME + BEHIND),
          Pattern.compile(YEAR_LAST + BETWEEN + TIME + BEHIND),
          Pattern.compile(COMPACT_YEAR_FIRST + BETWEEN + TIME + BEHIND),
          Pattern.compile(COMPACT_YEAR_LAST + BETWEEN + TIME + BEHIND));

  /** Digits in a row, which can as well be a serial number where there is a time besides. */
  private static final List<Pattern> ROWS =
      List.of(
          Pattern.compile(COMPACT_YEAR_FIRST + "(?<t>)(?=\\d{6})" + TIME + BEHIND),
          Pattern.compile(COMPACT_YEAR_LAST + "(?<t>)(?=\\d{6})" + TIME + BEHIND));

  private static final Pattern UNIX = Pattern.compile("1\\d{9}(?:\\d{3})?");

  /**
   * What digits can mean.
   *
   * @param zone that the name says; null where it says none
   * @param word for which of its times the site's zone has a name; null where there is none
   */
  private record Reading(LocalDateTime local, ZoneId zone, String word) {
    Reading(LocalDateTime local, ZoneId zone) {
      this(local, zone, null);
    }

    @Override
    public String toString() {
      return local + (word != null ? " " + word : zone == null ? "" : zone.toString());
    }
  }

  /**
   * A place in a name that can be a time.
   *
   * @param form which of the forms it has
   * @param end behind its last character
   */
  private record Found(int form, int start, int end, Set<Reading> readings) {
    boolean overlaps(Found other) {
      return start < other.end && other.start < end;
    }

    boolean isInside(Found other) {
      return start >= other.start && end <= other.end && end - start < other.end - other.start;
    }
  }

  private CaptureTimes() {}

  /**
   * Checks the names of files that carry their times, all before any is used.
   *
   * @throws BadInput when names can mean two times, or one that their zone does not have; it names
   *     the first and how many more there are
   */
  public static void requireClear(List<Path> files, ZoneId zone, String nameFormat) {
    BadInput first = null;
    int more = -1;
    for (Path file : files) {
      try {
        fromName(file, zone, nameFormat);
      } catch (BadInput e) {
        first = first == null ? e : first;
        more++;
      }
    }
    if (first != null) {
      throw more == 0
          ? first
          : new BadInput(
              first.getMessage()
                  + " The same holds of "
                  + more
                  + (more == 1 ? " other file beside it." : " other files beside it."),
              first);
    }
  }

  /**
   * @param zone of times that do not name their own
   * @param nameFormat {@link NameFormat} of the camera's names; null to know times by their form
   * @return the time in the name; of two, such as a recording's start and end, the first; empty
   *     where there is none
   * @throws BadInput when the name can mean two times, one that its zone does not have or has
   *     twice, or does not fit the format
   */
  public static Optional<Instant> fromName(Path file, ZoneId zone, String nameFormat) {
    if (nameFormat != null) {
      List<Found> found = byFormat(file.getFileName().toString(), nameFormat);
      if (found.isEmpty()) {
        throw new BadInput(
            "The name of "
                + file
                + " does not fit the camera's name-format '"
                + nameFormat
                + "'; correct the one or the other.");
      }
      return Optional.of(instant(file, first(file, found), zone));
    }
    String name = stem(file);
    if (UNIX.matcher(name).matches()) {
      long number = Long.parseLong(name);
      boolean seconds = name.length() == UNIX_SECONDS_DIGITS;
      if ((seconds ? number : number / 1_000) <= LAST_UNIX_SECOND) {
        return Optional.of(Instant.ofEpochMilli(seconds ? number * 1_000 : number));
      }
    }
    List<Found> found = byForm(name, PARTED);
    if (found.isEmpty()) {
      found = byForm(name, ROWS);
    }
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(instant(file, first(file, found), zone));
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return PictureFile.isPicture(file) || VideoFile.isVideo(file)
        ? name.substring(0, name.lastIndexOf('.'))
        : name;
  }

  private static List<Found> byFormat(String name, String nameFormat) {
    NameFormat format = NameFormat.of(nameFormat);
    List<Found> found = new ArrayList<>();
    for (int start = 0; start < name.length(); start++) {
      ParsePosition position = new ParsePosition(start);
      TemporalAccessor read = format.read(name, position);
      if (read != null && !cutsNumber(name, start) && !cutsNumber(name, position.getIndex())) {
        Reading reading = new Reading(LocalDateTime.from(read), read.query(TemporalQueries.zone()));
        found.add(new Found(0, start, position.getIndex(), Set.of(reading)));
      }
    }
    return found;
  }

  private static boolean cutsNumber(String name, int at) {
    return at > 0
        && at < name.length()
        && Character.isDigit(name.charAt(at - 1))
        && Character.isDigit(name.charAt(at));
  }

  private static List<Found> byForm(String name, List<Pattern> forms) {
    List<Found> all = new ArrayList<>();
    for (int form = 0; form < forms.size(); form++) {
      Matcher matcher = forms.get(form).matcher(name);
      for (int from = 0; from <= name.length() && matcher.find(from); from = matcher.start() + 1) {
        Set<Reading> readings = readings(matcher);
        if (!readings.isEmpty()) {
          all.add(new Found(form, matcher.start(), matcher.end(), readings));
        }
      }
    }
    all.removeIf(one -> all.stream().anyMatch(one::isInside));
    all.sort(Comparator.comparingInt(Found::start));
    return all;
  }

  private static Set<Reading> readings(Matcher matcher) {
    Set<Reading> readings = new LinkedHashSet<>();
    int year = Integer.parseInt(matcher.group("y"));
    int day = Integer.parseInt(matcher.group("d"));
    int month = Integer.parseInt(matcher.group("mo"));
    boolean yearFirst = matcher.start("y") < matcher.start("d");
    for (boolean swapped : yearFirst ? new boolean[] {false} : new boolean[] {false, true}) {
      LocalDateTime local = local(matcher, year, swapped ? day : month, swapped ? month : day);
      if (local != null) {
        readings.addAll(zoned(matcher, local));
      }
    }
    return readings;
  }

  /** The date at the time that was found; null when there is no such day or time. */
  private static LocalDateTime local(Matcher matcher, int year, int month, int day) {
    int hour = hour(matcher);
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      return null;
    }
    String fraction = either(matcher, "f", "ms");
    int nanos =
        fraction == null
            ? 0
            : Integer.parseInt(fraction + "0".repeat(NANOS_DIGITS - fraction.length()));
    try {
      return LocalDateTime.of(
          year,
          month,
          day,
          hour,
          Integer.parseInt(either(matcher, "mi", "mih", "mic")),
          Integer.parseInt(either(matcher, "s", "sh", "sc")),
          nanos);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** From 0 to 23, or beyond where there is no such hour. */
  private static int hour(Matcher matcher) {
    int hour = Integer.parseInt(either(matcher, "h", "hc"));
    String half = matcher.group("half");
    if (half == null) {
      return hour;
    }
    boolean afternoon = half.equalsIgnoreCase("p");
    if (hour > NOON || hour == 0) {
      // Hours of the whole day with the half of it behind them.
      return afternoon == hour > NOON ? hour : HOURS;
    }
    return hour % NOON + (afternoon ? NOON : 0);
  }

  private static String either(Matcher matcher, String... groups) {
    for (String group : groups) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    return null;
  }

  /**
   * A time with what is behind it, which may be an offset, a number of the camera's, or either of
   * them.
   */
  private static List<Reading> zoned(Matcher matcher, LocalDateTime local) {
    String behind = matcher.group("o");
    Reading plain = new Reading(local, null);
    if (behind == null) {
      return List.of(plain);
    }
    String word = matcher.group("w");
    if (word != null) {
      return List.of(new Reading(local, null, word));
    }
    if (Character.isLetter(behind.charAt(behind.length() - 1))) {
      return List.of(new Reading(local, ZoneOffset.UTC));
    }
    String digits = behind.replaceAll("\\D", "");
    int hours = Integer.parseInt(digits.substring(0, 2));
    boolean hasMinutes = digits.length() > 2;
    int minutes = hasMinutes ? Integer.parseInt(digits.substring(2)) : 0;
    if (hours + minutes / 60.0 > MOST_OFFSET_HOURS || minutes % QUARTER != 0 || minutes >= 60) {
      return List.of(plain);
    }
    boolean isIso = matcher.group("t").equalsIgnoreCase("T");
    int sign = behind.startsWith("-") ? -1 : 1;
    Reading offset = new Reading(local, ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes));
    if (behind.startsWith("+") || behind.contains(":") || (isIso && hasMinutes)) {
      return List.of(offset);
    }
    return isIso || hasMinutes ? List.of(plain, offset) : List.of(plain);
  }

  /** The only time in a name, or the first of a start and an end. */
  private static Reading first(Path file, List<Found> found) {
    Found first = found.get(0);
    if (first.readings().size() > 1) {
      throw ambiguous(file, List.copyOf(first.readings()));
    }
    Reading start = first.readings().iterator().next();
    for (Found other : found) {
      boolean isEnd =
          other.form() == first.form()
              && !other.overlaps(first)
              && other.readings().stream().anyMatch(end -> !end.local().isBefore(start.local()));
      if (!other.readings().equals(first.readings()) && !isEnd) {
        throw ambiguous(file, List.of(start, other.readings().iterator().next()));
      }
    }
    return start;
  }

  private static BadInput ambiguous(Path file, List<Reading> readings) {
    return new BadInput(
        "The name of "
            + file
            + " can mean "
            + readings.get(0)
            + " or "
            + readings.get(1)
            + "; say how the camera's names carry their times with name-format: in the site file,"
            + " such as dd-MM-yyyy_HH-mm-ss, or name it like "
            + named(readings.get(0).local(), ZoneOffset.UTC)
            + ".");
  }

  private static Instant instant(Path file, Reading reading, ZoneId siteZone) {
    ZoneId zone = reading.zone() == null ? siteZone : reading.zone();
    ZoneRules rules = zone.getRules();
    List<ZoneOffset> offsets = rules.getValidOffsets(reading.local());
    if (reading.word() != null) {
      return offsets.stream()
          .map(reading.local()::toInstant)
          .filter(instant -> word(zone, instant).equals(reading.word()))
          .findFirst()
          .orElseThrow(() -> otherZone(file, reading, zone));
    }
    if (offsets.size() == 1) {
      return reading.local().toInstant(offsets.get(0));
    }
    String mend =
        " in the time zone "
            + zone
            + ", where clocks were set "
            + (offsets.isEmpty() ? "forward" : "back")
            + " then; put its offset in the name, such as ";
    if (offsets.isEmpty()) {
      ZoneOffset before = rules.getTransition(reading.local()).getOffsetBefore();
      throw new BadInput(
          "The name of "
              + file
              + " means "
              + reading.local()
              + ", which there was not"
              + mend
              + named(reading.local(), before)
              + ", or correct the site's time-zone.");
    }
    throw new BadInput(
        "The name of "
            + file
            + " means "
            + reading.local()
            + ", which came twice"
            + mend
            + named(reading.local(), offsets.get(0))
            + " or "
            + named(reading.local(), offsets.get(1))
            + ", or set the site's time-zone to the one that the camera's clock keeps.");
  }

  /** What a zone's time is called at an instant. */
  private static String word(ZoneId zone, Instant instant) {
    return TimeZone.getTimeZone(zone)
        .getDisplayName(zone.getRules().isDaylightSavings(instant), TimeZone.SHORT, Locale.ENGLISH);
  }

  private static BadInput otherZone(Path file, Reading reading, ZoneId zone) {
    return new BadInput(
        "The name of "
            + file
            + " means "
            + reading
            + ", which is no time of the time zone "
            + zone
            + "; put its offset in the name, such as "
            + named(reading.local(), zone.getRules().getOffset(reading.local()))
            + ", or correct the site's time-zone.");
  }

  private static String named(LocalDateTime local, ZoneOffset offset) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ssXX").format(local.atOffset(offset));
  }
}
