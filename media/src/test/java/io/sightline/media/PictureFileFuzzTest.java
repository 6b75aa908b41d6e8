package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileFuzzTest {
  private static final int MOST_GROWTH_KILOBYTES = 256_000;

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAPictureOrRefused(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("picture", ".jpg");
    try {
      readOrRefuse(file, bytes);
    } finally {
      Files.delete(file);
    }
  }

  private static boolean readOrRefuse(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try {
      assertThat(PictureFile.read(file).width()).isPositive();
      return true;
    } catch (MediaFailure refused) {
      assertThat(refused).hasMessageContaining(file.getFileName().toString());
      return false;
    }
  }

  private static byte[] picture(String format) throws IOException {
    BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillOval(random.nextInt(160), random.nextInt(120), 30, 20);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "bmp", "gif"})
  void aPictureCutOffAnywhereIsRefusedAndOneWithFlippedBitsReadOrRefused(
      String format, @TempDir Path folder) throws IOException {
    byte[] whole = picture(format);
    Path file = folder.resolve("picture.jpg");
    assertThat(readOrRefuse(file, whole)).isTrue();
    for (int length = 0; length < whole.length - 64; length += Math.max(1, whole.length / 150)) {
      boolean read = readOrRefuse(file, Arrays.copyOf(whole, length));
      // What is missing of a BMP is black, which nothing in the file gives away.
      assertThat(read && !format.equals("bmp"))
          .as("%d bytes of %d", length, whole.length)
          .isFalse();
    }
    Random random = new Random(2);
    int times = Boolean.getBoolean("nightly") ? 400 : 150;
    for (int i = 0; i < times; i++) {
      byte[] flipped = whole.clone();
      for (int k = 0; k <= i % 4; k++) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      readOrRefuse(file, flipped);
    }
  }

  @Test
  @DisplayName(
      "A10: a picture that declares 65,000 x 65,000 pixels is refused before it is decoded")
  void bomb(@TempDir Path folder) throws Exception {
    byte[] jpeg = picture("jpeg");
    for (int i = 0; i < jpeg.length - 9; i++) {
      // Start of frame: length, precision, then height and width.
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        System.arraycopy(new byte[] {-3, -24, -3, -24}, 0, jpeg, i + 5, 4);
        break;
      }
    }
    Path jpegBomb = Files.write(folder.resolve("bomb.jpg"), jpeg);
    Path pngBomb = Files.write(folder.resolve("bomb.png"), pngOf(65_000, 65_000));
    long before = ProcessMemory.residentKilobytes();
    for (Path bomb : new Path[] {jpegBomb, pngBomb}) {
      assertThatThrownBy(() -> PictureFile.read(bomb))
          .isInstanceOf(MediaFailure.class)
          .hasMessageContaining("says it has 65000 x 65000 pixels; at most 64 megapixels");
    }
    assertThat(ProcessMemory.residentKilobytes() - before).isLessThan(MOST_GROWTH_KILOBYTES);
  }

  /** A PNG's header, and nothing of what it declares. */
  private static byte[] pngOf(int width, int height) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(header);
    out.writeBytes("IHDR");
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(header.toByteArray());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    DataOutputStream file = new DataOutputStream(png);
    file.writeLong(0x89504e470d0a1a0aL);
    file.writeInt(13);
    file.write(header.toByteArray());
    file.writeInt((int) sum.getValue());
    return png.toByteArray();
  }
}
