package io.sightline.models.input;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Colour;
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
  private final InputSpec spec;
  private final int width;
  private final int height;
  private final float[] padding;
  private final Mat resized = new Mat();
  private final Mat grey = new Mat();
  private final Mat plane = new Mat();
  private BytePointer pixels = new BytePointer(0);

  /**
   * @param width of the model's input, pixels
   * @param height of the model's input, pixels
   */
  public PictureInput(InputSpec spec, int width, int height) {
    this.spec = spec;
    this.width = width;
    this.height = height;
    this.padding = new float[spec.colour().channels()];
    for (int channel = 0; channel < padding.length; channel++) {
      padding[channel] = (float) (spec.pad() * factor(channel) + summand(channel));
    }
  }

  /** How many values one picture takes in the buffer. */
  public int length() {
    return spec.colour().channels() * width * height;
  }

  /**
   * Writes a picture into the place {@code index} of a batch.
   *
   * @param batch a direct buffer of at least {@code (index + 1) × length()} values
   * @return how the picture lies in the input
   */
  public InputTransform write(Picture picture, FloatBuffer batch, int index) {
    InputTransform transform = transform(picture.width(), picture.height());
    int innerWidth = Math.min(width, Math.round(picture.width() * transform.scaleX()));
    int innerHeight = Math.min(height, Math.round(picture.height() * transform.scaleY()));
    load(picture, innerWidth, innerHeight);
    fillPadding(batch, index, innerWidth, innerHeight);
    FloatPointer start = new FloatPointer(batch);
    long base = (long) index * length();
    for (int channel = 0; channel < padding.length; channel++) {
      int source = spec.colour() == Colour.RGB ? 2 - channel : channel;
      Mat from = resized;
      if (spec.colour() == Colour.GREY) {
        cvtColor(resized, grey, COLOR_BGR2GRAY);
        from = grey;
      } else {
        extractChannel(resized, plane, source);
        from = plane;
      }
      long first =
          base
              + ((long) channel * height + (int) transform.offsetY()) * width
              + (int) transform.offsetX();
      try (FloatPointer place = start.getPointer(first);
          Mat target =
              new Mat(innerHeight, innerWidth, CV_32FC1, place, (long) width * Float.BYTES)) {
        from.convertTo(target, CV_32F, factor(channel), summand(channel));
      }
    }
    return transform;
  }

  InputTransform transform(int pictureWidth, int pictureHeight) {
    float scaleX = (float) width / pictureWidth;
    float scaleY = (float) height / pictureHeight;
    return switch (spec.fit()) {
      case STRETCH, HEIGHT -> new InputTransform(scaleX, scaleY, 0, 0, pictureWidth, pictureHeight);
      case LETTERBOX_TOP_LEFT -> {
        float scale = Math.min(scaleX, scaleY);
        yield new InputTransform(scale, scale, 0, 0, pictureWidth, pictureHeight);
      }
      case LETTERBOX -> {
        float scale = Math.min(scaleX, scaleY);
        int freeX = width - Math.round(pictureWidth * scale);
        int freeY = height - Math.round(pictureHeight * scale);
        yield new InputTransform(scale, scale, freeX / 2, freeY / 2, pictureWidth, pictureHeight);
      }
    };
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
      resize(source, resized, size, 0, 0, INTER_LINEAR);
    }
  }

  private void fillPadding(FloatBuffer batch, int index, int innerWidth, int innerHeight) {
    if (innerWidth == width && innerHeight == height) {
      return;
    }
    int base = index * length();
    int area = width * height;
    for (int channel = 0; channel < padding.length; channel++) {
      int first = base + channel * area;
      for (int i = first; i < first + area; i++) {
        batch.put(i, padding[channel]);
      }
    }
  }

  private double factor(int channel) {
    return spec.scale() / spec.std().get(channel);
  }

  private double summand(int channel) {
    return -spec.mean().get(channel) / spec.std().get(channel);
  }

  @Override
  public void close() {
    resized.close();
    grey.close();
    plane.close();
    pixels.close();
  }
}
