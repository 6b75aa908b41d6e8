package io.sightline.source.camera;

import io.sightline.media.StreamFailure;
import java.util.function.LongSupplier;

/** Dates the frames of one connection: each later than the one before, whatever the camera says. */
final class TimedVideo {
  private final IncomingVideo video;
  private final LongSupplier arrivalMillis;
  private final CaptureClock capture = new CaptureClock();
  private final MissingFrames missing = new MissingFrames();
  private int missed;
  private boolean begun;
  private long lastMillis;

  /**
   * @param arrivalMillis the time at which a frame has come, since 1970
   */
  TimedVideo(IncomingVideo video, LongSupplier arrivalMillis) {
    this.video = video;
    this.arrivalMillis = arrivalMillis;
  }

  /**
   * Waits for the next frame.
   *
   * @return its capture time, whole milliseconds since 1970
   * @throws StreamFailure when none comes any more
   */
  long advance() throws StreamFailure {
    video.advance();
    missed = missing.after(video.currentMicros());
    long millis = capture.capturedAt(video.currentMicros(), arrivalMillis.getAsLong());
    lastMillis = begun ? Math.max(millis, lastMillis + 1) : millis;
    begun = true;
    return lastMillis;
  }

  /** How many frames are known, by the current one, to have been lost on the way. */
  int missed() {
    return missed;
  }
}
