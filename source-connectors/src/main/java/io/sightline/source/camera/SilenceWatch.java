package io.sightline.source.camera;

import io.sightline.domain.frames.Silence;

/**
 * Notices when a camera has sent nothing for a second, and again each second. What was noticed
 * waits to be taken; meanwhile nothing else is. Not for use by several threads.
 */
final class SilenceWatch {
  private static final long EVERY_MILLIS = 1_000;

  /**
   * @param millis time of the silence
   */
  record Marker(Silence reason, long millis) {
    boolean isLoss() {
      return Silence.isLoss(reason.key());
    }
  }

  private long quietSinceMillis;
  private Marker marker;

  /** A frame has come, or there is none to come yet. */
  void heard(long nowMillis) {
    quietSinceMillis = nowMillis;
  }

  /** Whether a silence is to be noted now. */
  boolean isDue(long nowMillis) {
    return marker == null && nowMillis - quietSinceMillis >= EVERY_MILLIS;
  }

  void note(Silence reason, long millis, long nowMillis) {
    marker = new Marker(reason, millis);
    quietSinceMillis = nowMillis;
  }

  /** What was noticed; null when there is nothing. */
  Marker peek() {
    return marker;
  }

  /** What was noticed, which is forgotten; null when there is nothing. */
  Marker poll() {
    Marker noticed = marker;
    marker = null;
    return noticed;
  }
}
