package io.sightline.source.camera;

/**
 * Makes capture times of a live stream's presentation times. These count from anywhere, jump and
 * drift; so they are anchored to the clock of arrival: a capture time is never later than the
 * frame's arrival, never earlier than that by more than the tolerance, and in between goes at the
 * camera's own pace. Not for use by several threads.
 */
final class CaptureClock {
  /** A frame is believed to have been on its way for at most this long, milliseconds. */
  static final long TOLERANCE_MILLIS = 500;

  private static final long MICROS_PER_MILLI = 1_000;

  private boolean anchored;
  private long offsetMicros;

  /**
   * @param presentationMicros as the camera counts
   * @param arrivalMillis when the frame came, since 1970
   * @return capture time, whole milliseconds since 1970
   */
  long capturedAt(long presentationMicros, long arrivalMillis) {
    long arrivalMicros = arrivalMillis * MICROS_PER_MILLI;
    long believed = anchored ? presentationMicros + offsetMicros : arrivalMicros;
    boolean early = believed > arrivalMicros;
    boolean late = believed < arrivalMicros - TOLERANCE_MILLIS * MICROS_PER_MILLI;
    if (!anchored || early || late) {
      anchored = true;
      offsetMicros = arrivalMicros - presentationMicros;
      believed = arrivalMicros;
    }
    return Math.floorDiv(believed, MICROS_PER_MILLI);
  }

  /** Forgets the anchor: the next presentation time counts from elsewhere. */
  void reset() {
    anchored = false;
  }
}
