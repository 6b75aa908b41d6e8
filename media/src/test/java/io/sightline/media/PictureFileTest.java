package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.PictureSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  /** Levels of the quarters: top left, top right, bottom left, bottom right. */
  private static final int[] QUARTERS = {20, 90, 160, 230};

  /** Quarters of (20, 20, 20), (200, 40, 90), (30, 220, 60), (240, 240, 240), 16 x 8 pixels. */
  private static final Map<String, String> WEBP =
      Map.of(
          "lossless",
          "UklGRkYAAABXRUJQVlA4TDkAAAAvD8ABAB8gECBm5AiXI0dIQHQ7rLfOBDVtGzBMcnXxR1YI8x//KDEGEGYbTXKS"
              + "k7zfMUT0P3T7BR8A",
          "lossy",
          "UklGRlgAAABXRUJQVlA4IEwAAABQAwCdASoQAAgAAIAIJagCdLcA/QCXAPwAewB/AAXyCQGZIAD+//7QwP2ed0pL"
              + "4mJH/28B/YT+PDRI/+m7JfiOC8E5/dm2j6tmgAAA",
          "transparent",
          "UklGRnwAAABXRUJQVlA4WAoAAAAQAAAADwAABwAAQUxQSAoAAAABB9CDiAhERP8DVlA4IEwAAABQAwCdASoQAAgA"
              + "AIAIJagCdLcA/QCXAPwAewB/AAXyCQGZIAD+//7QwP2ed0pL4mJH/28B/YT+PDRI/+m7JfiOC8E5/dm2j6tm"
              + "gAAA");

  private static final String MOVING_WEBP =
      "UklGRtAAAABXRUJQVlA4WAoAAAACAAAADwAABwAAQU5JTQYAAAAAAAAAAABBTk1GTAAAAAAAAAAAAA8A"
          + "AAcAAAAAAAJWUDhMNAAAAC8PwAEAHyAQSCTGGjxEIQHRZSNst1JIQJyQZYvtnf9IIi8NhNlGk5zkSe53"
          + "DBH9D9i+1g1BTk1GUAAAAAAAAAAAAA8AAAcAAAAAAABWUDhMNwAAAC8PwAEAHyAQSBAWGzxENW0bMH8n"
          + "jWIvSiEBMcED2WJ75z8qbV8QEGYbTXKSk7zfMUT0Pzb9BRcA";

  private static final String WEBP_ON_ITS_SIDE =
      "UklGRnoAAABXRUJQVlA4WAoAAAAIAAAADwAABwAAVlA4TDkAAAAvD8ABAB8gECBm5AiXI0dIQHQ7rLfOBDVtGzBMcnXx"
          + "R1YI8x//KDEGEGYbTXKSk7zfMUT0P3T7BR8ARVhJRhoAAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA==";

  @TempDir Path folder;

  private static BufferedImage quarters(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int level = quarter(x, y);
        image.setRGB(x, y, new Color(level, level, level).getRGB());
      }
    }
    return image;
  }

  private static int quarter(int x, int y) {
    return QUARTERS[(x < WIDTH / 2 ? 0 : 1) + (y < HEIGHT / 2 ? 0 : 2)];
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /** Blue, green and red, well inside each quarter. */
  private static int[][] levels(Picture picture) {
    int[][] levels = new int[4][3];
    for (int quarter = 0; quarter < 4; quarter++) {
      int x = picture.width() * (1 + 2 * (quarter % 2)) / 4;
      int y = picture.height() * (1 + 2 * (quarter / 2)) / 4;
      for (int c = 0; c < 3; c++) {
        levels[quarter][c] = picture.bgr()[(y * picture.width() + x) * 3 + c] & 0xff;
      }
    }
    return levels;
  }

  private static void assertGrey(Picture picture, int... quarters) {
    int[][] levels = levels(picture);
    for (int quarter = 0; quarter < 4; quarter++) {
      for (int c = 0; c < 3; c++) {
        assertThat(levels[quarter][c])
            .as("quarter %d, channel %d", quarter, c)
            .isCloseTo(quarters[quarter], within(3));
      }
    }
  }

  // ---- orientation ----

  private static byte[] tiff(int orientation) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBytes("MM");
    out.writeShort(42);
    out.writeInt(8);
    out.writeShort(1);
    out.writeShort(0x0112);
    out.writeShort(3);
    out.writeInt(1);
    out.writeShort(orientation);
    out.writeShort(0);
    out.writeInt(0);
    return bytes.toByteArray();
  }

  /** With a segment behind the start of the image. */
  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(jpeg, 0, 2);
    out.writeShort(marker);
    out.writeShort(content.length + 2);
    out.write(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  private static byte[] withExif(byte[] jpeg, byte[] tiff) throws IOException {
    ByteArrayOutputStream exif = new ByteArrayOutputStream();
    exif.write("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    exif.write(tiff);
    return withSegment(jpeg, 0xffe1, exif.toByteArray());
  }

  /** With a chunk behind the header. */
  private static byte[] withChunk(byte[] png, String name, byte[] content) throws IOException {
    int header = 8 + 25;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(png, 0, header);
    out.writeInt(content.length);
    out.writeBytes(name);
    out.write(content);
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.ISO_8859_1));
    sum.update(content);
    out.writeInt((int) sum.getValue());
    out.write(png, header, png.length - header);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 20, 90, 160, 230",
    "2, 90, 20, 230, 160",
    "3, 230, 160, 90, 20",
    "4, 160, 230, 20, 90",
    "5, 20, 160, 90, 230",
    "6, 160, 20, 230, 90",
    "7, 230, 90, 160, 20",
    "8, 90, 230, 20, 160",
    "0, 20, 90, 160, 230",
    "9, 20, 90, 160, 230"
  })
  void aPictureIsShownUprightByItsExifOrientation(int number, int tl, int tr, int bl, int br)
      throws IOException {
    BufferedImage image = quarters(BufferedImage.TYPE_3BYTE_BGR);
    PictureSize size =
        number >= 5 && number <= 8
            ? new PictureSize(HEIGHT, WIDTH)
            : new PictureSize(WIDTH, HEIGHT);
    Path jpeg = file("a.jpg", withExif(encoded(image, "jpeg"), tiff(number)));
    Path png = file("a.png", withChunk(encoded(image, "png"), "eXIf", tiff(number)));
    for (Path file : List.of(jpeg, png)) {
      Picture picture = PictureFile.read(file);
      assertThat(PictureFile.size(file)).isEqualTo(size);
      assertThat(new PictureSize(picture.width(), picture.height())).isEqualTo(size);
      assertGrey(picture, tl, tr, bl, br);
    }
  }

  @Test
  void everyPixelLandsWhereItsOrientationSays() throws IOException {
    BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 15; i++) {
      image.setRGB(i % 5, i / 5, i);
    }
    Path png = file("a.png", withChunk(encoded(image, "png"), "eXIf", tiff(6)));
    Picture picture = PictureFile.read(png);
    for (int i = 0; i < 15; i++) {
      // A quarter turn clockwise: the first row becomes the last column.
      int x = 2 - i / 5;
      int y = i % 5;
      assertThat(picture.bgr()[(y * 3 + x) * 3]).isEqualTo((byte) i);
    }
  }

  @Test
  void brokenExifNeverFailsAReadablePicture() throws IOException {
    byte[] jpeg = encoded(quarters(BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    byte[] png = encoded(quarters(BufferedImage.TYPE_3BYTE_BGR), "png");
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] exif = i % 2 == 0 ? tiff(1) : new byte[random.nextInt(60)];
      for (int k = 0; k < 1 + i % 6 && exif.length > 0; k++) {
        exif[random.nextInt(exif.length)] = (byte) random.nextInt(256);
      }
      for (Path file :
          List.of(
              file("a.jpg", withExif(jpeg, exif)), file("a.png", withChunk(png, "eXIf", exif)))) {
        Picture picture = PictureFile.read(file);
        assertThat(picture.width() * picture.height()).isEqualTo(WIDTH * HEIGHT);
        assertThat(PictureFile.size(file))
            .isEqualTo(new PictureSize(picture.width(), picture.height()));
      }
    }
  }

  // ---- colour models ----

  /** Components as they are, without a word of what they mean. */
  private static byte[] components(int[][] quarters) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, quarters[0].length, null);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        raster.setPixel(x, y, quarters[(x < WIDTH / 2 ? 0 : 1) + (y < HEIGHT / 2 ? 0 : 2)]);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(1);
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static byte[] adobe(int transform) {
    return new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
  }

  private void assertColours(Path file) {
    int[][] levels = levels(PictureFile.read(file));
    int[][] bgr = {{20, 20, 20}, {90, 40, 200}, {60, 220, 30}, {240, 240, 240}};
    for (int quarter = 0; quarter < 4; quarter++) {
      for (int c = 0; c < 3; c++) {
        assertThat(levels[quarter][c])
            .as("%s, quarter %d, channel %d", file.getFileName(), quarter, c)
            .isCloseTo(bgr[quarter][c], within(6));
      }
    }
  }

  @Test
  void cmykAndYcckGiveTheLevelsThatTheyPrint() throws IOException {
    // Red, green, blue of 20; 200, 40, 90; 30, 220, 60; 240: as inks, the first with black.
    int[][] inks = {{0, 0, 0, 235}, {55, 215, 165, 0}, {225, 35, 195, 0}, {15, 15, 15, 0}};
    int[][] inverted = new int[4][4];
    int[][] ycck = new int[4][4];
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 4; k++) {
        inverted[i][k] = 255 - inks[i][k];
      }
      double r = 255 - inverted[i][0];
      double g = 255 - inverted[i][1];
      double b = 255 - inverted[i][2];
      ycck[i][0] = (int) Math.round(0.299 * r + 0.587 * g + 0.114 * b);
      ycck[i][1] = (int) Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
      ycck[i][2] = (int) Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
      ycck[i][3] = inverted[i][3];
    }
    assertColours(file("plain.jpg", components(inks)));
    assertColours(file("cmyk.jpg", withSegment(components(inverted), 0xffee, adobe(0))));
    assertColours(file("ycck.jpg", withSegment(components(ycck), 0xffee, adobe(2))));
    Path turned =
        file("turned.jpg", withExif(withSegment(components(inverted), 0xffee, adobe(0)), tiff(8)));
    assertThat(PictureFile.size(turned)).isEqualTo(new PictureSize(HEIGHT, WIDTH));
    assertThat(levels(PictureFile.read(turned))[1][0]).isCloseTo(240, within(4));
  }

  @Test
  void aJpegsLevelsAreThoseOfItsReaderToTheLastBit() throws IOException {
    BufferedImage image = new BufferedImage(101, 67, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    Random random = new Random(1);
    for (int i = 0; i < 80; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillOval(random.nextInt(100), random.nextInt(60), 30, 20);
    }
    graphics.dispose();
    Path file = file("a.jpg", encoded(image, "jpeg"));
    BufferedImage decoded = ImageIO.read(file.toFile());
    Picture picture = PictureFile.read(file);
    for (int i = 0; i < 101 * 67; i++) {
      int rgb =
          (picture.bgr()[3 * i + 2] & 0xff) << 16
              | (picture.bgr()[3 * i + 1] & 0xff) << 8
              | (picture.bgr()[3 * i] & 0xff);
      assertThat(rgb).isEqualTo(decoded.getRGB(i % 101, i / 101) & 0xffffff);
    }
  }

  @Test
  void aJpegWithoutAWordOnItsColoursIsLumaAndChroma() throws IOException {
    int[][] ycc = {{20, 128, 128}, {94, 126, 204}, {145, 80, 46}, {240, 128, 128}};
    byte[] jpeg = components(ycc);
    int changed = 0;
    for (int i = 0; i < jpeg.length - 20; i++) {
      boolean frame = (jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0;
      boolean scan = (jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xda;
      for (int k = 0; k < 3 && (frame || scan); k++) {
        // Called 0, 1 and 2, which also Java's reader takes for red, green and blue.
        jpeg[i + (frame ? 10 + 3 * k : 5 + 2 * k)] = (byte) k;
        changed++;
      }
    }
    assertThat(changed).isEqualTo(6);
    assertColours(file("bare.jpg", jpeg));
  }

  private static byte[] png16(int[] levels, boolean colour) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, WIDTH, HEIGHT, colour ? 3 : 1, null);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int level = levels[(x < WIDTH / 2 ? 0 : 1) + (y < HEIGHT / 2 ? 0 : 2)] << 8 | 7;
        raster.setPixel(x, y, colour ? new int[] {level, level, level} : new int[] {level});
      }
    }
    ColorSpaces space = colour ? ColorSpaces.RGB : ColorSpaces.GREY;
    BufferedImage image =
        new BufferedImage(
            new java.awt.image.ComponentColorModel(
                space.space(), false, false, 1, DataBuffer.TYPE_USHORT),
            raster,
            false,
            null);
    return encoded(image, "png");
  }

  private enum ColorSpaces {
    RGB,
    GREY;

    java.awt.color.ColorSpace space() {
      return java.awt.color.ColorSpace.getInstance(
          this == RGB ? java.awt.color.ColorSpace.CS_sRGB : java.awt.color.ColorSpace.CS_GRAY);
    }
  }

  @Test
  void greyAlphaAndDeepLevelsAreTheStoredOnes() throws IOException {
    WritableRaster greyAlpha =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 2, null);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      // The left half is see-through.
      greyAlpha.setPixel(
          i % WIDTH,
          i / WIDTH,
          new int[] {quarter(i % WIDTH, i / WIDTH), i % WIDTH < WIDTH / 2 ? 0 : 255});
    }
    BufferedImage withAlpha =
        new BufferedImage(
            new java.awt.image.ComponentColorModel(
                ColorSpaces.GREY.space(), true, false, 3, DataBuffer.TYPE_BYTE),
            greyAlpha,
            false,
            null);
    assertGrey(PictureFile.read(file("ga.png", encoded(withAlpha, "png"))), QUARTERS);
    assertGrey(PictureFile.read(file("g16.png", png16(QUARTERS, false))), QUARTERS);
    assertGrey(PictureFile.read(file("rgb16.png", png16(QUARTERS, true))), QUARTERS);
    BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      grey.getRaster().setSample(i % WIDTH, i / WIDTH, 0, quarter(i % WIDTH, i / WIDTH));
    }
    assertGrey(PictureFile.read(file("g.png", encoded(grey, "png"))), QUARTERS);
    assertGrey(PictureFile.read(file("g.jpg", encoded(grey, "jpeg"))), QUARTERS);
    byte[] linear = withChunk(encoded(grey, "png"), "gAMA", new byte[] {0, 1, (byte) 0x86, -96});
    assertGrey(PictureFile.read(file("gamma.png", linear)), QUARTERS);
    BufferedImage rgba = quarters(BufferedImage.TYPE_4BYTE_ABGR);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      rgba.getRaster().setSample(i % WIDTH, i / WIDTH, 3, i % 256);
    }
    assertGrey(PictureFile.read(file("rgba.png", encoded(rgba, "png"))), QUARTERS);
    BufferedImage packed = quarters(BufferedImage.TYPE_USHORT_565_RGB);
    assertThat(levels(PictureFile.read(file("565.bmp", encoded(packed, "bmp"))))[3][2])
        .isCloseTo(230, within(8));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void palettesGiveTheirColoursAlsoWhereTheyAreTransparent(int bits) throws IOException {
    byte[] levels = new byte[1 << bits];
    for (int i = 0; i < Math.min(4, levels.length); i++) {
      levels[i] = (byte) QUARTERS[i];
    }
    IndexColorModel palette =
        new IndexColorModel(bits, levels.length, levels, levels, levels, 1 % levels.length);
    BufferedImage image =
        bits == 8
            ? new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette)
            : new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, palette);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int quarter = (i % WIDTH < WIDTH / 2 ? 0 : 1) + (i / WIDTH < HEIGHT / 2 ? 0 : 2);
      image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, quarter % levels.length);
    }
    int[] expected =
        bits == 1 ? new int[] {QUARTERS[0], QUARTERS[1], QUARTERS[0], QUARTERS[1]} : QUARTERS;
    assertGrey(PictureFile.read(file("p.png", encoded(image, "png"))), expected);
    assertGrey(PictureFile.read(file("p.gif", encoded(image, "gif"))), expected);
  }

  @Test
  void aJpegWithAHoleIsCutOff() throws IOException {
    BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(1);
    for (int i = 0; i < 160 * 120; i++) {
      image.setRGB(i % 160, i / 160, random.nextInt(1 << 24));
    }
    byte[] whole = encoded(image, "jpeg");
    assertThat(PictureFile.read("whole", whole).width()).isEqualTo(160);
    for (double end : new double[] {1, 0.7}) {
      byte[] holed = whole.clone();
      // The marker of the end stays.
      Arrays.fill(holed, whole.length / 2, (int) ((whole.length - 2) * end), (byte) 0);
      assertThatThrownBy(() -> PictureFile.read("holed", holed))
          .isInstanceOf(MediaFailure.class)
          .hasMessage("The picture holed is cut off; replace or remove it.");
    }
  }

  @Test
  void aProgressiveJpegIsReadAsAnyOther() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      writer.write(null, new IIOImage(quarters(BufferedImage.TYPE_3BYTE_BGR), null, null), param);
    } finally {
      writer.dispose();
    }
    assertGrey(PictureFile.read(file("p.jpg", bytes.toByteArray())), QUARTERS);
  }

  @Test
  void stillWebpIsReadInAllItsKindsAndAMovingOneRefused() throws IOException {
    for (Map.Entry<String, String> one : WEBP.entrySet()) {
      Path file = file(one.getKey() + ".webp", Base64.getDecoder().decode(one.getValue()));
      assertThat(PictureFile.size(file)).isEqualTo(new PictureSize(16, 8));
      assertColours(file);
    }
    Path turned = file("turned.webp", Base64.getDecoder().decode(WEBP_ON_ITS_SIDE));
    assertThat(PictureFile.size(turned)).isEqualTo(new PictureSize(8, 16));
    assertThat(levels(PictureFile.read(turned))[0][1]).isCloseTo(220, within(4));
    Path moving = file("moving.webp", Base64.getDecoder().decode(MOVING_WEBP));
    assertThatThrownBy(() -> PictureFile.read(moving))
        .isInstanceOf(UnsupportedPicture.class)
        .hasMessageContaining("moving.webp is a WebP picture that moves");
    byte[] lossy = Base64.getDecoder().decode(WEBP.get("lossy"));
    for (int length = 0; length < lossy.length - 8; length++) {
      Path cut = file("cut.webp", Arrays.copyOf(lossy, length));
      assertThatThrownBy(() -> PictureFile.read(cut)).isInstanceOf(MediaFailure.class);
    }
  }

  // ---- what a file is ----

  @Test
  void whatAFileIsItsContentSaysAndNotItsName() throws IOException {
    BufferedImage image = quarters(BufferedImage.TYPE_3BYTE_BGR);
    assertGrey(PictureFile.read(file("png.jpg", encoded(image, "png"))), QUARTERS);
    assertGrey(PictureFile.read(file("jpeg.png", encoded(image, "jpeg"))), QUARTERS);
    Path heic =
        file(
            "IMG_0001.jpg",
            "\0\0\0\u0018ftypheic\0\0\0\0mif1heic".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> PictureFile.size(heic))
        .isInstanceOf(UnsupportedPicture.class)
        .hasMessageContaining("IMG_0001.jpg is a HEIC picture")
        .hasMessageContaining("save it as JPEG");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "....ftypmif1....mif1avif | an AVIF picture",
        "....ftypavif....         | an AVIF picture",
        "....ftypmif1....mif1heic | a HEIC picture",
        "....ftypisom....         | a video",
        "....ftypcrx ....         | a camera's raw picture",
        "%PDF-1.7                 | a PDF",
        "<?xml version='1.0'?> <!-- a --> <svg> | an SVG drawing",
        "<!DOCTYPE html><title>404 | a web page",
        "8BPS..                   | a Photoshop document",
        "version https://git-lfs.github.com/spec/v1 | Git LFS",
        "hello, this is a text    | not a picture in a known format"
      })
  void whatIsNotReadIsNamed(String content, String name) throws IOException {
    Path file = file("a.jpg", content.replace('.', '\1').getBytes(StandardCharsets.ISO_8859_1));
    if (content.contains("://") || content.contains("1.7") || content.contains("1.0")) {
      Files.writeString(file, content);
    }
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(UnsupportedPicture.class)
        .hasMessageContaining(name)
        .hasMessageContaining("a.jpg");
  }

  @Test
  void tiffJpegXlAndEmptyFilesAreNamed() throws IOException {
    Map<String, byte[]> files =
        Map.of(
            "a TIFF or a camera's raw picture",
            encoded(quarters(BufferedImage.TYPE_3BYTE_BGR), "tiff"),
            "a JPEG XL picture",
            new byte[] {-1, 10, 1, 2, 3},
            "what macOS leaves beside a file",
            new byte[] {0, 5, 22, 7, 0, 2, 0, 0},
            "is empty",
            new byte[0]);
    for (Map.Entry<String, byte[]> one : files.entrySet()) {
      Path file = file("a.jpg", one.getValue());
      assertThatThrownBy(() -> PictureFile.read(file))
          .isInstanceOf(UnsupportedPicture.class)
          .hasMessageContaining(one.getKey());
    }
  }

  @Test
  void whatSystemsLeaveBesidePicturesIsHidden() {
    for (String name :
        List.of(
            "._a.jpg", ".DS_Store", ".a.png", "Thumbs.db", "DESKTOP.INI", "__MACOSX", "@eaDir")) {
      assertThat(HiddenFiles.isHidden(Path.of("folder", name))).as(name).isTrue();
    }
    for (String name : List.of("a.jpg", "_a.jpg", "desktop.jpg", "thumbs")) {
      assertThat(HiddenFiles.isHidden(Path.of(".hidden-parent", name))).as(name).isFalse();
    }
  }
}
