package io.sightline.models.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.media.ProcessMemory;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlateCropTest {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;

  /** A plate in the middle of a grey picture, its right end hanging by some degrees. */
  private static Picture picture(int width, int height, double degrees, String... lines) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(new Color(90, 90, 95));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.translate(WIDTH / 2, HEIGHT / 2);
    graphics.rotate(Math.toRadians(degrees));
    graphics.setColor(Color.WHITE);
    graphics.fillRect(-width / 2, -height / 2, width, height);
    graphics.setColor(Color.BLACK);
    double lineHeight = (double) height / lines.length;
    for (int i = 0; i < lines.length; i++) {
      // Blocks with strokes: characters of no font, so that no machine's fonts matter.
      double top = -height / 2.0 + i * lineHeight + 0.2 * lineHeight;
      double step = 0.9 * width / lines[i].length();
      for (int c = 0; c < lines[i].length(); c++) {
        double left = -0.45 * width + c * step;
        AffineTransform before = graphics.getTransform();
        graphics.translate(left, top);
        stroke(graphics, 0.7 * step, 0.6 * lineHeight, lines[i].charAt(c));
        graphics.setTransform(before);
      }
    }
    graphics.dispose();
    return new Picture(
        WIDTH, HEIGHT, ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
  }

  private static void stroke(Graphics2D graphics, double width, double height, char which) {
    int thick = (int) Math.max(2, width / 4);
    graphics.fillRect(0, 0, thick, (int) height);
    if (which != 'I') {
      graphics.fillRect((int) width - thick, 0, thick, (int) height);
      graphics.fillRect(0, 0, (int) width, thick);
      graphics.fillRect(0, (int) height - thick, (int) width, thick);
    }
  }

  /** The upright box around the turned plate. */
  private static Box around(int width, int height, double degrees) {
    double cos = Math.cos(Math.toRadians(Math.abs(degrees)));
    double sin = Math.sin(Math.toRadians(Math.abs(degrees)));
    float halfWidth = (float) (width * cos + height * sin) / 2;
    float halfHeight = (float) (width * sin + height * cos) / 2;
    return new Box(
        WIDTH / 2f - halfWidth,
        HEIGHT / 2f - halfHeight,
        WIDTH / 2f + halfWidth,
        HEIGHT / 2f + halfHeight);
  }

  private static List<Picture> cut(int width, int height, double degrees, String... lines) {
    Picture plate =
        PlateCrop.whole(picture(width, height, degrees, lines), around(width, height, degrees), 0);
    List<Picture> parts = PlateCrop.lines(plate);
    return parts.isEmpty() ? List.of(plate) : parts;
  }

  @ParameterizedTest
  @ValueSource(ints = {-15, -10, -6, 6, 10, 15})
  void aTiltedPlateIsTurnedLevelAtItsOwnSize(int degrees) {
    List<Picture> lines = cut(200, 44, degrees, "OOIOOIO");
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).width()).isCloseTo(200, within(12));
    assertThat(lines.get(0).height()).isCloseTo(44, within(9));
    assertThat(PlateCrop.tilt(lines.get(0))).isZero();
  }

  @Test
  void aLevelPlateIsLeftAsItIs() {
    List<Picture> lines = cut(200, 44, 0, "OOIOOIO");
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).width()).isEqualTo(200);
    assertThat(lines.get(0).height()).isEqualTo(44);
  }

  @Test
  void aPlateOfTwoLinesComesAsTwoTheUpperFirst() {
    List<Picture> lines = cut(150, 100, 0, "OO", "OOIO");
    assertThat(lines).hasSize(2);
    assertThat(lines).allSatisfy(line -> assertThat(line.height()).isBetween(45, 60));
  }

  @Test
  void aHighPlateOfOneLineStaysOne() {
    assertThat(cut(160, 80, 0, "OOIOO")).hasSize(1);
  }

  @Property(tries = 200)
  void anyBoxOfAnyPictureGivesAPlateOfOneLineOrTwo(
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height,
      @ForAll @IntRange(min = -50, max = 90) int left,
      @ForAll @IntRange(min = -50, max = 90) int top) {
    byte[] bgr = new byte[60 * 40 * 3];
    new java.util.Random(width * 91L + height).nextBytes(bgr);
    Box box = new Box(left, top, left + width, top + height);
    Picture plate = PlateCrop.whole(new Picture(60, 40, bgr), box, 2);
    assertThat(PlateCrop.lines(plate).size()).isIn(0, 2);
  }

  @Test
  void cuttingManyTimesTakesNoMoreMemory() throws Exception {
    Picture tilted = picture(200, 44, 10, "OOIOOIO");
    assertThat(ProcessMemory.leastGrowthKilobytes(() -> cutOften(tilted, 400)))
        .as("kB kept by 400 cuts")
        .isLessThan(6_000);
  }

  private static void cutOften(Picture picture, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(PlateCrop.lines(PlateCrop.whole(picture, around(200, 44, 10), 0))).isEmpty();
    }
  }
}
