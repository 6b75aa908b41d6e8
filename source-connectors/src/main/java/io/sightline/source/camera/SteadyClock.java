package io.sightline.source.camera;

/**
 * Milliseconds since 1970, counted on from one look at the wall clock, so that it goes on steadily
 * when that is set.
 */
record SteadyClock(long startMillis, long startNanos) {
  static SteadyClock now() {
    return new SteadyClock(System.currentTimeMillis(), System.nanoTime());
  }

  long millis() {
    return startMillis + (System.nanoTime() - startNanos) / 1_000_000;
  }
}
