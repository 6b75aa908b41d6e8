package io.sightline.renderer.footage;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;

/** Writes pictures as H.264 in MP4. */
final class VideoWriter implements AutoCloseable {
  private static final int KEY_FRAME_SECONDS = 4;
  private static final int CHANNELS = 3;

  private final FFmpegFrameRecorder recorder;

  /**
   * @param bitsPerSecond aimed at
   */
  VideoWriter(Path file, int width, int height, double framesPerSecond, int bitsPerSecond)
      throws FrameRecorder.Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    recorder = new FFmpegFrameRecorder(file.toFile(), width, height);
    recorder.setFormat("mp4");
    recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
    recorder.setVideoCodecName("libopenh264");
    recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
    recorder.setFrameRate(framesPerSecond);
    recorder.setGopSize((int) (KEY_FRAME_SECONDS * framesPerSecond));
    recorder.setVideoBitrate(bitsPerSecond);
    recorder.setOption("movflags", "+faststart");
    try {
      recorder.start();
    } catch (FrameRecorder.Exception e) {
      recorder.release();
      throw e;
    }
  }

  /**
   * Adds a picture, whole: JavaCV's converter takes one byte after the other.
   *
   * @param picture of {@link BufferedImage#TYPE_3BYTE_BGR}
   */
  void write(BufferedImage picture) throws FrameRecorder.Exception {
    byte[] bgr = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
    recorder.recordImage(
        picture.getWidth(),
        picture.getHeight(),
        Frame.DEPTH_UBYTE,
        CHANNELS,
        CHANNELS * picture.getWidth(),
        avutil.AV_PIX_FMT_BGR24,
        ByteBuffer.wrap(bgr));
  }

  @Override
  public void close() throws FrameRecorder.Exception {
    try {
      recorder.stop();
    } finally {
      recorder.release();
    }
  }
}
