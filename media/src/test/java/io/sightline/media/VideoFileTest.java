package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.frames.FramePosition;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFileTest {
  private static final int FRAMES = 240;

  @TempDir static Path folder;
  private static Path video;

  @BeforeAll
  static void drawAMovingSquareWithKeyframesFarApart() {
    video =
        TestFootage.write(
            folder.resolve("square.mp4"),
            162,
            90,
            25,
            FRAMES,
            90,
            (graphics, n) -> {
              graphics.setColor(new Color(Math.floorMod(n * 7, 256), 200, 255 - n));
              graphics.fillRect(n % 120, 20 + n % 30, 30, 30);
            });
  }

  private record Decoded(long micros, int pixels) {
    static Decoded of(VideoFrame frame) {
      return new Decoded(frame.stamp().micros(), Arrays.hashCode(frame.picture().bgr()));
    }
  }

  private record Placed(Decoded decoded, FramePosition position) {}

  private static List<Placed> decodeAll(Path file) {
    List<Placed> all = new ArrayList<>();
    try (DatedVideo open = DatedVideo.open(file, DatedVideo.Position.START)) {
      while (open.advance()) {
        all.add(new Placed(Decoded.of(open.frame()), open.position().video()));
      }
    }
    return all;
  }

  @Test
  void everyFrameComesOnceInTheOrderOfItsTime() {
    List<Placed> all = decodeAll(video);
    assertThat(all).hasSize(FRAMES);
    assertThat(all)
        .extracting(placed -> placed.decoded().micros())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aSoughtFrameHasTheTimeAndThePixelsOfLinearDecoding() {
    requireExactSeeks(video);
  }

  @Test
  void soughtFramesOfRealFootageHaveTheTimeAndThePixelsOfLinearDecoding() {
    for (String name :
        List.of("footage/pran_license_plate.mp4", "footage/intel_car-detection.mp4")) {
      requireExactSeeks(RealFiles.require(name));
    }
  }

  private static void requireExactSeeks(Path file) {
    List<Placed> all = decodeAll(file);
    long seed = 42;
    Random random = new Random(seed);
    try (VideoFile open = VideoFile.open(file)) {
      for (int i = 0; i < 40; i++) {
        int wanted = random.nextInt(all.size());
        open.goBefore(all.get(wanted).position());
        for (int n = wanted; n < Math.min(wanted + 3, all.size()); n++) {
          try (VideoFrame next = open.next()) {
            assertThat(Decoded.of(next))
                .as("frame %d of %s, sought %d, seed %d", n, file.getFileName(), wanted, seed)
                .isEqualTo(all.get(n).decoded());
          }
        }
      }
      open.goBehind(all.get(all.size() - 1).position());
      assertThat(open.next()).isNull();
    }
  }

  @Test
  void whatIsNoVideoIsRefusedWithASentence() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "This is a text file.\n".repeat(100));
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    Path cut = folder.resolve("cut.mp4");
    byte[] whole = Files.readAllBytes(video);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> VideoFile.open(text))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("text.mp4");
    assertThatThrownBy(() -> VideoFile.open(empty))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> VideoFile.open(cut))
        .isInstanceOf(MediaFailure.class)
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> VideoFile.open(folder.resolve("none.mp4")))
        .hasMessageContaining("There is no video");
  }

  @Test
  void aPlaylistIsNotAVideoEvenWhenItNamesOne() throws IOException {
    Path playlist =
        Files.writeString(folder.resolve("list.mp4"), "ffconcat version 1.0\nfile " + video + "\n");
    assertThatThrownBy(() -> VideoFile.open(playlist)).isInstanceOf(MediaFailure.class);
  }

  @Test
  void openingAndClosingManyTimesTakesNoMoreMemory() throws Exception {
    Path large =
        TestFootage.write(
            folder.resolve("large.mp4"),
            640,
            360,
            25,
            6,
            3,
            (graphics, n) -> graphics.fillRect(n, n, 90, 90));
    assertThat(ProcessMemory.leastGrowthKilobytes(() -> openDecodeCloseOften(large)))
        .as("kB kept by 150 openings")
        .isLessThan(10_000);
  }

  private static void openDecodeCloseOften(Path file) {
    for (int i = 0; i < 150; i++) {
      openDecodeClose(file);
    }
  }

  private static void openDecodeClose(Path file) {
    try (VideoFile open = VideoFile.open(file)) {
      for (int i = 0; i < 5; i++) {
        try (VideoFrame next = open.next()) {
          next.picture();
        }
      }
    }
  }
}
