package io.sightline.analytics.plates;

/**
 * A plate that a track was given, and when it was read there.
 *
 * @param firstMillis capture time of the first read
 * @param lastMillis capture time of the last read
 */
public record HeldPlate(long firstMillis, long lastMillis) {
  static HeldPlate of(PlateVote.State vote) {
    return new HeldPlate(vote.firstMillis(), vote.lastMillis());
  }

  boolean overlaps(PlateVote.State vote) {
    return firstMillis <= vote.lastMillis() && vote.firstMillis() <= lastMillis;
  }
}
