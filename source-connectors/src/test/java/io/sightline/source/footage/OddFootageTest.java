package io.sightline.source.footage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.media.FootageSegment;
import io.sightline.media.MediaFailure;
import io.sightline.media.ScriptedVideo;
import io.sightline.media.Stamp;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** Footage as it should not be: what is made of it, and told of it. */
class OddFootageTest {
  private static final long START = 1_767_225_600_000L;
  private static final PictureSize DRAWN = new PictureSize(160, 120);
  private static final PictureSize SMALL = new PictureSize(80, 60);
  private static final PictureSize WIDE = new PictureSize(160, 90);

  private record Video(
      List<Stamp> stamps, List<PictureSize> sizes, OptionalLong missing, long lostBefore) {
    Video sized(PictureSize... sizes) {
      return new Video(stamps, List.of(sizes), missing, lostBefore);
    }

    Video missing(long micros) {
      return new Video(stamps, sizes, OptionalLong.of(micros), lostBefore);
    }

    Video lostBefore(long micros) {
      return new Video(stamps, sizes, missing, micros);
    }
  }

  /** Stamps in milliseconds. */
  private static Video video(long... millis) {
    return new Video(
        LongStream.of(millis).mapToObj(at -> new Stamp(at * 1_000, 0)).toList(),
        List.of(DRAWN),
        OptionalLong.empty(),
        0);
  }

  private static long[] tenASecond(int frames) {
    return LongStream.range(0, frames).map(n -> n * 100).toArray();
  }

  private static List<Timeline.Entry<Frame>> read(
      Map<String, Video> videos, CameraSplit from, FootageSegment... segments) {
    FootageCamera camera = new FootageCamera("site", "gate", 0, DRAWN, "layout", List.of(segments));
    List<Timeline.Entry<Frame>> entries = new ArrayList<>();
    try (FootageTimeline timeline =
        new FootageTimeline(
            camera,
            from,
            new FootageMetrics(new UnregisteredMetricsGroup(), "gate"),
            (segment, at) -> {
              Video video = videos.get(segment.file());
              if (video == null) {
                throw new MediaFailure("It is broken.");
              }
              return ScriptedVideo.of(
                  video.stamps(), video.sizes(), video.missing(), video.lostBefore(), at);
            })) {
      for (var entry = timeline.next(); entry != null; entry = timeline.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static FootageSegment segment(String file, long millis) {
    return new FootageSegment(file, false, START + millis);
  }

  private static List<FrameHeader> headers(List<Timeline.Entry<Frame>> entries) {
    return entries.stream().map(entry -> entry.record().header()).toList();
  }

  private static List<FrameHeader> read(Video video) {
    return headers(read(Map.of("a", video), CameraSplit.start("gate"), segment("a", 0)));
  }

  /** All that are no ordinary frames, as words. */
  private static List<String> told(List<FrameHeader> headers) {
    return headers.stream()
        .filter(header -> header.kind() != RecordKind.FRAME || header.reason() != null)
        .map(
            header ->
                header.kind() + " " + (header.capturedAtMillis() - START) + " " + header.reason())
        .toList();
  }

  @Test
  void aStrayIsAFrameOfItsPlaceAndToldOfIt() {
    long[] stamps = tenASecond(100);
    stamps[40] += 9_000;
    List<FrameHeader> read = read(video(stamps));
    assertThat(told(read)).containsExactly("FRAME 4000 stamp-stray", "END 10000 null");
    assertThat(read.get(40).address().presentationMicros())
        .as("where a player finds it")
        .isEqualTo(13_000_000);
  }

  @Test
  void whatCannotBeDecodedAtTheBeginningIsALossAndMovesNothing() {
    Video late = video(tenASecond(10)).lostBefore(4_000_000);
    List<FrameHeader> read = read(late);
    assertThat(told(read)).containsExactly("SILENCE 0 unreadable", "END 5000 null");
    assertThat(read.get(1).capturedAtMillis() - START).isEqualTo(4_000);
    List<FrameHeader> second =
        headers(
            read(
                Map.of("a", video(tenASecond(10)), "b", late),
                CameraSplit.start("gate"),
                segment("a", 0),
                segment("b", 1_000)));
    assertThat(told(second)).containsExactly("SILENCE 1000 unreadable", "END 6000 null");
    assertThat(second.get(11).capturedAtMillis() - START).isEqualTo(5_000);
    assertThat(told(read(video(tenASecond(10)).lostBefore(300_000))))
        .as("a moment")
        .containsExactly("END 1300 null");
  }

  @Test
  void stampsThatBeginAgainAreABreakAndNothingIsLeftOut() {
    long[] stamps = tenASecond(100);
    for (int n = 50; n < 100; n++) {
      stamps[n] -= 5_000;
    }
    List<FrameHeader> read = read(video(stamps));
    assertThat(told(read)).containsExactly("SILENCE 4900 stamp-began-again", "END 10000 null");
    assertThat(read).hasSize(102);
  }

  @Test
  void aLeapAheadIsABreak() {
    long[] stamps = tenASecond(100);
    for (int n = 50; n < 100; n++) {
      stamps[n] += 60_000;
    }
    assertThat(told(read(video(stamps))))
        .containsExactly("SILENCE 4900 stamp-break", "END 70000 null");
  }

  @Test
  void whatIsCutOffIsALossUntilItsDeclaredEnd() {
    assertThat(told(read(video(tenASecond(100)).missing(20_000_000))))
        .containsExactly("SILENCE 9999 cut-off", "END 30000 null");
  }

  @Test
  void whatIsCutOffEndsWhereTheNextFileBegins() {
    List<FrameHeader> read =
        headers(
            read(
                Map.of(
                    "a", video(tenASecond(100)).missing(20_000_000), "b", video(tenASecond(100))),
                CameraSplit.start("gate"),
                segment("a", 0),
                segment("b", 15_000)));
    assertThat(told(read)).containsExactly("SILENCE 9999 cut-off", "END 25000 null");
  }

  @Test
  void aFileThatCannotBeReadIsALossAndTheOthersCount() {
    List<FrameHeader> read =
        headers(
            read(
                Map.of("a", video(tenASecond(10)), "c", video(tenASecond(10))),
                CameraSplit.start("gate"),
                segment("a", 0),
                segment("broken", 60_000),
                segment("c", 120_000)));
    assertThat(told(read)).containsExactly("SILENCE 60000 unreadable", "END 121000 null");
    assertThat(read).hasSize(22);
  }

  @Test
  void aCameraWithoutAnythingThatCanBeReadStillEnds() {
    assertThat(told(headers(read(Map.of(), CameraSplit.start("gate"), segment("broken", 500)))))
        .containsExactly("SILENCE 500 unreadable", "END 501 null");
  }

  @Test
  void anotherResolutionIsTheSamePicture() {
    List<Timeline.Entry<Frame>> entries =
        read(
            Map.of("a", video(tenASecond(3)).sized(DRAWN, SMALL)),
            CameraSplit.start("gate"),
            segment("a", 0));
    assertThat(told(headers(entries))).containsExactly("END 300 null");
    assertThat(entries.subList(0, 3))
        .allSatisfy(entry -> assertThat(entry.record().meant()).contains(DRAWN));
  }

  @Test
  void anotherAspectIsALossForAsLongAsItLasts() {
    assertThat(told(read(video(tenASecond(5)).sized(DRAWN, DRAWN, WIDE, WIDE, SMALL))))
        .containsExactly(
            "SILENCE 199 outside-picture",
            "DROPPED 200 outside-picture",
            "DROPPED 300 outside-picture",
            "END 500 null");
  }

  @Test
  void filesThatOverlapAreLeftOutWhereTheyDoAndSaySo() {
    List<FrameHeader> read =
        headers(
            read(
                Map.of("a", video(tenASecond(10)), "b", video(tenASecond(10))),
                CameraSplit.start("gate"),
                segment("a", 0),
                segment("b", 800)));
    assertThat(told(read))
        .containsExactly(
            "DROPPED 900 not-after-last", "DROPPED 900 not-after-last", "END 1800 null");
  }

  @Test
  void fromEveryPositionTheRestIsTheSame() {
    long[] stamps = tenASecond(120);
    stamps[0] += 3_000;
    stamps[20] += 9_000;
    stamps[21] += 9_000;
    stamps[30] = stamps[29];
    for (int n = 60; n < 120; n++) {
      stamps[n] -= 6_000;
    }
    for (int n = 90; n < 120; n++) {
      stamps[n] += 40_000;
    }
    Map<String, Video> videos =
        Map.of(
            "a",
            video(stamps).sized(DRAWN, DRAWN, DRAWN, WIDE, WIDE, SMALL).missing(2_000_000),
            "c",
            video(tenASecond(30)));
    FootageSegment[] segments = {segment("a", 0), segment("broken", 60_000), segment("c", 120_000)};
    List<Timeline.Entry<Frame>> whole = read(videos, CameraSplit.start("gate"), segments);
    for (int i = 0; i < whole.size(); i++) {
      List<Timeline.Entry<Frame>> rest = read(videos, whole.get(i).after(), segments);
      assertThat(rest.stream().map(OddFootageTest::text))
          .as("after record %d, %s", i, whole.get(i).record().header())
          .isEqualTo(
              whole.subList(i + 1, whole.size()).stream().map(OddFootageTest::text).toList());
    }
  }

  private static String text(Timeline.Entry<Frame> entry) {
    return entry.record().header() + " " + entry.record().position() + " " + entry.after();
  }
}
