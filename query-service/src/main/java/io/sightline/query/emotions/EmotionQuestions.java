package io.sightline.query.emotions;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.Periods;
import io.sightline.query.facts.Periods.Known;
import io.sightline.query.facts.Periods.Period;
import io.sightline.query.failures.NotFound;
import io.sightline.store.emotions.EmotionShares;
import io.sightline.store.emotions.EmotionShares.Span;
import io.sightline.store.emotions.EmotionShares.Sum;
import io.sightline.store.sites.KnownThings.Thing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What faces showed at which hour, and before and after something happened. */
@Component
public class EmotionQuestions {
  private static final int MOST_MINUTES = 24 * 60;

  private final EmotionShares shares;
  private final Periods periods;
  private final Facts facts;

  protected EmotionQuestions(EmotionShares shares, Periods periods, Facts facts) {
    this.shares = shares;
    this.periods = periods;
    this.facts = facts;
  }

  /** Sums by hour of the day, and what they are of. */
  public record Hours(Known of, List<Sum> hours) {}

  /** Sums before and after, and what they are of. */
  public record Around(Known before, Sum ofBefore, Known after, Sum ofAfter) {}

  /**
   * By hour of the day where the site is; hours of which nothing is known are left out.
   *
   * @param camera null for all of the site
   * @param zone null for whole pictures
   * @throws NotFound when the site or camera is not there for the reader
   * @throws BadInput when the period cannot be used
   */
  public Hours byHour(Reader reader, Period period, String camera, String zone) {
    Known known =
        periods.whole(
            reader, period, ChronoUnit.HOURS, () -> shares.newest(period.run(), period.site()));
    List<Sum> hours = shares.byHour(span(known, camera, zone, Duration.ofHours(1)), known.zone());
    if (hours.isEmpty()) {
      facts.requireThere(
          reader,
          period.run(),
          new Facts.Named(Thing.CAMERA, camera),
          new Facts.Named(Thing.ZONE, zone));
    }
    return new Hours(known, hours);
  }

  /**
   * Before and after something, minute by minute.
   *
   * @param camera null for all of the site
   * @param zone null for whole pictures
   * @param at when it happened; the minute that it falls into is neither's
   * @param minutes how many on either side
   * @throws NotFound when the site or camera is not there for the reader
   * @throws BadInput when the time or the minutes cannot be used
   */
  public Around around(
      Reader reader, String run, String site, String camera, String zone, Instant at, int minutes) {
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw new BadInput("`minutes` must be from 1 to " + MOST_MINUTES + ".");
    }
    Periods.requireUsable(at, "at");
    Duration each = Duration.ofMinutes(minutes);
    Duration minute = Duration.ofMinutes(1);
    Instant begins = Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 60L) * 60);
    Instant ends = begins.equals(at) ? begins : begins.plus(minute);
    Known before =
        periods.of(reader, new Period(run, site, begins.minus(each), begins), Optional::empty);
    Known after = periods.of(reader, new Period(run, site, ends, ends.plus(each)), Optional::empty);
    Sum ofBefore = shares.together(span(before, camera, zone, minute));
    Sum ofAfter = shares.together(span(after, camera, zone, minute));
    if (ofBefore.windows() + ofAfter.windows() == 0) {
      facts.requireThere(
          reader, run, new Facts.Named(Thing.CAMERA, camera), new Facts.Named(Thing.ZONE, zone));
    }
    return new Around(before, ofBefore, after, ofAfter);
  }

  private static Span span(Known of, String camera, String zone, Duration window) {
    return new Span(of.run(), of.site(), camera, zone, of.from(), of.to(), window.toMillis());
  }
}
