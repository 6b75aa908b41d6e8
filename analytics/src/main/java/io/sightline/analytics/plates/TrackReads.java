package io.sightline.analytics.plates;

/**
 * What is remembered of one track's plate.
 *
 * @param model SHA-256 of the model that read last
 * @param shown the tally of the row that is shown; null while there is none
 */
public record TrackReads(PlateVote.State vote, String model, PlateVote.Tally shown) {}
