package io.sightline.query.occupancy;

import io.sightline.domain.BadInput;
import io.sightline.domain.text.Instants;
import io.sightline.query.access.Access;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.failures.NotFound;
import io.sightline.store.occupancy.OccupancySums;
import io.sightline.store.occupancy.OccupancySums.HourOfWeek;
import io.sightline.store.occupancy.OccupancySums.Span;
import io.sightline.store.occupancy.OccupancySums.SpotSum;
import io.sightline.store.sites.KnownThings.Thing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** When a place is how full, and which spots are taken most. */
@Component
public class OccupancyQuestions {
  private static final Duration USUAL = Duration.ofDays(28);
  private static final Duration LONGEST = Duration.ofDays(400);
  private static final int MOST_SPOTS = 1_000;

  private final OccupancySums sums;
  private final Access access;
  private final Facts facts;

  protected OccupancyQuestions(OccupancySums sums, Access access, Facts facts) {
    this.facts = facts;
    this.sums = sums;
    this.access = access;
  }

  /**
   * What is asked of.
   *
   * @param from null for four weeks before the end
   * @param to null for the end of what is known
   */
  public record Period(String run, String site, Instant from, Instant to) {}

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
    Answer<HourOfWeek> empty = answer(reader, period);
    List<HourOfWeek> hours = sums.hoursOfWeek(span(period, empty, place), empty.zone());
    if (hours.isEmpty()) {
      facts.requireThere(
          reader,
          period.run(),
          new Facts.Named(Thing.ZONE, zone),
          new Facts.Named(Thing.LEVEL, level),
          new Facts.Named(Thing.SPOT, spot));
    }
    return new Answer<>(empty.site(), empty.zone(), empty.from(), empty.to(), hours);
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
    Answer<SpotSum> empty = answer(reader, period);
    Span span = span(period, empty, new Place("spot", null));
    List<SpotSum> spots = sums.busiest(span, limit == null ? MOST_SPOTS : limit);
    if (spots.isEmpty()) {
      facts.requireThere(reader, period.run());
    }
    return new Answer<>(empty.site(), empty.zone(), empty.from(), empty.to(), spots);
  }

  private static Span span(Period period, Answer<?> of, Place place) {
    return new Span(period.run(), of.site(), place.scope(), place.id(), of.from(), of.to());
  }

  /** With the period made out, and nothing in it yet. */
  private <T> Answer<T> answer(Reader reader, Period period) {
    if (period.site() == null || period.site().isBlank()) {
      throw new BadInput("`site` is missing; say which is meant.");
    }
    access.require(reader, period.site());
    requireUsable(period.from(), "from");
    requireUsable(period.to(), "to");
    ZoneId zone = sums.timeZone(period.run(), period.site()).map(ZoneId::of).orElse(ZoneOffset.UTC);
    Optional<Instant> newest =
        period.to() == null ? sums.newest(period.run(), period.site()) : Optional.empty();
    Instant known = newest.orElse(Instant.EPOCH);
    Instant latest = period.from() == null || known.isAfter(period.from()) ? known : period.from();
    Instant to = period.to() == null ? latest : period.to();
    Instant from = period.from() == null ? to.minus(USUAL) : period.from();
    if (to.isBefore(from)) {
      throw new BadInput("`to` lies before `from`; turn them round.");
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new BadInput(
          "The time asked for is longer than " + LONGEST.toDays() + " days; make it shorter.");
    }
    return new Answer<>(period.site(), zone, from, to, List.of());
  }

  private static void requireUsable(Instant at, String name) {
    if (at != null && !Instants.isUsable(at)) {
      throw new BadInput("`" + name + "` must be a time from the year 1900 to 2999.");
    }
  }
}
