package io.sightline.media;

import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.util.List;
import java.util.OptionalLong;

/**
 * A video of stamps alone: its pictures are of one pixel each, whatever their size is said to be.
 */
public final class ScriptedVideo implements DecodedFrames {
  private static final Picture PIXEL = new Picture(1, 1, new byte[3]);

  private final List<Stamp> stamps;
  private final List<PictureSize> sizes;
  private final OptionalLong missingMicros;
  private final long lostBeforeFirst;
  private int next;

  private ScriptedVideo(
      List<Stamp> stamps,
      List<PictureSize> sizes,
      OptionalLong missingMicros,
      long lostBeforeFirst) {
    this.lostBeforeFirst = lostBeforeFirst;
    this.stamps = stamps;
    this.sizes = sizes;
    this.missingMicros = missingMicros;
  }

  /**
   * @param sizes one a frame, the last for all that follow
   */
  public static DatedVideo of(
      List<Stamp> stamps,
      List<PictureSize> sizes,
      OptionalLong missingMicros,
      DatedVideo.Position from) {
    return of(stamps, sizes, missingMicros, 0, from);
  }

  /**
   * @param lostBeforeFirst microseconds that could not be decoded
   */
  public static DatedVideo of(
      List<Stamp> stamps,
      List<PictureSize> sizes,
      OptionalLong missingMicros,
      long lostBeforeFirst,
      DatedVideo.Position from) {
    return new DatedVideo(new ScriptedVideo(stamps, sizes, missingMicros, lostBeforeFirst), from);
  }

  @Override
  public long lostBeforeFirst() {
    return lostBeforeFirst;
  }

  @Override
  public VideoFrame next() {
    if (next == stamps.size()) {
      return null;
    }
    Stamp stamp = stamps.get(next);
    PictureSize size = sizes.get(Math.min(next, sizes.size() - 1));
    next++;
    return new VideoFrame() {
      @Override
      public Stamp stamp() {
        return stamp;
      }

      @Override
      public PictureSize size() {
        return size;
      }

      @Override
      public Picture picture() {
        return PIXEL;
      }

      @Override
      public long bytes() {
        return 1;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public void goBehind(FramePosition position) {
    next = (int) position.number() + 1;
  }

  @Override
  public long bytesRead() {
    return next;
  }

  @Override
  public long declaredPace() {
    return 0;
  }

  @Override
  public OptionalLong missingMicros(long lengthMicros) {
    return missingMicros;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
