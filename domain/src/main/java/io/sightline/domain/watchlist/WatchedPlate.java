package io.sightline.domain.watchlist;

import io.sightline.domain.watchlist.WatchlistEntry.Match;
import java.time.Instant;

/**
 * A pattern, and when it counts. Of one entry there may be several, one after the other.
 *
 * @param entry id of the watchlist's entry
 * @param fromMillis event time from which it counts
 * @param toMillis event time from which it does not any more
 */
public record WatchedPlate(String entry, WatchPattern pattern, long fromMillis, long toMillis) {
  /**
   * @param from null for always
   * @param to null for ever
   * @throws IllegalArgumentException where the pattern is none
   */
  public static WatchedPlate of(
      String entry, Match match, String pattern, Instant from, Instant to) {
    return new WatchedPlate(
        entry,
        WatchPattern.of(match, pattern),
        from == null ? Long.MIN_VALUE : from.toEpochMilli(),
        to == null ? Long.MAX_VALUE : to.toEpochMilli());
  }

  boolean counts(long atMillis) {
    return fromMillis <= atMillis && atMillis < toMillis;
  }
}
