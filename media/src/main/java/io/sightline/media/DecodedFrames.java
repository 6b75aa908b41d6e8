package io.sightline.media;

import io.sightline.domain.frames.FramePosition;
import java.util.OptionalLong;

/** The frames of one video in the order in which they are shown. One thread reads it. */
interface DecodedFrames extends AutoCloseable {
  /** The next frame, which is the caller's to close; null at the end. */
  VideoFrame next();

  /** Goes to the frame behind a position that was taken of the same video. */
  void goBehind(FramePosition position);

  /** A byte of the file before which the frame that {@link #next} gave last lies. */
  long bytesRead();

  /** Microseconds from frame to frame as the container says; 0 where it does not. */
  long declaredPace();

  /**
   * Behind the first frame: how much of the video lies before it that could not be decoded,
   * microseconds.
   */
  default long lostBeforeFirst() {
    return 0;
  }

  /**
   * At the end: how much is missing, microseconds; empty when all is there.
   *
   * @param lengthMicros what was there
   */
  OptionalLong missingMicros(long lengthMicros);

  @Override
  void close();
}
