package io.sightline.media;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.awt.color.ColorSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

/**
 * Photographs in files, as a player or browser shows them: upright by their EXIF orientation, in
 * the levels of their colour model. What a file is, its content says and not its name; of several
 * pictures in it the first is read. The declared size is checked before any pixel is decoded.
 */
public final class PictureFile {
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp");

  /** Pictures all the same: who has them among footage is told that they cannot be read. */
  private static final Set<String> UNREAD_EXTENSIONS =
      Set.of("heic", "heif", "hif", "avif", "jxl", "jp2", "tif", "tiff");

  static {
    // Pictures are read once; a cache file for each would only cost.
    ImageIO.setUseCache(false);
  }

  private static final Pattern EXTRANEOUS = Pattern.compile("(\\d{1,18}) extraneous bytes before");

  /** Some cameras fill up what they have written with fewer bytes. */
  private static final int LEAST_HOLE = 64;

  private PictureFile() {}

  /** Whether a file's name says that it is a picture. */
  public static boolean isPicture(Path file) {
    String extension = extension(file);
    return EXTENSIONS.contains(extension) || UNREAD_EXTENSIONS.contains(extension);
  }

  static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * @throws UnsupportedPicture when the file is something else, or a picture in a form that is not
   *     read
   * @throws MediaFailure when it is damaged, or larger than {@link Picture#MAX_PIXELS}
   */
  public static Picture read(Path file) {
    return read(inFile(file));
  }

  /**
   * As {@link #read(Path)}, of a picture that somebody sent.
   *
   * @param name as errors call it
   */
  public static Picture read(String name, byte[] encoded) {
    return read(new PictureSource.InMemory(name, encoded));
  }

  private static Picture read(PictureSource source) {
    return opened(
        source,
        (form, notes) -> {
          if (form.equals(PictureForm.WEBP)) {
            PictureSize declared = requireBearable(source, notes.webp());
            return PictureLevels.of(
                WebpDecoder.decode(source.bytes(), declared), notes.orientation());
          }
          return withReader(source, form, reader -> read(source, reader, notes));
        });
  }

  private static Picture read(PictureSource source, ImageReader reader, PictureNotes notes)
      throws IOException {
    requireBearable(source, new PictureSize(reader.getWidth(0), reader.getHeight(0)));
    return notes.colours() == PictureNotes.Colours.AS_DECODED
        ? PictureLevels.of(
            source.name(), reader.read(0, inItsOwnColours(reader)), notes.orientation())
        : PictureLevels.of(reader.readRaster(0, null), notes.colours(), notes.orientation());
  }

  /**
   * The size at which a player shows it, as the file's header declares it.
   *
   * @throws UnsupportedPicture as {@link #read(Path)}
   * @throws MediaFailure when the file is no picture
   */
  public static PictureSize size(Path file) {
    return size(inFile(file));
  }

  /**
   * As {@link #size(Path)}, of a picture that somebody sent.
   *
   * @param name as errors call it
   */
  public static PictureSize size(String name, byte[] encoded) {
    return size(new PictureSource.InMemory(name, encoded));
  }

  private static PictureSize size(PictureSource source) {
    return opened(
        source,
        (form, notes) -> {
          PictureSize stored =
              form.equals(PictureForm.WEBP)
                  ? notes.webp()
                  : withReader(
                      source,
                      form,
                      reader -> new PictureSize(reader.getWidth(0), reader.getHeight(0)));
          requireBearable(source, stored);
          return notes.orientation().shown(stored.width(), stored.height());
        });
  }

  private static PictureSource inFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new MediaFailure("There is no picture " + file + "; check the path.");
    }
    return new PictureSource.InFile(file);
  }

  private interface Opened<T> {
    T from(PictureForm form, PictureNotes notes) throws IOException;
  }

  private interface Reading<T> {
    T from(ImageReader reader) throws IOException;
  }

  private static <T> T opened(PictureSource source, Opened<T> reading) {
    try {
      PictureForm form = PictureForm.of(source);
      if (form.reader() == null) {
        throw form.refusal(source.name());
      }
      return reading.from(form, PictureNotes.of(source, form));
    } catch (IOException | RuntimeException e) {
      if (e instanceof MediaFailure failure) {
        throw failure;
      }
      // Readers throw many kinds of exception for damaged files.
      throw new MediaFailure(
          "The picture "
              + source.name()
              + " is damaged ("
              + e.getMessage()
              + "); replace or remove it.",
          e);
    }
  }

  private static <T> T withReader(PictureSource source, PictureForm form, Reading<T> reading)
      throws IOException {
    ImageReader reader = reader(form);
    try (ImageInputStream in = source.image()) {
      reader.setInput(in, true, true);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener(
          (origin, warning) -> warnings.add(warning.toLowerCase(Locale.ROOT)));
      T read = reading.from(reader);
      // The JDK paints what is missing of a JPEG grey and only warns.
      for (String warning : warnings) {
        if (warning.contains("premature end")
            || warning.contains("truncated")
            || hasHole(warning, source)) {
          throw cutOff(source);
        }
      }
      return read;
    } finally {
      reader.dispose();
    }
  }

  /** Of a JPEG: bytes in place of others mean too few or too many pixels. */
  private static boolean hasHole(String warning, PictureSource source) throws IOException {
    Matcher extraneous = EXTRANEOUS.matcher(warning);
    return extraneous.find()
        && Long.parseLong(extraneous.group(1)) > Math.max(LEAST_HOLE, source.bytes().length / 50);
  }

  private static MediaFailure cutOff(PictureSource source) {
    return new MediaFailure("The picture " + source.name() + " is cut off; replace or remove it.");
  }

  /** The JDK's own wherever it has one: others convert levels. */
  private static ImageReader reader(PictureForm form) throws IOException {
    ImageReader found = null;
    for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(form.reader());
        all.hasNext(); ) {
      ImageReader one = all.next();
      if (found == null || one.getClass().getName().startsWith("com.sun.imageio.")) {
        found = one;
      }
    }
    if (found == null) {
      throw new IOException("this Java has no reader for it");
    }
    return found;
  }

  private static PictureSize requireBearable(PictureSource source, PictureSize size)
      throws IOException {
    if (size == null) {
      throw new IOException("it does not say its size");
    }
    int width = size.width();
    int height = size.height();
    if (width <= 0 || height <= 0 || (long) width * height > Picture.MAX_PIXELS) {
      throw new MediaFailure(
          "The picture "
              + source.name()
              + " says it has "
              + width
              + " x "
              + height
              + " pixels; at most "
              + Picture.MAX_PIXELS / (1024 * 1024)
              + " megapixels are taken.");
    }
    return size;
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
}
