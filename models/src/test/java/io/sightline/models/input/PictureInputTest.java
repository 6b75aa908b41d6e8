package io.sightline.models.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.models.manifest.InputSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
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
    PictureInput input =
        new PictureInput(spec(InputSpec.Fit.STRETCH, InputSpec.Colour.RGB), 64, 64);
    FloatBuffer batch = buffer(input);
    input.write(new Picture(64, 64, bgr), batch, 1);
    int base = input.length();
    assertThat(batch.get(base)).isEqualTo((200 * 0.5f - 1) / 2);
    assertThat(batch.get(base + 64 * 64)).isEqualTo((20 * 0.5f - 2) / 4);
    assertThat(batch.get(base + 2 * 64 * 64 + 64 * 64 - 1)).isEqualTo((10 * 0.5f - 3) / 8);
    assertThat(batch.get(0)).as("the place of the first picture").isZero();
  }

  @Test
  void aLetterboxIsCentredAndPaddedOnBothSides() {
    byte[] white = new byte[128 * 64 * 3];
    java.util.Arrays.fill(white, (byte) 255);
    PictureInput input =
        new PictureInput(spec(InputSpec.Fit.LETTERBOX, InputSpec.Colour.GREY), 64, 64);
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

  @Property
  void whatIsLaidIntoTheInputComesBackWithinHalfAPixel(
      @ForAll @IntRange(min = 1, max = 4_000) int width,
      @ForAll @IntRange(min = 1, max = 4_000) int height,
      @ForAll InputSpec.Fit fit) {
    PictureInput input = new PictureInput(spec(fit, InputSpec.Colour.RGB), 64, 64);
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

  private static Picture noise(int width, int height) {
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    new Random(width * 31L + height).nextBytes(bgr);
    return new Picture(width, height, bgr);
  }

  @Property(tries = 200)
  void levelsAreThoseOfOpenCvsScalingInFloats(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll InputSpec.Colour colour) {
    InputSpec plain =
        new InputSpec(
            64,
            48,
            InputSpec.Layout.NCHW,
            colour,
            1,
            List.of(),
            List.of(),
            InputSpec.Fit.STRETCH,
            0,
            0);
    Picture picture = noise(width, height);
    PictureInput input = new PictureInput(plain, 64, 48);
    FloatBuffer batch = buffer(input);
    input.write(picture, batch, 0);
    PointerScope scope = new PointerScope();
    try (scope) {
      Mat levels = new Mat();
      new Mat(height, width, CV_8UC3, new BytePointer(picture.bgr())).convertTo(levels, CV_32F);
      Mat scaled = new Mat();
      resize(levels, scaled, new Size(64, 48), 0, 0, INTER_LINEAR);
      if (colour == InputSpec.Colour.GREY) {
        cvtColor(scaled, scaled, COLOR_BGR2GRAY);
      } else if (colour == InputSpec.Colour.RGB) {
        cvtColor(scaled, scaled, COLOR_BGR2RGB);
      }
      int channels = colour.channels();
      float[] expected = new float[64 * 48 * channels];
      scaled.<FloatBuffer>createBuffer().get(expected);
      for (int i = 0; i < expected.length; i++) {
        float level = batch.get(i % channels * 64 * 48 + i / channels);
        if (colour == InputSpec.Colour.GREY) {
          // OpenCV rounds once where three products are summed, on machines that can.
          assertThat(level).isCloseTo(expected[i], within(1e-4f));
        } else {
          assertThat(level).isEqualTo(expected[i]);
        }
      }
    }
  }

  @Test
  void channelsTogetherAreTheSameValuesInAnotherOrder() {
    InputSpec planes = spec(InputSpec.Fit.LETTERBOX, InputSpec.Colour.RGB);
    InputSpec together =
        new InputSpec(
            64,
            64,
            InputSpec.Layout.NHWC,
            planes.colour(),
            planes.scale(),
            planes.mean(),
            planes.std(),
            planes.fit(),
            planes.pad(),
            0);
    Picture picture = noise(90, 50);
    PictureInput one = new PictureInput(planes, 64, 64);
    PictureInput other = new PictureInput(together, 64, 64);
    FloatBuffer first = buffer(one);
    FloatBuffer second = buffer(other);
    one.write(picture, first, 1);
    other.write(picture, second, 1);
    for (int i = 0; i < 64 * 64; i++) {
      for (int channel = 0; channel < 3; channel++) {
        assertThat(second.get(one.length() + i * 3 + channel))
            .isEqualTo(first.get(one.length() + channel * 64 * 64 + i));
      }
    }
  }

  @Test
  void whatIsWrittenDoesNotDependOnPicturesBefore() {
    InputSpec letterbox = spec(InputSpec.Fit.LETTERBOX, InputSpec.Colour.BGR);
    PictureInput used = new PictureInput(letterbox, 64, 64);
    FloatBuffer batch = buffer(used);
    for (Picture picture : List.of(noise(64, 64), noise(200, 30), noise(201, 30), noise(9, 70))) {
      used.write(picture, batch, 0);
      PictureInput fresh = new PictureInput(letterbox, 64, 64);
      FloatBuffer expected = buffer(fresh);
      fresh.write(picture, expected, 0);
      assertThat(batch.slice(0, used.length())).isEqualTo(expected.slice(0, used.length()));
    }
  }

  @Test
  void aPictureOfWhichNothingWouldBeLeftIsRefused() {
    PictureInput input =
        new PictureInput(spec(InputSpec.Fit.LETTERBOX, InputSpec.Colour.RGB), 64, 64);
    assertThatThrownBy(
            () -> input.write(new Picture(30_000, 1, new byte[90_000]), buffer(input), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
