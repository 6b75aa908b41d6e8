package io.sightline.domain.calendar;

import io.sightline.domain.BadInput;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of each week, such as {@code mon-fri 08:00-18:00}. Hours that go over midnight belong to
 * the day on which they begin; the same time twice is a whole day. What clocks skip or have twice
 * when they are changed is taken by what they show.
 *
 * @param days on which the hours begin
 * @param to is no part of them
 */
public record WeeklyHours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<days>[a-z,-]+)\\s+)?(?<from>\\d\\d:\\d\\d)\\s*-\\s*(?<to>\\d\\d:\\d\\d)");
  private static final int LONGEST = 100;
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  public WeeklyHours {
    days = Set.copyOf(days);
  }

  /**
   * @throws BadInput when these are no hours
   */
  public static WeeklyHours parse(String text) {
    Matcher form =
        FORM.matcher(text.length() > LONGEST ? "" : text.strip().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw wrong(text);
    }
    try {
      return new WeeklyHours(
          form.group("days") == null ? EnumSet.allOf(DayOfWeek.class) : days(form.group("days")),
          time(form.group("from")),
          time(form.group("to")));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BadInput(wrong(text).getMessage(), e);
    }
  }

  private static BadInput wrong(String text) {
    return new BadInput(
        "'"
            + text
            + "' are no hours; write them as mon-fri 08:00-18:00, sat,sun 20:00-06:00 or 08:00-18:00.");
  }

  private static LocalTime time(String text) {
    return "24:00".equals(text) ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  private static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", -1);
      if (ends.length > 2) {
        throw new IllegalArgumentException(part);
      }
      DayOfWeek day = day(ends[0]);
      DayOfWeek last = day(ends[ends.length - 1]);
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(String text) {
    int place = DAYS.indexOf(text);
    if (place < 0) {
      throw new IllegalArgumentException(text);
    }
    return DayOfWeek.of(place + 1);
  }

  /** Whether a moment, as clocks show it there, is within the hours. */
  public boolean contains(ZonedDateTime moment) {
    LocalTime time = moment.toLocalTime();
    DayOfWeek day = moment.getDayOfWeek();
    if (from.isBefore(to)) {
      return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
    }
    return !time.isBefore(from) && days.contains(day)
        || time.isBefore(to) && days.contains(day.minus(1));
  }
}
