package io.sightline.models.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.View;
import java.util.Base64;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ViewMeterTest {
  private static Picture grey(int width, int height, java.util.function.IntBinaryOperator level) {
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        byte value = (byte) level.applyAsInt(x, y);
        for (int c = 0; c < Picture.BYTES_PER_PIXEL; c++) {
          bgr[(y * width + x) * Picture.BYTES_PER_PIXEL + c] = value;
        }
      }
    }
    return new Picture(width, height, bgr);
  }

  private static int[] profile(View view) {
    byte[] bytes = Base64.getDecoder().decode(view.profile());
    int[] levels = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      levels[i] = bytes[i] & 0xff;
    }
    return levels;
  }

  @Test
  void aFlatPictureHasNothingButItsBrightness() {
    View view = ViewMeter.of(grey(640, 360, (x, y) -> 100));
    assertThat(view.width()).isEqualTo(640);
    assertThat(view.luma()).isEqualTo(100);
    assertThat(view.contrast()).isZero();
    assertThat(view.sharpness()).isZero();
    int[] profile = profile(view);
    assertThat(profile).hasSize(View.COLUMNS + View.ROWS + View.POINTS);
    for (int i = 0; i < View.COLUMNS + View.ROWS; i++) {
      assertThat(profile[i]).isZero();
    }
    assertThat(profile[View.COLUMNS + View.ROWS]).isEqualTo(100);
  }

  @Test
  void anEdgeStandsInItsColumnAndInNoRow() {
    int[] profile = profile(ViewMeter.of(grey(960, 540, (x, y) -> x < 480 ? 0 : 200)));
    assertThat(profile[View.COLUMNS / 2]).isPositive();
    assertThat(profile[View.COLUMNS / 4]).isZero();
    for (int i = 0; i < View.ROWS; i++) {
      assertThat(profile[View.COLUMNS + i]).isZero();
    }
  }

  @Test
  void contrastAndSharpnessAreThoseOfAChequer() {
    View view = ViewMeter.of(grey(384, 216, (x, y) -> (x + y) % 2 == 0 ? 50 : 150));
    assertThat(view.luma()).isCloseTo(100, within(0.5));
    assertThat(view.contrast()).isCloseTo(50, within(0.5));
    assertThat(view.sharpness()).isCloseTo(400, within(0.5));
  }

  @Property
  void picturesOfAnySizeAreMeasured(
      @ForAll @IntRange(min = 1, max = 500) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll long seed) {
    Random random = new Random(seed);
    View view = ViewMeter.of(grey(width, height, (x, y) -> random.nextInt(256)));
    assertThat(view.luma()).isBetween(0.0, 255.0);
    assertThat(view.contrast()).isBetween(0.0, 128.0);
    assertThat(view.sharpness()).isBetween(0.0, 4 * 255.0);
    assertThat(profile(view)).hasSize(View.COLUMNS + View.ROWS + View.POINTS);
  }
}
