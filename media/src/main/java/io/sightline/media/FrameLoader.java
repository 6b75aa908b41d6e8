package io.sightline.media;

import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import java.nio.file.Path;

/**
 * Decodes single recorded frames again from their addresses. Keeps the last video open, so that
 * frames asked for in their order cost no search each. Not for use by several threads.
 */
public final class FrameLoader implements AutoCloseable {
  /** Up to this far ahead, decoding on is cheaper than searching. */
  private static final long LINEAR_MICROS = 2_000_000;

  private String openMedia;
  private VideoFile video;

  /**
   * @throws MediaFailure when the frame is not there any more
   */
  public Picture load(FrameHeader frame) {
    FrameAddress address = frame.address();
    Path file = Path.of(address.media());
    if (frame.still()) {
      return PictureFile.read(file);
    }
    if (!address.media().equals(openMedia)) {
      close();
      video = VideoFile.open(file);
      openMedia = address.media();
      video.seek(address.presentationMicros());
    } else if (video.currentMicros() >= address.presentationMicros()
        || video.currentMicros() < address.presentationMicros() - LINEAR_MICROS) {
      video.seek(address.presentationMicros());
    }
    while (video.advance()) {
      if (video.currentMicros() == address.presentationMicros()) {
        return video.picture();
      }
      if (video.currentMicros() > address.presentationMicros()) {
        break;
      }
    }
    throw new MediaFailure(
        "The video "
            + file
            + " has no frame at "
            + address.presentationMicros()
            + " us any more; it was changed while a run was reading it.");
  }

  @Override
  public void close() {
    if (video != null) {
      video.close();
      video = null;
      openMedia = null;
    }
  }
}
