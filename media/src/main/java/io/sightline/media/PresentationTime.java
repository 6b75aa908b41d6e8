package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_DOWN;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_rnd;

import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Presentation times out of a stream's own units. */
final class PresentationTime {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private PresentationTime() {}

  /** Whole microseconds, rounded down. */
  static long micros(long timestamp, AVStream stream) {
    AVRational base = stream.time_base();
    return av_rescale_rnd(timestamp, base.num() * MICROS_PER_SECOND, base.den(), AV_ROUND_DOWN);
  }
}
