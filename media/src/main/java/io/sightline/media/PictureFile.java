package io.sightline.media;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/**
 * Photographs in the formats that the JDK reads. The declared size is checked before any pixel is
 * decoded.
 */
public final class PictureFile {
  private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp");

  static {
    // Pictures are read once; a cache file for each would only cost.
    ImageIO.setUseCache(false);
  }

  private PictureFile() {}

  /** Whether a file's name says that it is a picture. */
  public static boolean isPicture(Path file) {
    return EXTENSIONS.contains(extension(file));
  }

  static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * @throws MediaFailure when the file is no picture, damaged, or larger than {@link
   *     Picture#MAX_PIXELS}
   */
  public static Picture read(Path file) {
    return withReader(
        file,
        reader -> {
          requireBearable(file, reader.getWidth(0), reader.getHeight(0));
          return bgr(reader.read(0, inItsOwnColours(reader)));
        });
  }

  /**
   * The size as the file's header declares it.
   *
   * @throws MediaFailure when the file is no picture
   */
  public static PictureSize size(Path file) {
    return withReader(
        file,
        reader -> {
          requireBearable(file, reader.getWidth(0), reader.getHeight(0));
          return new PictureSize(reader.getWidth(0), reader.getHeight(0));
        });
  }

  private interface Reading<T> {
    T from(ImageReader reader) throws IOException;
  }

  private static <T> T withReader(Path file, Reading<T> reading) {
    if (!Files.isRegularFile(file)) {
      throw new MediaFailure("There is no picture " + file + "; check the path.");
    }
    ImageReader reader = null;
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new MediaFailure(file + " is not a picture in a known format; use JPEG, PNG or BMP.");
      }
      reader = readers.next();
      reader.setInput(in, true, true);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener(
          (source, warning) -> warnings.add(warning.toLowerCase(Locale.ROOT)));
      T read = reading.from(reader);
      // The JDK paints what is missing of a JPEG grey and only warns.
      if (warnings.stream()
          .anyMatch(
              warning -> warning.contains("premature end") || warning.contains("truncated"))) {
        throw new MediaFailure("The picture " + file + " is cut off; replace or remove it.");
      }
      return read;
    } catch (IOException | RuntimeException e) {
      if (e instanceof MediaFailure failure) {
        throw failure;
      }
      // Readers of the JDK throw many kinds of exception for damaged files.
      throw new MediaFailure(
          "The picture " + file + " is damaged (" + e.getMessage() + "); replace or remove it.", e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static void requireBearable(Path file, int width, int height) {
    if (width <= 0 || height <= 0 || (long) width * height > Picture.MAX_PIXELS) {
      throw new MediaFailure(
          "The picture "
              + file
              + " says it has "
              + width
              + " x "
              + height
              + " pixels; at most "
              + Picture.MAX_PIXELS / (1024 * 1024)
              + " megapixels are taken.");
    }
  }

  /** Keeps the reader from converting the levels of a picture with a colour profile. */
  private static ImageReadParam inItsOwnColours(ImageReader reader) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    for (Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0); types.hasNext(); ) {
      ImageTypeSpecifier type = types.next();
      ColorSpace space = type.getColorModel().getColorSpace();
      if (space.getType() == ColorSpace.TYPE_RGB && !space.isCS_sRGB()) {
        param.setDestinationType(type);
      }
    }
    return param;
  }

  private static Picture bgr(BufferedImage image) {
    int bands = image.getRaster().getNumBands();
    boolean plain =
        image.getColorModel() instanceof ComponentColorModel
            && image.getRaster().getTransferType() == DataBuffer.TYPE_BYTE
            && (bands == 1 || bands >= Picture.BYTES_PER_PIXEL);
    return plain ? asStored(image.getRaster(), bands) : drawn(image);
  }

  /**
   * The levels as they stand in the file. Colour profiles and transparency are left out of account,
   * as by the libraries that models are trained with.
   */
  private static Picture asStored(Raster raster, int bands) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    int[] row = new int[width];
    for (int channel = 0; channel < Picture.BYTES_PER_PIXEL; channel++) {
      int band = bands == 1 ? 0 : Picture.BYTES_PER_PIXEL - 1 - channel;
      for (int y = 0; y < height; y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, band, row);
        int at = y * width * Picture.BYTES_PER_PIXEL + channel;
        for (int x = 0; x < width; x++, at += Picture.BYTES_PER_PIXEL) {
          bgr[at] = (byte) row[x];
        }
      }
    }
    return new Picture(width, height, bgr);
  }

  /** For palettes and other depths. */
  private static Picture drawn(BufferedImage image) {
    BufferedImage bgr =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = bgr.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    byte[] pixels = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
    return new Picture(bgr.getWidth(), bgr.getHeight(), pixels);
  }
}
