package io.sightline.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten seconds of a film of which a part was overwritten, as on a card that fails. */
class UndecodableFramesTest {
  private static final long SECOND = 1_000_000;

  @TempDir Path folder;
  private Path video;

  @BeforeEach
  void film() {
    video =
        TestFootage.write(
            folder.resolve("film.mp4"),
            162,
            90,
            10,
            100,
            20,
            (graphics, n) -> {
              graphics.setColor(new Color(Math.floorMod(n * 7, 256), 200, 255 - n));
              graphics.fillRect(n % 120, 20 + n % 30, 30, 30);
            });
  }

  /** Overwrites a part of what is coded, in shares of its length. */
  private void overwrite(double from, double to) throws IOException {
    byte[] bytes = Files.readAllBytes(video);
    int begin = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("mdat") + 4;
    int length = java.nio.ByteBuffer.wrap(bytes).getInt(begin - 8) - 8;
    Arrays.fill(bytes, begin + (int) (from * length), begin + (int) (to * length), (byte) 0);
    Files.write(video, bytes);
  }

  private record Seen(List<Long> micros, long missing) {}

  private Seen seen() {
    List<Long> micros = new ArrayList<>();
    try (DatedVideo open = DatedVideo.open(video, DatedVideo.Position.START)) {
      while (open.advance()) {
        micros.add(open.mediaMicros());
      }
      long length = micros.get(micros.size() - 1) + open.shownMicros();
      return new Seen(micros, open.missingMicros(length).orElse(0));
    }
  }

  @Test
  void aWholeFilmBeginsAtOnceAndLacksNothing() {
    Seen whole = seen();
    assertThat(whole.micros()).hasSize(100).startsWith(0L);
    assertThat(whole.missing()).isZero();
  }

  @Test
  void whatCannotBeDecodedAtTheEndIsMissing() throws IOException {
    overwrite(0.5, 1);
    Seen half = seen();
    long last = half.micros().get(half.micros().size() - 1);
    assertThat(last).isLessThan(8 * SECOND);
    assertThat(last + half.missing()).isCloseTo(10 * SECOND, within(SECOND / 2));
  }

  @Test
  void whatCannotBeDecodedAtTheBeginningMovesNothing() throws IOException {
    List<Long> whole = seen().micros();
    overwrite(0, 0.3);
    Seen rest = seen();
    assertThat(rest.micros().get(0)).isGreaterThan(SECOND);
    assertThat(rest.micros().stream().filter(at -> at >= 4 * SECOND))
        .as("from the keyframe on that is whole")
        .containsExactlyElementsOf(whole.stream().filter(at -> at >= 4 * SECOND).toList());
    assertThat(rest.missing()).isZero();
  }

  @Test
  void aReaderThatBeginsWithinItDatesAlike() throws IOException {
    overwrite(0, 0.3);
    List<Long> all = seen().micros();
    DatedVideo.Position behind;
    try (DatedVideo open = DatedVideo.open(video, DatedVideo.Position.START)) {
      open.advance();
      open.advance();
      behind = open.position();
    }
    try (DatedVideo open = DatedVideo.open(video, behind)) {
      open.advance();
      assertThat(open.mediaMicros()).isEqualTo(all.get(2));
    }
  }

  @Test
  void anotherRecordingBehindTheFirstIsNotLostInSilence() throws IOException {
    byte[] one = Files.readAllBytes(video);
    Files.write(video, one, java.nio.file.StandardOpenOption.APPEND);
    try (DatedVideo open = DatedVideo.open(video, DatedVideo.Position.START)) {
      int frames = 0;
      while (open.advance()) {
        frames++;
      }
      assertThat(frames).isEqualTo(100);
      assertThat(open.missingMicros(10 * SECOND)).as("something is").isPresent();
    }
  }
}
