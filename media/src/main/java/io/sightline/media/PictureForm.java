package io.sightline.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The form of a picture's file by its first bytes, whatever its name says.
 *
 * @param reader the format's name among {@link javax.imageio.ImageIO}'s readers; null for what is
 *     not read
 * @param description what the file is, after "is"
 */
record PictureForm(String reader, String description) {
  private static final int HEAD_BYTES = 512;
  private static final String RAW = "a TIFF or a camera's raw picture";

  static final PictureForm JPEG = new PictureForm("jpeg", "a JPEG");
  static final PictureForm PNG = new PictureForm("png", "a PNG");
  static final PictureForm BMP = new PictureForm("bmp", "a BMP");
  static final PictureForm GIF = new PictureForm("gif", "a GIF");
  static final PictureForm WEBP = new PictureForm("webp", "a WebP");

  /**
   * @param head over the first bytes, one character a byte
   */
  private record Magic(Pattern head, PictureForm form) {
    static Magic read(String regex, PictureForm form) {
      return new Magic(Pattern.compile(regex, Pattern.DOTALL), form);
    }

    static Magic unread(String regex, String description) {
      return read(regex, new PictureForm(null, description));
    }
  }

  private static final List<Magic> MAGIC =
      List.of(
          Magic.read("\u00ff\u00d8\u00ff.*", JPEG),
          Magic.read("\u0089PNG\r\n\u001a\n.*", PNG),
          Magic.read("GIF8[79]a.*", GIF),
          // The second bit of an extended file's flags says that it moves.
          Magic.unread("RIFF.{4}WEBPVP8X.{4}[" + flags(0x02) + "].*", "a WebP picture that moves"),
          Magic.read("RIFF.{4}WEBP.*", WEBP),
          Magic.read("BM.{24}.*", BMP),
          Magic.unread(".{4}ftyp(avi[fs]|mi[af][f1].{4}(.{4}){0,16}?avi[fs]).*", "an AVIF picture"),
          Magic.unread(".{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1).*", "a HEIC picture"),
          Magic.unread(".{4}ftypcrx .*", "a camera's raw picture"),
          Magic.unread(".{4}ftyp.*", "a video"),
          Magic.unread("\0\0\0\fJXL .*|\u00ff\n.*", "a JPEG XL picture"),
          Magic.unread("\0\0\0\fjP  .*|\u00ff\u004f\u00ff\u0051.*", "a JPEG 2000 picture"),
          Magic.unread("II[*+]\0.*|MM\0[*+].*|IIU\0.*|IIR[OS].*|MMOR.*", RAW),
          Magic.unread("FUJIFILMCCD-RAW.*|\0MRM.*|FOVb.*|II.{4}HEAPCCDR.*", RAW),
          Magic.unread("8BPS.*", "a Photoshop document"),
          Magic.unread("\0\0[\u0001\u0002]\0.*", "an icon"),
          Magic.unread("P[1-7fF]\\s.*", "a PNM picture"),
          Magic.unread("%!PS.*", "a PostScript document"),
          Magic.unread("\\s*%PDF.*", "a PDF"),
          Magic.unread("(?i).{0,3}\\s*(<\\?xml.*)?<svg.*", "an SVG drawing"),
          Magic.unread("(?i).{0,3}\\s*<(!doctype html|html|head).*", "a web page"),
          Magic.unread("\0\u0005\u0016[\0\u0007].*", "what macOS leaves beside a file"),
          Magic.unread("version https://git-lfs.*", "a pointer to a file that Git LFS keeps"),
          Magic.unread("PK\u0003\u0004.*", "a ZIP archive"),
          Magic.unread("\u001aE\u00df\u00a3.*|RIFF.{4}AVI .*", "a video"));

  private static final PictureForm UNKNOWN = new PictureForm(null, null);
  private static final PictureForm EMPTY = new PictureForm(null, "empty");

  /** Characters for a pattern, of all bytes that have a bit. */
  private static String flags(int bit) {
    return IntStream.range(0, 256)
        .filter(value -> (value & bit) != 0)
        .mapToObj("\\x%02x"::formatted)
        .collect(Collectors.joining());
  }

  static PictureForm of(PictureSource picture) throws IOException {
    byte[] bytes;
    try (InputStream in = picture.open()) {
      bytes = in.readNBytes(HEAD_BYTES);
    }
    if (bytes.length == 0) {
      return EMPTY;
    }
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    return MAGIC.stream()
        .filter(magic -> magic.head().matcher(head).matches())
        .map(Magic::form)
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** Why a file of this form is refused, and what helps. */
  UnsupportedPicture refusal(String name) {
    String said =
        description == null
            ? " is not a picture in a known format"
            : " is " + description + ", which is not read as a picture";
    String mend =
        EMPTY.equals(this)
            ? "; replace or remove it."
            : "; save it as "
                + READABLE_NAMES
                + (name.toLowerCase(Locale.ROOT).matches("(?s).*\\.jpe?g")
                    ? " (its name is not enough)."
                    : ".");
    return new UnsupportedPicture(name + (EMPTY.equals(this) ? " is empty" : said) + mend);
  }

  private static final String READABLE_NAMES = "JPEG, PNG, WebP, GIF or BMP";
}
