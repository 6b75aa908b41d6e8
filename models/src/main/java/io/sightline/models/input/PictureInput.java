package io.sightline.models.input;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.insertChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Colour;
import io.sightline.models.manifest.InputSpec.Fit;
import io.sightline.models.manifest.InputSpec.Layout;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Lays pictures into a model's input tensor, each into its place of one direct buffer: resized
 * (bilinear, half-pixel centres), channels in the model's order, {@code (pixel × scale − mean) ÷
 * std}. Keeps native scratch memory; not for use by several threads.
 */
public final class PictureInput implements AutoCloseable {
  /** Where the width follows the picture, it is at most this many times the height. */
  private static final int MOST_PROPORTION = 40;

  private final InputSpec spec;
  private final int width;
  private final int height;
  private final int channels;
  private final float[] padding;

  /** A whole input of padding; made when it is first needed. */
  private float[] around = {};

  private final Mat resized = new Mat();
  private final Mat exact = new Mat();
  private final Mat plane = new Mat();
  private final Mat numbers = new Mat();
  private BytePointer pixels = new BytePointer(0);

  /**
   * @param spec with layout and colour
   * @param width of the model's input, pixels; 0 where it follows the picture
   * @param height of the model's input, pixels
   */
  public PictureInput(InputSpec spec, int width, int height) {
    this.spec = spec;
    this.width = width;
    this.height = height;
    this.channels = spec.colour().channels();
    this.padding = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      padding[channel] = (float) (spec.pad() * factor(channel) + summand(channel));
    }
  }

  /** How many values one picture takes in the buffer at most. */
  public int length() {
    return channels * (width == 0 ? MOST_PROPORTION * height : width) * height;
  }

  /** Width of the model's input for a picture, pixels. */
  public int widthFor(Picture picture) {
    if (width > 0) {
      return width;
    }
    int follows = Math.round((float) picture.width() * height / picture.height());
    return Math.max(1, Math.min(MOST_PROPORTION * height, follows));
  }

  /**
   * Writes a picture into the place {@code index} of a batch.
   *
   * @param batch a direct buffer of at least {@code (index + 1) × length()} values
   * @return how the picture lies in the input
   */
  public InputTransform write(Picture picture, FloatBuffer batch, int index) {
    int inputWidth = widthFor(picture);
    InputTransform transform = transform(picture.width(), picture.height());
    int innerWidth = Math.min(inputWidth, Math.round(picture.width() * transform.scaleX()));
    int innerHeight = Math.min(height, Math.round(picture.height() * transform.scaleY()));
    load(picture, innerWidth, innerHeight);
    int base = index * channels * inputWidth * height;
    if (innerWidth < inputWidth || innerHeight < height) {
      pad(batch, base, inputWidth * height);
    }
    int corner = (int) transform.offsetY() * inputWidth + (int) transform.offsetX();
    FloatPointer start = new FloatPointer(batch);
    if (spec.layout() == Layout.NHWC) {
      writeTogether(start, base + corner * channels, inputWidth, innerWidth, innerHeight);
    } else {
      writePlanes(start, base + corner, inputWidth, innerWidth, innerHeight);
    }
    return transform;
  }

  private void writePlanes(
      FloatPointer start, int first, int inputWidth, int innerWidth, int innerHeight) {
    for (int channel = 0; channel < channels; channel++) {
      extract(channel);
      try (FloatPointer place = start.getPointer(first + (long) channel * inputWidth * height);
          Mat target =
              new Mat(innerHeight, innerWidth, CV_32FC1, place, (long) inputWidth * Float.BYTES)) {
        plane.convertTo(target, CV_32F, factor(channel), summand(channel));
      }
    }
  }

  private void writeTogether(
      FloatPointer start, int first, int inputWidth, int innerWidth, int innerHeight) {
    int type = channels == 1 ? CV_32FC1 : CV_32FC3;
    long step = (long) inputWidth * channels * Float.BYTES;
    try (FloatPointer place = start.getPointer(first);
        Mat target = new Mat(innerHeight, innerWidth, type, place, step)) {
      for (int channel = 0; channel < channels; channel++) {
        extract(channel);
        plane.convertTo(numbers, CV_32F, factor(channel), summand(channel));
        insertChannel(numbers, target, channel);
      }
    }
  }

  /** Takes one channel, in the model's order, out of the resized picture. */
  private void extract(int channel) {
    if (spec.colour() == Colour.GREY) {
      cvtColor(resized, plane, COLOR_BGR2GRAY);
    } else {
      extractChannel(resized, plane, spec.colour() == Colour.RGB ? 2 - channel : channel);
    }
  }

  InputTransform transform(int pictureWidth, int pictureHeight) {
    if (width == 0 || spec.fit() == Fit.HEIGHT) {
      int most = width == 0 ? MOST_PROPORTION * height : width;
      float inner = Math.round((float) pictureWidth * height / pictureHeight);
      float scaleX = Math.max(1, Math.min(most, inner)) / pictureWidth;
      return new InputTransform(
          scaleX, (float) height / pictureHeight, 0, 0, pictureWidth, pictureHeight);
    }
    float scaleX = (float) width / pictureWidth;
    float scaleY = (float) height / pictureHeight;
    float scale = Math.min(scaleX, scaleY);
    if (spec.fit() == Fit.LETTERBOX_TOP_LEFT) {
      return new InputTransform(scale, scale, 0, 0, pictureWidth, pictureHeight);
    }
    if (spec.fit() == Fit.LETTERBOX) {
      int freeX = width - Math.round(pictureWidth * scale);
      int freeY = height - Math.round(pictureHeight * scale);
      return new InputTransform(scale, scale, freeX / 2, freeY / 2, pictureWidth, pictureHeight);
    }
    return new InputTransform(scaleX, scaleY, 0, 0, pictureWidth, pictureHeight);
  }

  private void load(Picture picture, int innerWidth, int innerHeight) {
    int bytes = picture.width() * picture.height() * Picture.BYTES_PER_PIXEL;
    if (pixels.capacity() < bytes) {
      pixels.close();
      pixels = new BytePointer(bytes);
    }
    pixels.position(0).put(picture.bgr(), 0, bytes);
    try (Mat source = new Mat(picture.height(), picture.width(), CV_8UC3, pixels);
        Size size = new Size(innerWidth, innerHeight)) {
      // In floats: OpenCV's way with bytes rounds weights and levels, which moves scores by some
      // thousandths.
      source.convertTo(exact, CV_32F);
      resize(exact, resized, size, 0, 0, INTER_LINEAR);
    }
  }

  /** Fills a picture's place with what lies around it. */
  private void pad(FloatBuffer batch, int base, int area) {
    if (around.length != channels * area) {
      around = new float[channels * area];
      for (int i = 0; i < around.length; i++) {
        around[i] = padding[spec.layout() == Layout.NHWC ? i % channels : i / area];
      }
    }
    batch.put(base, around, 0, around.length);
  }

  private double factor(int channel) {
    return spec.scale() / spec.std(channel);
  }

  private double summand(int channel) {
    return -spec.mean(channel) / spec.std(channel);
  }

  @Override
  public void close() {
    resized.close();
    exact.close();
    plane.close();
    numbers.close();
    pixels.close();
  }
}
