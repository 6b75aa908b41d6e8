package io.sightline.models.input;

import io.sightline.domain.frames.Picture;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.InputSpec.Fit;
import io.sightline.models.manifest.InputSpec.Layout;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Lays pictures into a model's input tensor, each into its place of one buffer, in one pass over
 * their bytes: resized (bilinear, half-pixel centres), channels in the model's order, {@code (pixel
 * × scale − mean) ÷ std}. Not for use by several threads.
 */
public final class PictureInput {
  /** Where the width follows the picture, it is at most this many times the height. */
  private static final int MOST_PROPORTION = 40;

  private final InputSpec spec;
  private final int width;
  private final int height;
  private final int channels;
  private final float[] padding;

  private final BilinearRows rows = new BilinearRows();

  /** One channel of one row of the input. */
  private float[] line = {};

  /** One row of the input with its channels together. */
  private float[] together = {};

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
   * @param batch of at least {@code (index + 1) × length()} values
   * @return how the picture lies in the input
   * @throws IllegalArgumentException when not one pixel of the picture would be left
   */
  public InputTransform write(Picture picture, FloatBuffer batch, int index) {
    int inputWidth = widthFor(picture);
    InputTransform transform = transform(picture.width(), picture.height());
    int innerWidth = Math.min(inputWidth, Math.round(picture.width() * transform.scaleX()));
    int innerHeight = Math.min(height, Math.round(picture.height() * transform.scaleY()));
    int left = (int) transform.offsetX();
    int top = (int) transform.offsetY();
    int base = index * channels * inputWidth * height;
    if (line.length < inputWidth) {
      line = new float[inputWidth];
      together = new float[inputWidth * channels];
    }
    rows.begin(picture, innerWidth, innerHeight);
    for (int y = 0; y < height; y++) {
      boolean inside = y >= top && y < top + innerHeight;
      if (inside) {
        rows.moveTo(y - top);
      }
      for (int channel = 0; channel < channels; channel++) {
        Arrays.fill(line, 0, inputWidth, padding[channel]);
        if (inside) {
          compose(channel, left, innerWidth);
        }
        lay(channel, y, inputWidth, batch, base);
      }
    }
    rows.end();
    return transform;
  }

  /** Writes one channel, counted in the model's order, of the row that the picture is at. */
  private void compose(int channel, int from, int length) {
    switch (spec.colour()) {
      case GREY -> rows.copyGrey(line, from);
      case RGB -> rows.copy(2 - channel, line, from);
      case BGR -> rows.copy(channel, line, from);
    }
    float factor = (float) factor(channel);
    float summand = (float) summand(channel);
    for (int x = from; x < from + length; x++) {
      line[x] = line[x] * factor + summand;
    }
  }

  /** Puts the line where the model expects this channel of this row. */
  private void lay(int channel, int y, int inputWidth, FloatBuffer batch, int base) {
    if (spec.layout() == Layout.NCHW) {
      batch.put(base + (channel * height + y) * inputWidth, line, 0, inputWidth);
      return;
    }
    for (int x = 0; x < inputWidth; x++) {
      together[x * channels + channel] = line[x];
    }
    if (channel == channels - 1) {
      batch.put(base + y * inputWidth * channels, together, 0, inputWidth * channels);
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

  private double factor(int channel) {
    return spec.scale() / spec.std(channel);
  }

  private double summand(int channel) {
    return -spec.mean(channel) / spec.std(channel);
  }
}
