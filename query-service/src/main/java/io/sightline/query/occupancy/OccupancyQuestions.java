package io.sightline.query.occupancy;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.Periods;
import io.sightline.query.facts.Periods.Known;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.failures.NotFound;
import io.sightline.store.occupancy.OccupancySums;
import io.sightline.store.occupancy.OccupancySums.HourOfWeek;
import io.sightline.store.occupancy.OccupancySums.Span;
import io.sightline.store.occupancy.OccupancySums.SpotSum;
import io.sightline.store.occupancy.OccupancySums.Sum;
import io.sightline.store.sites.KnownThings.Thing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;

/** When a place is how full, and which spots are taken most. */
@Component
public class OccupancyQuestions {
  private static final int MOST_SPOTS = 1_000;

  private final OccupancySums sums;
  private final Periods periods;
  private final Facts facts;

  protected OccupancyQuestions(OccupancySums sums, Periods periods, Facts facts) {
    this.facts = facts;
    this.sums = sums;
    this.periods = periods;
  }

  /**
   * An answer, and what it is of.
   *
   * @param from of the first window
   * @param to no window begins then or later
   */
  public record Answer<T>(String site, ZoneId zone, Instant from, Instant to, List<T> items) {}

  /**
   * By day and hour of the week where the site is; hours of which nothing is known are left out.
   *
   * @param zone null for none
   * @param level null for none
   * @param spot null for none; without any of the three the whole site is meant
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the period cannot be used, or more than one place is named
   */
  public Answer<HourOfWeek> hoursOfWeek(
      Reader reader, Period period, String zone, String level, String spot) {
    Place place = Place.of(period.site(), zone, level, spot);
    Known known = known(reader, period, ChronoUnit.HOURS);
    List<HourOfWeek> hours = sums.hoursOfWeek(span(known, place), known.zone());
    if (hours.isEmpty()) {
      facts.requireThere(
          reader,
          period.run(),
          new Facts.Named(Thing.ZONE, zone),
          new Facts.Named(Thing.LEVEL, level),
          new Facts.Named(Thing.SPOT, spot));
    }
    return new Answer<>(known.site(), known.zone(), known.from(), known.to(), hours);
  }

  /**
   * Spots of a site, the most occupied first.
   *
   * @param limit how many; null for all, up to a thousand
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when the period or the limit cannot be used
   */
  public Answer<SpotSum> busiest(Reader reader, Period period, Integer limit) {
    if (limit != null && (limit < 1 || limit > MOST_SPOTS)) {
      throw new BadInput("`limit` must be from 1 to " + MOST_SPOTS + ".");
    }
    Known known = known(reader, period, ChronoUnit.DAYS);
    Span span = span(known, new Place("spot", null));
    List<SpotSum> spots = sums.busiest(span, limit == null ? MOST_SPOTS : limit);
    if (spots.isEmpty()) {
      facts.requireThere(reader, period.run());
    }
    return new Answer<>(known.site(), known.zone(), known.from(), known.to(), spots);
  }

  /**
   * How one place was in two times, or in two runs.
   *
   * @throws NotFound when the site is not there for the reader
   * @throws BadInput when a period cannot be used, or more than one place is named
   */
  public Compared compare(
      Reader reader, Period one, Period other, String zone, String level, String spot) {
    Place place = Place.of(one.site(), zone, level, spot);
    Known first = known(reader, one, ChronoUnit.HOURS);
    Known second =
        known(
            reader,
            other.from() == null && other.to() == null && !other.run().equals(one.run())
                ? new Period(other.run(), one.site(), first.from(), first.to())
                : before(first, other),
            ChronoUnit.HOURS);
    for (Period each : List.of(one, other)) {
      facts.requireThere(
          reader,
          each.run(),
          new Facts.Named(Thing.ZONE, zone),
          new Facts.Named(Thing.LEVEL, level),
          new Facts.Named(Thing.SPOT, spot));
    }
    return new Compared(first, sums.sum(span(first, place)), second, sums.sum(span(second, place)));
  }

  /** Where nothing else is said: as long, and right before. */
  private static Period before(Known first, Period other) {
    Instant to = other.to() == null ? first.from() : other.to();
    Instant from =
        other.from() == null ? to.minus(Duration.between(first.from(), first.to())) : other.from();
    return new Period(other.run(), first.site(), from, to);
  }

  /** Two sums, and what they are of. */
  public record Compared(Known one, Sum ofOne, Known other, Sum ofOther) {}

  private Known known(Reader reader, Period period, ChronoUnit unit) {
    return periods.whole(reader, period, unit, () -> sums.newest(period.run(), period.site()));
  }

  private static Span span(Known of, Place place) {
    return new Span(of.run(), of.site(), place.scope(), place.id(), of.from(), of.to());
  }
}
