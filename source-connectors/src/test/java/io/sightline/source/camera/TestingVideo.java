package io.sightline.source.camera;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import io.sightline.media.StreamFailure;

/** A video whose frames have the times that the test says, and which then breaks off. */
final class TestingVideo implements IncomingVideo {
  private final long[] micros;
  private int read;

  TestingVideo(long... micros) {
    this.micros = micros;
  }

  @Override
  public void advance() throws StreamFailure {
    if (read == micros.length) {
      throw new StreamFailure(StreamFailure.Kind.ENDED, "It broke off.");
    }
    read++;
  }

  @Override
  public long currentMicros() {
    return micros[read - 1];
  }

  @Override
  public PictureSize size() {
    return new PictureSize(2, 1);
  }

  @Override
  public Picture picture() {
    return new Picture(2, 1, new byte[6]);
  }
}
