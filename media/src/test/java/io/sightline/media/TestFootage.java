package io.sightline.media;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/** Draws footage for tests. */
public final class TestFootage {
  private TestFootage() {}

  /**
   * @param keyFrameEvery frames from one keyframe to the next
   * @param painter draws frame number n onto black
   */
  public static Path write(
      Path file,
      int width,
      int height,
      double framesPerSecond,
      int frames,
      int keyFrameEvery,
      BiConsumer<Graphics2D, Integer> painter) {
    return write(file, "mp4", 1, width, height, framesPerSecond, frames, keyFrameEvery, painter);
  }

  /** As cameras write that may lose their power: in fragments, each of which can be read. */
  public static Path writeInFragments(
      Path file,
      int width,
      int height,
      double framesPerSecond,
      int frames,
      int keyFrameEvery,
      BiConsumer<Graphics2D, Integer> painter) {
    return write(
        file,
        "mp4",
        Map.of("movflags", "frag_keyframe+empty_moov"),
        1,
        width,
        height,
        framesPerSecond,
        frames,
        keyFrameEvery,
        painter);
  }

  /**
   * @param format of the container, as FFmpeg names it
   * @param pixelAspect width of a pixel by its height
   * @param keyFrameEvery frames from one keyframe to the next
   * @param painter draws frame number n onto black
   */
  public static Path write(
      Path file,
      String format,
      double pixelAspect,
      int width,
      int height,
      double framesPerSecond,
      int frames,
      int keyFrameEvery,
      BiConsumer<Graphics2D, Integer> painter) {
    return write(
        file,
        format,
        Map.of(),
        pixelAspect,
        width,
        height,
        framesPerSecond,
        frames,
        keyFrameEvery,
        painter);
  }

  private static Path write(
      Path file,
      String format,
      Map<String, String> options,
      double pixelAspect,
      int width,
      int height,
      double framesPerSecond,
      int frames,
      int keyFrameEvery,
      BiConsumer<Graphics2D, Integer> painter) {
    avutil.av_log_set_level(avutil.AV_LOG_PANIC);
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), width, height)) {
      recorder.setFormat(format);
      options.forEach(recorder::setOption);
      if (pixelAspect != 1) {
        recorder.setAspectRatio(pixelAspect);
      }
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_MPEG4);
      recorder.setMaxBFrames(2);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setFrameRate(framesPerSecond);
      recorder.setGopSize(keyFrameEvery);
      recorder.setVideoQuality(4);
      recorder.start();
      for (int n = 0; n < frames; n++) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        painter.accept(graphics, n);
        graphics.dispose();
        record(recorder, image);
      }
      recorder.stop();
      return file;
    } catch (Exception e) {
      throw new IllegalStateException("Could not write " + file, e);
    }
  }

  /**
   * Adds a picture, whole: JavaCV's converter takes one byte after the other.
   *
   * @param image of {@link BufferedImage#TYPE_3BYTE_BGR}
   */
  static void record(FFmpegFrameRecorder recorder, BufferedImage image)
      throws FrameRecorder.Exception {
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    recorder.recordImage(
        image.getWidth(),
        image.getHeight(),
        Frame.DEPTH_UBYTE,
        3,
        3 * image.getWidth(),
        avutil.AV_PIX_FMT_BGR24,
        ByteBuffer.wrap(bgr));
  }
}
