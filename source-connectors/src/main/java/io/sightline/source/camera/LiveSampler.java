package io.sightline.source.camera;

import io.sightline.source.footage.Sampling;
import io.sightline.source.timeline.CameraSplit;

/** Chooses which frames of one connection are analysed, beginning with its first. */
final class LiveSampler {
  private static final double HALF_A_SECOND_MILLIS = 500;

  private final double framesPerSecond;
  private Sampling sampling;
  private long takenMillis = CameraSplit.UNKNOWN;

  /**
   * @param framesPerSecond 0 for every frame
   */
  LiveSampler(double framesPerSecond) {
    this.framesPerSecond = framesPerSecond;
  }

  /**
   * @param millis capture time, later than those asked for before
   */
  boolean takes(long millis) {
    if (sampling == null) {
      // Frames lie in the middle of their intervals, so that jitter moves none into the next.
      long half = framesPerSecond > 0 ? (long) (HALF_A_SECOND_MILLIS / framesPerSecond) : 0;
      sampling = new Sampling(millis - half, framesPerSecond);
    }
    if (!sampling.takes(millis, takenMillis)) {
      return false;
    }
    takenMillis = millis;
    return true;
  }
}
