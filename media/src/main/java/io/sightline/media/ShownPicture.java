package io.sightline.media;

import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;

/**
 * How a decoded frame is shown. Pixels that are not square are stretched along their longer side,
 * as browsers do, so that nothing of the picture is lost.
 *
 * @param square size with square pixels, before the picture is turned
 */
record ShownPicture(PictureSize square, Orientation orientation) {
  private static final double MOST_STRETCH = 8;

  /** Sides that differ by less come from rounding. */
  private static final double LEAST_STRETCH = 1.005;

  /** The two by two numbers of a display matrix that turn and mirror, among its nine. */
  private static final int[] TURNING = {0, 1, 3, 4};

  static ShownPicture of(AVFormatContext container, AVStream stream, AVFrame frame) {
    PictureSize stored = new PictureSize(frame.width(), frame.height());
    // It comes by value, and is ours.
    try (AVRational aspect = av_guess_sample_aspect_ratio(container, stream, frame)) {
      return new ShownPicture(square(stored, aspect.num(), aspect.den()), orientation(frame));
    }
  }

  /** One whose pixels are square, as it is stored. */
  static ShownPicture ofStill(AVFrame frame) {
    return new ShownPicture(new PictureSize(frame.width(), frame.height()), Orientation.AS_STORED);
  }

  static PictureSize square(PictureSize stored, int pixelWidth, int pixelHeight) {
    if (pixelWidth <= 0 || pixelHeight <= 0) {
      return stored;
    }
    double wider = (double) pixelWidth / pixelHeight;
    double stretch = Math.max(wider, 1 / wider);
    PictureSize square =
        wider > 1
            ? new PictureSize((int) Math.round(stored.width() * stretch), stored.height())
            : new PictureSize(stored.width(), (int) Math.round(stored.height() * stretch));
    boolean sane =
        stretch >= LEAST_STRETCH
            && stretch <= MOST_STRETCH
            && (long) square.width() * square.height() <= Picture.MAX_PIXELS;
    return sane ? square : stored;
  }

  private static Orientation orientation(AVFrame frame) {
    AVFrameSideData matrix = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.isNull() || matrix.size() < 9L * Integer.BYTES) {
      return Orientation.AS_STORED;
    }
    IntPointer numbers = new IntPointer(matrix.data());
    return Orientation.ofMatrix(
        numbers.get(TURNING[0]),
        numbers.get(TURNING[1]),
        numbers.get(TURNING[2]),
        numbers.get(TURNING[3]));
  }

  PictureSize size() {
    return orientation.shown(square.width(), square.height());
  }
}
