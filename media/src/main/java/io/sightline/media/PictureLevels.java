package io.sightline.media;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/**
 * The levels of blue, green and red as they stand in the file. Colour profiles and transparency are
 * left out of account, as by the libraries that models are trained with; of 16 bits the upper 8
 * count.
 */
final class PictureLevels {
  private static final int FULL = 255;
  private static final int MIDDLE = 128;
  private static final int RED = 16;
  private static final int GREEN = 8;

  /** One row of a picture as {@code 0xRRGGBB}. */
  private interface Rows {
    void read(int y, int[] rgb);
  }

  private PictureLevels() {}

  /**
   * @param name for the error
   * @throws UnsupportedPicture when it has colours that are not red, green and blue or grey
   */
  static Picture of(String name, BufferedImage image, Orientation orientation) {
    if (orientation.equals(Orientation.AS_STORED) && isBgr(image)) {
      byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      return new Picture(image.getWidth(), image.getHeight(), bgr);
    }
    return picture(image.getWidth(), image.getHeight(), rows(name, image), orientation);
  }

  /** Whether the levels lie as a picture of ours has them, as those of most JPEGs do. */
  private static boolean isBgr(BufferedImage image) {
    long bytes = (long) image.getWidth() * image.getHeight() * Picture.BYTES_PER_PIXEL;
    return image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte data
        && data.getOffset() == 0
        && data.getData().length == bytes;
  }

  /** Of a JPEG's components, as stored. */
  static Picture of(Raster raster, PictureNotes.Colours colours, Orientation orientation) {
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    int[] samples = new int[width * bands];
    Rows rows =
        (y, rgb) -> {
          raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
          for (int x = 0, at = 0; x < width; x++, at += bands) {
            rgb[x] = rgb(samples, at, colours);
          }
        };
    return picture(width, raster.getHeight(), rows, orientation);
  }

  /** Of a picture as stored. */
  static Picture of(Picture stored, Orientation orientation) {
    if (orientation.equals(Orientation.AS_STORED)) {
      return stored;
    }
    byte[] bgr = stored.bgr();
    Rows rows =
        (y, rgb) -> {
          int at = y * stored.width() * Picture.BYTES_PER_PIXEL;
          for (int x = 0; x < rgb.length; x++, at += Picture.BYTES_PER_PIXEL) {
            rgb[x] = (bgr[at + 2] & FULL) << RED | (bgr[at + 1] & FULL) << GREEN | bgr[at] & FULL;
          }
        };
    return picture(stored.width(), stored.height(), rows, orientation);
  }

  private static Rows rows(String name, BufferedImage image) {
    ColorModel colours = image.getColorModel();
    int depth = DataBuffer.getDataTypeSize(image.getRaster().getTransferType());
    if (!(colours instanceof ComponentColorModel)) {
      // Palettes and packed pixels: their colours are levels, and what is transparent has one, too.
      return (y, rgb) -> image.getRGB(0, y, rgb.length, 1, rgb, 0, rgb.length);
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    boolean grey = bands <= 2;
    int space = colours.getColorSpace().getType();
    if (depth > Short.SIZE || space != (grey ? ColorSpace.TYPE_GRAY : ColorSpace.TYPE_RGB)) {
      throw new UnsupportedPicture(
          "The picture "
              + name
              + " has colours that are neither grey nor red, green and blue; save it as a JPEG or"
              + " PNG that has.");
    }
    int green = grey ? 0 : 1;
    int blue = grey ? 0 : 2;
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel layout
        && raster.getDataBuffer() instanceof DataBufferByte bytes) {
      return interleaved(raster, layout, bytes, green, blue);
    }
    int[] samples = new int[raster.getWidth() * bands];
    int shift = depth - Byte.SIZE;
    return (y, rgb) -> {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, rgb.length, 1, samples);
      for (int x = 0, at = 0; x < rgb.length; x++, at += bands) {
        rgb[x] =
            samples[at] >> shift << RED
                | samples[at + green] >> shift << GREEN
                | samples[at + blue] >> shift;
      }
    };
  }

  /** Bytes side by side, as nearly all pictures are: read where they lie. */
  private static Rows interleaved(
      Raster raster,
      PixelInterleavedSampleModel layout,
      DataBufferByte bytes,
      int green,
      int blue) {
    byte[] data = bytes.getData();
    int[] offsets = layout.getBandOffsets();
    int toGreen = offsets[green] - offsets[0];
    int toBlue = offsets[blue] - offsets[0];
    int pixel = layout.getPixelStride();
    int left = raster.getMinX() - raster.getSampleModelTranslateX();
    int top = raster.getMinY() - raster.getSampleModelTranslateY();
    int first = bytes.getOffset() + offsets[0] + left * pixel;
    return (y, rgb) -> {
      int at = first + (top + y) * layout.getScanlineStride();
      for (int x = 0; x < rgb.length; x++, at += pixel) {
        rgb[x] =
            (data[at] & FULL) << RED
                | (data[at + toGreen] & FULL) << GREEN
                | data[at + toBlue] & FULL;
      }
    };
  }

  private static int rgb(int[] samples, int at, PictureNotes.Colours colours) {
    int first = samples[at];
    int second = samples[at + 1];
    int third = samples[at + 2];
    return switch (colours) {
      case YCC -> ofYcc(first, second, third);
      case CMYK -> inked(~first & FULL, ~second & FULL, ~third & FULL, ~samples[at + 3] & FULL);
      case INVERTED_CMYK -> inked(first, second, third, samples[at + 3]);
      case INVERTED_YCCK -> {
        int ink = ~ofYcc(first, second, third);
        yield inked(ink >> RED & FULL, ink >> GREEN & FULL, ink & FULL, samples[at + 3]);
      }
      case AS_DECODED -> throw new IllegalArgumentException("Such levels are decoded already.");
    };
  }

  /** What light paper gives back under inks that let through so much of it. */
  private static int inked(int cyan, int magenta, int yellow, int black) {
    return product(cyan, black) << RED | product(magenta, black) << GREEN | product(yellow, black);
  }

  private static int product(int a, int b) {
    return (a * b + FULL / 2) / FULL;
  }

  /** JFIF's colours: ITU-R BT.601 in full range. */
  private static int ofYcc(int y, int cb, int cr) {
    return level(y + 1.402 * (cr - MIDDLE)) << RED
        | level(y - 0.344136 * (cb - MIDDLE) - 0.714136 * (cr - MIDDLE)) << GREEN
        | level(y + 1.772 * (cb - MIDDLE));
  }

  private static int level(double value) {
    return (int) Math.round(Math.max(0, Math.min(FULL, value)));
  }

  private static Picture picture(int width, int height, Rows rows, Orientation orientation) {
    PictureSize shown = orientation.shown(width, height);
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    int[] rgb = new int[width];
    int step = orientation.step(height) * Picture.BYTES_PER_PIXEL;
    for (int y = 0; y < height; y++) {
      rows.read(y, rgb);
      int at = orientation.first(y, width, height) * Picture.BYTES_PER_PIXEL;
      for (int x = 0; x < width; x++, at += step) {
        bgr[at] = (byte) rgb[x];
        bgr[at + 1] = (byte) (rgb[x] >> GREEN);
        bgr[at + 2] = (byte) (rgb[x] >> RED);
      }
    }
    return new Picture(shown.width(), shown.height(), bgr);
  }
}
