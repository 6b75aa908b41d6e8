package io.sightline.media;

/**
 * What a container says of the time of one frame.
 *
 * @param micros presentation time stamp, microseconds from wherever the container counts; {@link
 *     #MISSING} where it has none
 * @param durationMicros how long the frame is shown, microseconds; 0 where it is not said
 */
public record Stamp(long micros, long durationMicros) {
  public static final long MISSING = Long.MIN_VALUE;

  boolean isMissing() {
    return micros == MISSING;
  }
}
