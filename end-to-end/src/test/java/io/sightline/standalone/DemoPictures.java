package io.sightline.standalone;

import io.sightline.domain.frames.Picture;
import io.sightline.media.PictureEncoder;
import io.sightline.media.VideoFile;
import io.sightline.media.VideoFrame;
import java.awt.image.BufferedImage;

/** Single frames of the demonstration's footage, of which it is known what they show. */
final class DemoPictures {
  private DemoPictures() {}

  /** A frame of a camera's video as JPEG; they are 5 to 25 frames a second. */
  static byte[] jpeg(String camera, long millis) {
    try (VideoFile video = VideoFile.open(TestSite.root().resolve("demo/" + camera + ".mp4"))) {
      while (true) {
        try (VideoFrame frame = video.next()) {
          if (frame == null) {
            throw new IllegalArgumentException("The video is shorter.");
          }
          if (frame.stamp().micros() >= millis * 1_000) {
            return PictureEncoder.jpeg(PictureEncoder.image(frame.picture()));
          }
        }
      }
    }
  }

  /** Nothing but grey. */
  static byte[] grey(int width, int height) {
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    java.util.Arrays.fill(bgr, (byte) 127);
    BufferedImage image = PictureEncoder.image(new Picture(width, height, bgr));
    return PictureEncoder.jpeg(image);
  }
}
