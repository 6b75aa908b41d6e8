package io.sightline.query.predictions;

/**
 * What was predicted of a picture.
 *
 * @param millis from the picture's arrival to the answer
 * @param known whether the same was asked before, so that nobody looked again
 */
public record Answer<T>(T seen, long millis, boolean known) {}
