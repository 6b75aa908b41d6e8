package io.sightline.benchmarks;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.util.List;

/**
 * Frames that were decoded before, over and over; shared with the embedded cluster through this
 * class.
 */
final class MemoryTimeline implements Timeline<Frame> {
  static final String CAMERA = "memory";
  private static volatile List<Picture> pictures = List.of();
  private static final long FRAME_MILLIS = 40;

  private final long frames;
  private long next;

  MemoryTimeline(long frames) {
    this.frames = frames;
  }

  static void use(List<Picture> decoded) {
    pictures = List.copyOf(decoded);
  }

  @Override
  public Entry<Frame> next() {
    if (next == frames) {
      return null;
    }
    FrameHeader header =
        new FrameHeader(
            "bench",
            CAMERA,
            0,
            next,
            next * FRAME_MILLIS,
            RecordKind.FRAME,
            null,
            false,
            "bench",
            null);
    Picture picture = pictures.get((int) (next % pictures.size()));
    next++;
    CameraSplit after = CameraSplit.stored(CAMERA, 0, next, header.capturedAtMillis());
    return new Entry<>(new Frame(header, picture), header.capturedAtMillis(), after);
  }

  @Override
  public void close() {
    // Pictures are the benchmark's.
  }
}
