package io.sightline.domain.observations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ColourHistogramTest {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 80;
  private static final Box VEHICLE = new Box(20, 10, 100, 70);
  private static final int ASPHALT = 0x707274;

  /** A vehicle of one colour on a street. */
  private static Picture of(int body) {
    byte[] bgr = new byte[WIDTH * HEIGHT * 3];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean isVehicle =
            x >= VEHICLE.left()
                && x < VEHICLE.right()
                && y >= VEHICLE.top()
                && y < VEHICLE.bottom();
        int rgb = isVehicle ? body : ASPHALT;
        for (int channel = 0; channel < 3; channel++) {
          bgr[(y * WIDTH + x) * 3 + channel] = (byte) (rgb >> 8 * channel);
        }
      }
    }
    return new Picture(WIDTH, HEIGHT, bgr);
  }

  private static String colours(int body) {
    return ColourHistogram.of(of(body), VEHICLE);
  }

  @Test
  void eachColourHasItsPlace() {
    int[] bodies = {
      0x101010, 0x808080, 0xf0f0f0, 0xc01010, 0xe08020, 0xe0d020, 0x208030, 0x10c0c0, 0x1030b0,
      0x7020a0, 0xe040a0
    };
    for (int i = 0; i < bodies.length; i++) {
      StringBuilder all = new StringBuilder("00".repeat(ColourHistogram.BINS));
      assertThat(colours(bodies[i]))
          .as(Integer.toHexString(bodies[i]))
          .isEqualTo(all.replace(2 * i, 2 * i + 2, "ff").toString());
    }
  }

  @Test
  void whatIsTooSmallShowsNone() {
    assertThat(ColourHistogram.of(of(0xc01010), new Box(30, 30, 41, 60))).isNull();
    assertThat(ColourHistogram.of(of(0xc01010), new Box(-80, 0, 5, 60))).isNull();
  }

  @Test
  void aTracksColoursFollowWhatIsSeen() {
    String white = colours(0xf0f0f0);
    String red = colours(0xc01010);
    assertThat(ColourHistogram.after(null, white)).isEqualTo(white);
    assertThat(ColourHistogram.after(white, null)).isEqualTo(white);
    assertThat(ColourHistogram.after(null, null)).isNull();
    String mixed = ColourHistogram.after(white, red);
    assertThat(ColourHistogram.similarity(mixed, white)).isBetween(0.7, 0.8);
    for (int i = 0; i < 40; i++) {
      mixed = ColourHistogram.after(mixed, red);
    }
    assertThat(ColourHistogram.similarity(mixed, red)).isGreaterThan(0.95);
  }

  @Property(tries = 300)
  void anyBoxOfAnyPictureHasWholeColoursOrNone(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 60) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @FloatRange(min = -70, max = 70) float x,
      @ForAll @FloatRange(min = -70, max = 70) float y) {
    byte[] bgr = new byte[width * height * 3];
    random.nextBytes(bgr);
    Picture picture = new Picture(width, height, bgr);
    Box box = new Box(x, y, x + random.nextFloat() * 90, y + random.nextFloat() * 90);
    String colours = ColourHistogram.of(picture, box);
    if (colours != null) {
      int sum = 0;
      for (int i = 0; i < ColourHistogram.BINS; i++) {
        sum += Integer.parseInt(colours, 2 * i, 2 * i + 2, 16);
      }
      assertThat(sum).isBetween(255 - ColourHistogram.BINS, 255 + ColourHistogram.BINS);
      assertThat(ColourHistogram.similarity(colours, colours)).isEqualTo(1);
      assertThat(ColourHistogram.of(picture, box)).isEqualTo(colours);
    }
  }

  @Property(tries = 300)
  void likenessIsTheSameBothWays(@ForAll Random random) {
    byte[] bgr = new byte[WIDTH * HEIGHT * 3];
    random.nextBytes(bgr);
    String one = ColourHistogram.of(new Picture(WIDTH, HEIGHT, bgr), VEHICLE);
    String other = colours(random.nextInt(1 << 24));
    assertThat(ColourHistogram.similarity(one, other))
        .isBetween(0.0, 1.0)
        .isEqualTo(ColourHistogram.similarity(other, one));
  }
}
