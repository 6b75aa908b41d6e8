package io.sightline.benchmarks;

import java.nio.file.Path;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FrameGrabber;

/** JavaCV's own grabber, to blue-green-red pictures: what decoding costs at least. */
final class BareDecoder {
  private BareDecoder() {}

  /**
   * @param warm frames that are not counted
   * @param times how many times over the file is decoded
   */
  static Measurement run(Path file, long warm, int times) throws FrameGrabber.Exception {
    long seen = 0;
    Measurement.Clock clock = Measurement.Clock.start();
    for (int i = 0; i < times; i++) {
      try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
        grabber.setImageMode(FrameGrabber.ImageMode.COLOR);
        grabber.start();
        while (grabber.grabImage() != null) {
          if (++seen == warm) {
            clock = Measurement.Clock.start();
          }
        }
      }
    }
    return clock.stop(seen - warm);
  }
}
