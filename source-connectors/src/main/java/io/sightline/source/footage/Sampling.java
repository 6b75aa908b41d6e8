package io.sightline.source.footage;

import io.sightline.source.timeline.CameraSplit;

/**
 * Which frames are handed on, as a pure function of time: frame <i>k</i> is the first whose capture
 * time is at or after {@code start + k ÷ fps}, in whole milliseconds.
 *
 * @param startMillis capture time of the camera's first frame
 * @param framesPerSecond 0 for every frame
 */
public record Sampling(long startMillis, double framesPerSecond) {

  /**
   * @param sampledMillis capture time of the last frame that was handed on; {@link
   *     CameraSplit#UNKNOWN} before the first
   */
  public boolean takes(long millis, long sampledMillis) {
    if (framesPerSecond <= 0 || sampledMillis == CameraSplit.UNKNOWN) {
      return true;
    }
    return millis >= startMillis + dueMillis(sampledMillis - startMillis);
  }

  /** Time of the first <i>k</i> after an elapsed time. */
  private long dueMillis(long elapsed) {
    long k = (long) (elapsed * framesPerSecond / 1_000);
    while (timeOf(k) <= elapsed) {
      k++;
    }
    return timeOf(k);
  }

  private long timeOf(long k) {
    return (long) (k * 1_000 / framesPerSecond);
  }
}
