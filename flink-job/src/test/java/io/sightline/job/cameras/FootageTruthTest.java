package io.sightline.job.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FootageTime;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.state.Operators;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What is noted of recorded footage: its gaps, and where a player finds its frames. */
@SuppressWarnings("try") // Closing a harness may be interrupted.
class FootageTruthTest {
  private static final long START = 1_767_225_600_000L;
  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse("site", Path.of("/"), "{site: yard, cameras: [{id: gate, uri: x.mp4}]}")
              .site());

  private long number;

  private Observations record(
      RecordKind kind, long millis, String reason, String file, long stampMillis) {
    FrameAddress address =
        file == null ? null : new FrameAddress("/footage/" + file, stampMillis * 1_000);
    return Observations.nothing(
        new FrameHeader(
            "yard", "gate", 0, number++, START + millis, kind, reason, false, "layout", address));
  }

  private Observations frame(long millis, String file, long stampMillis) {
    return record(RecordKind.FRAME, millis, null, file, stampMillis);
  }

  private Observations silence(long millis, String reason) {
    return record(RecordKind.SILENCE, millis, reason, null, 0);
  }

  private Observations end(long millis) {
    return record(RecordKind.END, millis, null, null, 0);
  }

  private static <T> List<T> noted(
      KeyedProcessFunction<String, Observations, T> by, Observations... records) throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            Operators.running(by), (Observations seen) -> seen.frame().camera(), Types.STRING)) {
      harness.open();
      for (Observations one : records) {
        harness.processElement(one, 0);
      }
      harness.snapshot(1, 0);
      assertThat(harness.numKeyedStateEntries()).as("state dies with the camera").isZero();
      return harness.extractOutputValues();
    }
  }

  private static String text(CameraGap gap) {
    return (gap.head().atMillis() - START)
        + " to "
        + (gap.endedAtMillis() - START)
        + " "
        + gap.reason()
        + (gap.head().isFinal() ? "" : ", not final");
  }

  private List<String> gaps(Observations... records) throws Exception {
    return noted(new NoteGaps(LAYOUTS, false), records).stream()
        .map(FootageTruthTest::text)
        .toList();
  }

  @Test
  void aBreakInTheStampsIsAGapHoweverShort() throws Exception {
    assertThat(
            gaps(
                frame(0, "a", 0),
                silence(400, "stamp-began-again"),
                frame(500, "a", 0),
                silence(900, "waiting"),
                frame(1_000, "a", 500),
                end(1_200)))
        .containsExactly("0 to 500 stamp-began-again");
  }

  @Test
  void whatIsMissingAtTheEndIsAGapUntilTheEnd() throws Exception {
    assertThat(gaps(frame(0, "a", 0), silence(999, "cut-off"), end(30_000)))
        .containsExactly("0 to 30000 cut-off");
    assertThat(gaps(frame(0, "a", 0), end(300_000))).as("a frame that is shown long").isEmpty();
  }

  @Test
  void footageThatBeginsWithWhatCannotBeReadHasAGapThere() throws Exception {
    assertThat(gaps(silence(0, "unreadable"), frame(60_000, "b", 0), end(61_000)))
        .containsExactly("0 to 60000 unreadable");
    assertThat(gaps(silence(0, "unreadable"), end(1))).containsExactly("0 to 1 unreadable");
  }

  private static String text(FootageTime time) {
    return (time.head().atMillis() - START)
        + " to "
        + (time.endedAtMillis() - START)
        + " is "
        + time.file()
        + " from "
        + time.stampMillis()
        + (time.oddity() == null ? "" : ", " + time.oddity());
  }

  @Test
  void aPlayersPlaceInAVideoFindsItsCaptureTime() throws Exception {
    assertThat(
            noted(
                    new NoteFootageTimes(),
                    frame(0, "a.mp4", 1_400),
                    frame(500, "a.mp4", 1_900),
                    record(RecordKind.FRAME, 1_000, "stamp-stray", "a.mp4", 9_900),
                    frame(1_500, "a.mp4", 2_900),
                    frame(2_000, "a.mp4", 3_399),
                    silence(2_000, "stamp-began-again"),
                    frame(2_500, "a.mp4", 0),
                    frame(60_000, "b.mp4", 0),
                    end(60_500))
                .stream()
                .map(FootageTruthTest::text))
        .containsExactly(
            "0 to 500 is a.mp4 from 1400",
            "1000 to 1000 is a.mp4 from 9900, stamp-stray",
            "1500 to 2000 is a.mp4 from 2900",
            "2500 to 2500 is a.mp4 from 0",
            "60000 to 60000 is b.mp4 from 0");
  }
}
