package io.sightline.source.camera;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.media.LiveStream;
import io.sightline.media.StreamFailure;

/** A camera's video as it comes in, decoded frame by frame. One thread reads it. */
interface IncomingVideo {

  /**
   * Waits for the next frame.
   *
   * @throws StreamFailure when none comes any more
   */
  void advance() throws StreamFailure;

  /** Presentation time of the current frame, microseconds from wherever the camera counts. */
  long currentMicros();

  PictureSize size();

  /** The current frame's pixels, on the heap. */
  Picture picture() throws StreamFailure;

  /** That of an open connection, which stays the caller's. */
  static IncomingVideo of(LiveStream stream) {
    return new IncomingVideo() {
      @Override
      public void advance() throws StreamFailure {
        stream.advance();
      }

      @Override
      public long currentMicros() {
        return stream.currentMicros();
      }

      @Override
      public PictureSize size() {
        return stream.size();
      }

      @Override
      public Picture picture() throws StreamFailure {
        return stream.picture();
      }
    };
  }
}
