package io.sightline.evaluation.sessions;

/**
 * What was read on one track.
 *
 * @param best the read with the largest score alone, as its region spells it
 * @param voted what all reads together come to; null where no plate is believed
 */
public record TrackPlate(String best, String voted) {}
