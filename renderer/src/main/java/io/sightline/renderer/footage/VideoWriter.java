package io.sightline.renderer.footage;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;

/** Writes pictures as H.264 in MP4. */
final class VideoWriter implements AutoCloseable {
  private static final int KEY_FRAME_SECONDS = 4;

  private final FFmpegFrameRecorder recorder;
  private final Java2DFrameConverter converter = new Java2DFrameConverter();

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
      converter.close();
      throw e;
    }
  }

  void write(BufferedImage picture) throws FrameRecorder.Exception {
    recorder.record(converter.convert(picture));
  }

  @Override
  public void close() throws FrameRecorder.Exception {
    try {
      recorder.stop();
    } finally {
      recorder.release();
      converter.close();
    }
  }
}
