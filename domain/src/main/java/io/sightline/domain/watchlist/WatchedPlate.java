package io.sightline.domain.watchlist;

/**
 * A pattern, and when it counts. Of one entry there may be several, one after the other.
 *
 * @param entry id of the watchlist's entry
 * @param fromMillis event time from which it counts
 * @param toMillis event time from which it does not any more
 */
public record WatchedPlate(String entry, WatchPattern pattern, long fromMillis, long toMillis) {
  boolean counts(long atMillis) {
    return fromMillis <= atMillis && atMillis < toMillis;
  }
}
