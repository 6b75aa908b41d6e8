package io.sightline.source.camera;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Milliseconds since 1970, counted on from a look at the wall clock, so that they go on steadily
 * when that is set. Of two in one process the later one never begins before the earlier one has
 * come: where the wall clock was set back, cameras go on by the time before it.
 */
record SteadyClock(long startMillis, long startNanos) {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

  /** From here on it is told that the wall clock is behind. */
  private static final long TOLD_MILLIS = 2_000;

  private static SteadyClock newest;

  static synchronized SteadyClock now() {
    long wall = System.currentTimeMillis();
    SteadyClock now = after(newest, wall, System.nanoTime());
    if (now.startMillis - wall > TOLD_MILLIS) {
      LOG.warn(
          "The machine's clock was set back by {} s. Cameras go on by the time before it, until the"
              + " clock is where it was; who starts anew meanwhile leaves their frames out.",
          (now.startMillis - wall) / 1_000);
    }
    newest = now;
    return now;
  }

  /**
   * @param before null for none
   */
  static SteadyClock after(SteadyClock before, long wallMillis, long nanos) {
    long steady = before == null ? wallMillis : before.at(nanos);
    return new SteadyClock(Math.max(wallMillis, steady), nanos);
  }

  long millis() {
    return at(System.nanoTime());
  }

  private long at(long nanos) {
    return startMillis + (nanos - startNanos) / 1_000_000;
  }
}
