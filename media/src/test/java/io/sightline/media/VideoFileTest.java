package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private record Decoded(long micros, int pixels) {}

  private static List<Decoded> decodeAll(Path file) {
    List<Decoded> all = new ArrayList<>();
    try (VideoFile open = VideoFile.open(file)) {
      while (open.advance()) {
        all.add(new Decoded(open.currentMicros(), Arrays.hashCode(open.picture().bgr())));
      }
    }
    return all;
  }

  @Test
  void everyFrameComesOnceInTheOrderOfItsTime() {
    List<Decoded> all = decodeAll(video);
    assertThat(all).hasSize(FRAMES);
    assertThat(all).extracting(Decoded::micros).isSorted().doesNotHaveDuplicates();
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
    List<Decoded> all = decodeAll(file);
    long seed = 42;
    Random random = new Random(seed);
    try (VideoFile open = VideoFile.open(file)) {
      for (int i = 0; i < 40; i++) {
        int wanted = random.nextInt(all.size());
        open.seek(all.get(wanted).micros());
        for (int n = wanted; n < Math.min(wanted + 3, all.size()); n++) {
          assertThat(open.advance()).isTrue();
          assertThat(new Decoded(open.currentMicros(), Arrays.hashCode(open.picture().bgr())))
              .as("frame %d of %s, sought %d, seed %d", n, file.getFileName(), wanted, seed)
              .isEqualTo(all.get(n));
        }
      }
      open.seek(all.get(all.size() - 1).micros() + 1);
      assertThat(open.advance()).isFalse();
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
  void openingAndClosingManyTimesTakesNoMoreMemory() throws IOException {
    for (int i = 0; i < 100; i++) {
      openDecodeClose();
    }
    long before = ProcessMemory.residentKilobytes();
    for (int i = 0; i < 600; i++) {
      openDecodeClose();
    }
    assertThat(ProcessMemory.residentKilobytes() - before)
        .as("growth of the resident set in kB")
        .isLessThan(60_000);
  }

  private static void openDecodeClose() {
    try (VideoFile open = VideoFile.open(video)) {
      for (int i = 0; i < 5 && open.advance(); i++) {
        open.picture();
      }
    }
  }
}
