package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import io.sightline.domain.frames.Picture;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Brings decoded frames of any pixel format onto the heap. Owns native memory of one picture until
 * closed; not for use by several threads.
 */
final class PictureConverter implements AutoCloseable {
  /**
   * Rows start at multiples of this in native memory, so that no vector instruction writes past the
   * end.
   */
  private static final int ROW_ALIGNMENT = 64;

  private final PointerPointer<BytePointer> targetPlanes = new PointerPointer<>(1);
  private final IntPointer targetStrides = new IntPointer(1);
  private SwsContext converter;
  private BytePointer target;

  /** The frame's pixels; empty when its pixel format cannot be converted. */
  Optional<Picture> convert(AVFrame frame) {
    int width = frame.width();
    int height = frame.height();
    int row = width * Picture.BYTES_PER_PIXEL;
    int stride = (row + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    long bytes = (long) stride * height + ROW_ALIGNMENT;
    if (target == null || target.capacity() < bytes) {
      if (target != null) {
        target.close();
      }
      target = new BytePointer(bytes);
      targetPlanes.put(0, target);
    }
    targetStrides.put(0, stride);
    converter =
        sws_getCachedContext(
            converter,
            width,
            height,
            frame.format(),
            width,
            height,
            AV_PIX_FMT_BGR24,
            SWS_BILINEAR,
            null,
            null,
            (DoublePointer) null);
    if (converter == null) {
      return Optional.empty();
    }
    sws_scale(converter, frame.data(), frame.linesize(), 0, height, targetPlanes, targetStrides);
    byte[] pixels = new byte[row * height];
    if (stride == row) {
      target.position(0).get(pixels, 0, pixels.length);
    } else {
      for (int y = 0; y < height; y++) {
        target.position((long) y * stride).get(pixels, y * row, row);
      }
      target.position(0);
    }
    return Optional.of(new Picture(width, height, pixels));
  }

  @Override
  public void close() {
    sws_freeContext(converter);
    converter = null;
    if (target != null) {
      target.close();
    }
    targetPlanes.close();
    targetStrides.close();
  }
}
