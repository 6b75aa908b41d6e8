package io.sightline.media;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.Picture;
import java.nio.file.Path;

/**
 * Decodes single recorded frames again. Keeps the last video open, so that frames asked for in
 * their order cost no search each. Not for use by several threads.
 */
public final class FrameLoader implements AutoCloseable {
  /** Up to this many frames ahead, decoding on is cheaper than searching. */
  private static final long LINEAR_FRAMES = 50;

  private String openMedia;
  private VideoFile video;

  /** Number of the frame that {@link #video} gives next; negative where that is not known. */
  private long nextNumber;

  /**
   * @param frame of recorded footage
   * @throws MediaFailure when the frame is not there any more
   */
  public Picture load(Frame frame) {
    String media = frame.header().address().media();
    Path file = Path.of(media);
    if (frame.header().still()) {
      return PictureFile.read(file);
    }
    FramePosition wanted = frame.position().orElseThrow();
    if (!media.equals(openMedia)) {
      close();
      video = VideoFile.open(file);
      openMedia = media;
      nextNumber = 0;
    }
    if (wanted.number() < nextNumber || wanted.number() - nextNumber > LINEAR_FRAMES) {
      video.goBefore(wanted);
      nextNumber = wanted.number();
    }
    for (; nextNumber <= wanted.number(); nextNumber++) {
      try (VideoFrame next = video.next()) {
        if (next == null) {
          break;
        }
        if (nextNumber == wanted.number() && next.stamp().micros() == wanted.stampMicros()) {
          nextNumber++;
          return next.picture();
        }
      }
    }
    close();
    throw new MediaFailure(
        "The video "
            + file
            + " has no frame at "
            + wanted.stampMicros()
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
