package io.sightline.analytics.order;

/**
 * Under which events wait for the other cameras.
 *
 * @param atMillis event time of the events
 * @param camera who reported them
 */
public record Moment(long atMillis, String camera) {}
