package io.sightline.query.facts;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Instants;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotFound;
import io.sightline.store.occupancy.OccupancySums;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Times that sums are asked of, made out: what was left open is what is known. */
@Component
public class Periods {
  private static final Duration USUAL = Duration.ofDays(28);
  private static final Duration LONGEST = Duration.ofDays(400);

  private final Access access;
  private final OccupancySums sites;

  protected Periods(Access access, OccupancySums sites) {
    this.access = access;
    this.sites = sites;
  }

  /**
   * What is asked of.
   *
   * @param from null for four weeks before the end
   * @param to null for the end of what is known
   */
  public record Period(String run, String site, Instant from, Instant to) {}

  /**
   * The same, made out.
   *
   * @param zone where the site is
   * @param from of the first window
   * @param to no window begins then or later
   */
  public record Known(String run, String site, ZoneId zone, Instant from, Instant to) {}

  /**
   * @param newest when what is known ends; asked only where the period is open
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the period cannot be used
   */
  public Known of(Reader reader, Period period, Supplier<Optional<Instant>> newest) {
    if (period.site() == null || period.site().isBlank()) {
      throw new BadInput("`site` is missing; say which is meant.");
    }
    access.require(reader, period.site());
    requireUsable(period.from(), "from");
    requireUsable(period.to(), "to");
    ZoneId zone =
        sites.timeZone(period.run(), period.site()).map(ZoneId::of).orElse(ZoneOffset.UTC);
    Instant to =
        period.to() == null
            ? end(newest.get().orElseGet(Instant::now), period.from())
            : period.to();
    Instant from = period.from() == null ? to.minus(USUAL) : period.from();
    if (to.isBefore(from)) {
      throw new BadInput("`to` lies before `from`; turn them round.");
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new BadInput(
          "The time asked for is longer than " + LONGEST.toDays() + " days; make it shorter.");
    }
    return new Known(period.run(), period.site(), zone, from, to);
  }

  /**
   * As {@link #of}, and of that the whole windows of an hour or a day.
   *
   * @param unit hours or days
   * @throws NotFound as {@link #of}
   * @throws BadInput as {@link #of}
   */
  public Known whole(
      Reader reader, Period period, ChronoUnit unit, Supplier<Optional<Instant>> newest) {
    Known known = of(reader, period, newest);
    Instant last = begun(known.to(), unit, known.zone());
    Instant begun = begun(known.from(), unit, known.zone());
    Instant first = begun.equals(known.from()) ? begun : after(begun, unit, known.zone());
    return new Known(
        known.run(), known.site(), known.zone(), first, last.isBefore(first) ? first : last);
  }

  /** As {@link io.sightline.domain.facts.WindowSize} cuts: hours of UTC, and days of the place. */
  private static Instant begun(Instant at, ChronoUnit unit, ZoneId zone) {
    return unit == ChronoUnit.DAYS
        ? at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant()
        : at.truncatedTo(unit);
  }

  private static Instant after(Instant begun, ChronoUnit unit, ZoneId zone) {
    return unit == ChronoUnit.DAYS
        ? begun.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant()
        : begun.plus(1, unit);
  }

  /** What is known ends before it begins where nothing is known from then on. */
  private static Instant end(Instant known, Instant from) {
    return from == null || known.isAfter(from) ? known : from;
  }

  /**
   * @param at null for none
   * @throws BadInput when it is a time that nothing can be of
   */
  public static void requireUsable(Instant at, String name) {
    if (at != null && !Instants.isUsable(at)) {
      throw new BadInput("`" + name + "` must be a time from the year 1900 to 2999.");
    }
  }
}
