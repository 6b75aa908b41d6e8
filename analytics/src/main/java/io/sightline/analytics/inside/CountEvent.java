package io.sightline.analytics.inside;

import io.sightline.domain.facts.InsideCount.Cause;

/**
 * Something that changes how many are inside.
 *
 * @param site whether it concerns the site as a whole: somebody comes in or goes out, or might have
 *     unseen
 * @param from level that a vehicle leaves; empty for none that has a name
 * @param to level that it comes to; of a word the level that it is about; empty for none
 * @param vehicles how many a person says there are; 0 otherwise
 * @param number of the statement; 0 for what nobody has said
 */
public record CountEvent(
    long atMillis, Cause cause, boolean site, String from, String to, int vehicles, long number) {}
