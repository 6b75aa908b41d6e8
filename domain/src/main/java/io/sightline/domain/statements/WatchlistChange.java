package io.sightline.domain.statements;

import io.sightline.domain.watchlist.WatchPattern;

/**
 * What a person has changed of a watchlist: an entry as it is from then on.
 *
 * @param number its place among all statements about the site, from 1, without gaps
 * @param entry id
 * @param madeMillis when it was changed; of a new entry when it was made
 * @param pattern null for an entry that there is not any more
 * @param fromMillis event time from which it counts; the first version of an entry may count of
 *     times before it was made, later ones count from when they were made
 * @param toMillis event time from which it does not any more
 */
public record WatchlistChange(
    long number,
    String entry,
    long madeMillis,
    WatchPattern pattern,
    long fromMillis,
    long toMillis) {}
