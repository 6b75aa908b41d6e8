package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ411P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import io.sightline.domain.frames.Picture;
import java.util.Optional;
import java.util.Set;
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

  /** Pixel formats whose name says that levels reach from 0 to 255. */
  private static final Set<Integer> FULL_RANGE =
      Set.of(
          AV_PIX_FMT_YUVJ420P,
          AV_PIX_FMT_YUVJ422P,
          AV_PIX_FMT_YUVJ444P,
          AV_PIX_FMT_YUVJ440P,
          AV_PIX_FMT_YUVJ411P);

  /** Contrast and saturation as they are, in 16.16 fixed point. */
  private static final int ONE = 1 << 16;

  /** How colours and brightness are coded. */
  private record Levels(int space, boolean full) {
    static final Levels USUAL = new Levels(SWS_CS_DEFAULT, false);
  }

  private final PointerPointer<BytePointer> targetPlanes = new PointerPointer<>(1);
  private final IntPointer targetStrides = new IntPointer(1);
  private SwsContext converter;

  // What the tables of which converter are made for.
  private SwsContext levelled;
  private Levels levels;

  private BytePointer target;

  /** The frame's pixels as they are shown; empty when its pixel format cannot be converted. */
  Optional<Picture> convert(AVFrame frame, ShownPicture shown) {
    int width = shown.square().width();
    int height = shown.square().height();
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
            frame.width(),
            frame.height(),
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
    useLevelsOf(frame);
    sws_scale(
        converter, frame.data(), frame.linesize(), 0, frame.height(), targetPlanes, targetStrides);
    byte[] pixels = new byte[row * height];
    if (stride == row) {
      target.position(0).get(pixels, 0, pixels.length);
    } else {
      for (int y = 0; y < height; y++) {
        target.position((long) y * stride).get(pixels, y * row, row);
      }
      target.position(0);
    }
    return Optional.of(shown.orientation().of(new Picture(width, height, pixels)));
  }

  /**
   * Brightness and colours as the stream says that they are coded; as is usual where it does not.
   * The tables are made where something changes, not for each frame.
   */
  private void useLevelsOf(AVFrame frame) {
    boolean said =
        frame.colorspace() != AVCOL_SPC_UNSPECIFIED && frame.colorspace() != AVCOL_SPC_RGB;
    boolean full = frame.color_range() == AVCOL_RANGE_JPEG || FULL_RANGE.contains(frame.format());
    Levels wanted = new Levels(said ? frame.colorspace() : SWS_CS_DEFAULT, full);
    Levels before = converter.equals(levelled) ? levels : Levels.USUAL;
    if (!wanted.equals(before)) {
      IntPointer coefficients = sws_getCoefficients(wanted.space());
      sws_setColorspaceDetails(converter, coefficients, full ? 1 : 0, coefficients, 1, 0, ONE, ONE);
    }
    levelled = converter;
    levels = wanted;
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
