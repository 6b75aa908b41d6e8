package io.sightline.models.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.models.manifest.InputSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PictureInputTest {
  private static InputSpec spec(InputSpec.Fit fit, InputSpec.Colour colour) {
    int channels = colour.channels();
    return new InputSpec(
        64,
        64,
        InputSpec.Layout.NCHW,
        colour,
        0.5,
        List.of(1.0, 2.0, 3.0).subList(0, channels),
        List.of(2.0, 4.0, 8.0).subList(0, channels),
        fit,
        100,
        0);
  }

  private static FloatBuffer buffer(PictureInput input) {
    return ByteBuffer.allocateDirect(2 * input.length() * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Test
  void aValueIsPixelTimesScaleMinusMeanOverStdInTheModelsChannelOrder() {
    byte[] bgr = new byte[64 * 64 * 3];
    for (int i = 0; i < bgr.length; i += 3) {
      bgr[i] = 10;
      bgr[i + 1] = 20;
      bgr[i + 2] = (byte) 200;
    }
    try (PictureInput input =
        new PictureInput(spec(InputSpec.Fit.STRETCH, InputSpec.Colour.RGB), 64, 64)) {
      FloatBuffer batch = buffer(input);
      input.write(new Picture(64, 64, bgr), batch, 1);
      int base = input.length();
      assertThat(batch.get(base)).isEqualTo((200 * 0.5f - 1) / 2);
      assertThat(batch.get(base + 64 * 64)).isEqualTo((20 * 0.5f - 2) / 4);
      assertThat(batch.get(base + 2 * 64 * 64 + 64 * 64 - 1)).isEqualTo((10 * 0.5f - 3) / 8);
      assertThat(batch.get(0)).as("the place of the first picture").isZero();
    }
  }

  @Test
  void aLetterboxIsCentredAndPaddedOnBothSides() {
    byte[] white = new byte[128 * 64 * 3];
    java.util.Arrays.fill(white, (byte) 255);
    try (PictureInput input =
        new PictureInput(spec(InputSpec.Fit.LETTERBOX, InputSpec.Colour.GREY), 64, 64)) {
      FloatBuffer batch = buffer(input);
      InputTransform transform = input.write(new Picture(128, 64, white), batch, 0);
      float padding = (100 * 0.5f - 1) / 2;
      float inside = (255 * 0.5f - 1) / 2;
      assertThat(transform).isEqualTo(new InputTransform(0.5f, 0.5f, 0, 16, 128, 64));
      assertThat(batch.get(15 * 64)).isEqualTo(padding);
      assertThat(batch.get(16 * 64)).isEqualTo(inside);
      assertThat(batch.get(47 * 64 + 63)).isEqualTo(inside);
      assertThat(batch.get(48 * 64)).isEqualTo(padding);
    }
  }

  @Property
  void whatIsLaidIntoTheInputComesBackWithinHalfAPixel(
      @ForAll @IntRange(min = 1, max = 4_000) int width,
      @ForAll @IntRange(min = 1, max = 4_000) int height,
      @ForAll InputSpec.Fit fit) {
    try (PictureInput input = new PictureInput(spec(fit, InputSpec.Colour.RGB), 64, 64)) {
      InputTransform transform = input.transform(width, height);
      float left = width * 0.25f;
      float bottom = height * 0.75f;
      Box back =
          transform.toPicture(
              left * transform.scaleX() + transform.offsetX(),
              transform.offsetY(),
              width * transform.scaleX() + transform.offsetX(),
              bottom * transform.scaleY() + transform.offsetY());
      assertThat(back.left()).isCloseTo(left, within(0.5f));
      assertThat(back.top()).isCloseTo(0, within(0.5f));
      assertThat(back.right()).isCloseTo(width, within(0.5f));
      assertThat(back.bottom()).isCloseTo(bottom, within(0.5f));
    }
  }
}
