package io.sightline.media;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngMetadataReader;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.adobe.AdobeJpegDirectory;
import com.drew.metadata.adobe.AdobeJpegReader;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.jfif.JfifDirectory;
import com.drew.metadata.jfif.JfifReader;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.jpeg.JpegReader;
import com.drew.metadata.webp.WebpDirectory;
import io.sightline.domain.frames.PictureSize;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What stands beside a picture's pixels and is needed to show it. Notes that are broken are as if
 * they were not there: a picture that can be decoded is never refused for them.
 *
 * @param colours how a JPEG's levels are to be understood
 * @param webp the size that a WebP declares; otherwise null
 */
record PictureNotes(Orientation orientation, Colours colours, PictureSize webp) {
  private static final PictureNotes NONE =
      new PictureNotes(Orientation.AS_STORED, Colours.AS_DECODED, null);
  private static final int TRANSFORMED = 2;
  private static final int CMYK_COMPONENTS = 4;

  /** Colour models of JPEG that its reader does not turn into levels of red, green and blue. */
  enum Colours {
    AS_DECODED,
    /** Luma and chroma that nothing says are such, as all that is not named otherwise. */
    YCC,
    CMYK,
    /** As Adobe's programs write it: full ink is 0. */
    INVERTED_CMYK,
    /** The same with cyan, magenta and yellow as luma and chroma. */
    INVERTED_YCCK
  }

  static PictureNotes of(PictureSource picture, PictureForm form) {
    try (InputStream in = new BufferedInputStream(picture.open())) {
      Metadata metadata = metadata(in, form);
      return metadata == null
          ? NONE
          : new PictureNotes(orientation(metadata), colours(metadata), webp(metadata));
    } catch (ImageProcessingException | IOException | RuntimeException e) {
      return NONE;
    }
  }

  private static Metadata metadata(InputStream in, PictureForm form)
      throws ImageProcessingException, IOException {
    return switch (form.reader()) {
      case "jpeg" ->
          JpegMetadataReader.readMetadata(
              in,
              List.of(new ExifReader(), new JpegReader(), new JfifReader(), new AdobeJpegReader()));
      case "png" -> PngMetadataReader.readMetadata(in);
      case "webp" -> WebpMetadataReader.readMetadata(in);
      default -> null;
    };
  }

  private static Orientation orientation(Metadata metadata) {
    for (ExifIFD0Directory exif : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      Integer number = exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (number != null) {
        return Orientation.of(number);
      }
    }
    return Orientation.AS_STORED;
  }

  private static PictureSize webp(Metadata metadata) {
    for (WebpDirectory one : metadata.getDirectoriesOfType(WebpDirectory.class)) {
      Integer width = one.getInteger(WebpDirectory.TAG_IMAGE_WIDTH);
      Integer height = one.getInteger(WebpDirectory.TAG_IMAGE_HEIGHT);
      if (width != null && height != null) {
        return new PictureSize(width, height);
      }
    }
    return null;
  }

  private static Colours colours(Metadata metadata) {
    JpegDirectory frame = metadata.getFirstDirectoryOfType(JpegDirectory.class);
    AdobeJpegDirectory adobe = metadata.getFirstDirectoryOfType(AdobeJpegDirectory.class);
    int components =
        frame == null || !frame.containsTag(JpegDirectory.TAG_NUMBER_OF_COMPONENTS)
            ? 0
            : frame.getInteger(JpegDirectory.TAG_NUMBER_OF_COMPONENTS);
    if (components == CMYK_COMPONENTS) {
      if (adobe == null) {
        return Colours.CMYK;
      }
      Integer transform = adobe.getInteger(AdobeJpegDirectory.TAG_COLOR_TRANSFORM);
      return transform != null && transform == TRANSFORMED
          ? Colours.INVERTED_YCCK
          : Colours.INVERTED_CMYK;
    }
    boolean isNamed =
        adobe != null || metadata.getFirstDirectoryOfType(JfifDirectory.class) != null;
    return components == 3 && !isNamed && !isNumberedOrRgb(frame)
        ? Colours.YCC
        : Colours.AS_DECODED;
  }

  /** Whether components are called 1, 2, 3 or R, G, B, which the reader understands. */
  private static boolean isNumberedOrRgb(JpegDirectory frame) {
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      ids.append((char) frame.getComponent(i).getComponentId());
    }
    return ids.toString().equals("\u0001\u0002\u0003") || ids.toString().equals("RGB");
  }
}
