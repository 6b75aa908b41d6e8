package io.sightline.job.emotions;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.EmotionSegment;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.FaceSighting;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.state.RememberingOperator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class CountEmotionsTest {
  private static final long START = 600_000;

  private static final String SITE =
      """
      site: shop
      cameras:
        - {id: kiosk, uri: a.mp4, analyse: [emotions], floors: {face: 0.6}}
        - {id: yard, uri: b.mp4, analyse: [vehicles]}
      """;
  private static final Layouts LAYOUTS = layouts(SITE);

  private Layouts layouts = LAYOUTS;

  private static Layouts layouts(String yaml) {
    return Layouts.always(SiteFile.parse("site", Path.of("/"), yaml).site());
  }

  private final List<Observations> story = new ArrayList<>();
  private final List<EmotionSegment> segments = new ArrayList<>();
  private final List<EmotionWindow> longer = new ArrayList<>();

  private Observations record(long millis, RecordKind kind) {
    return Observations.nothing(
        new FrameHeader(
            "shop",
            "kiosk",
            0,
            story.size(),
            START + millis,
            kind,
            kind == RecordKind.SILENCE ? Silence.STALLED.key() : null,
            false,
            "layout",
            null));
  }

  private void sees(long millis, String... emotions) {
    List<FaceSighting> faces = new ArrayList<>();
    for (String emotion : emotions) {
      faces.add(
          new FaceSighting(
              new Box(0, 0, 50, 50),
              0.9f,
              List.of(new LabelScore(emotion, 0.6f), new LabelScore("fear", 0.4f))));
    }
    story.add(
        record(millis, RecordKind.FRAME)
            .withFaces(faces)
            .by(new ModelUse("faces", "f", "1", "f-sha"))
            .by(new ModelUse("emotions", "e", "1", "e-sha")));
  }

  private List<EmotionWindow> windows(boolean live, int restoreAfter) throws Exception {
    List<EmotionWindow> windows = new ArrayList<>();
    segments.clear();
    longer.clear();
    OperatorSubtaskState state = null;
    for (List<Observations> part :
        List.of(story.subList(0, restoreAfter), story.subList(restoreAfter, story.size()))) {
      try (var harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new RememberingOperator<>(new CountEmotions(layouts, live)),
              seen -> seen.frame().camera(),
              Types.STRING)) {
        harness.setup();
        if (state != null) {
          harness.initializeState(state);
        }
        harness.open();
        for (Observations observations : part) {
          harness.processElement(observations, 0);
        }
        state = harness.snapshot(1, 1);
        for (EmotionWindow window : harness.extractOutputValues()) {
          (window.windowMillis() == 60_000 ? windows : longer).add(window);
        }
        if (harness.getSideOutput(CountEmotions.SEGMENTS) != null) {
          harness
              .getSideOutput(CountEmotions.SEGMENTS)
              .forEach(record -> segments.add(record.getValue()));
        }
      }
    }
    return windows;
  }

  private void aDay() {
    sees(0, "happy");
    sees(1_000, "happy", "sad");
    sees(59_999);
    sees(60_000, "sad");
    story.add(record(130_000, RecordKind.SILENCE));
    sees(300_000, "happy");
    story.add(record(301_000, RecordKind.END));
  }

  @Test
  void eachMinuteHasTheSharesOfTheFacesByStrongestEmotion() throws Exception {
    aDay();
    List<EmotionWindow> windows = windows(false, 0);
    assertThat(windows)
        .extracting(EmotionWindow::startsAtMillis)
        .containsExactly(START, START + 60_000, START + 300_000);
    assertThat(windows).extracting(EmotionWindow::faces).containsExactly(3, 1, 1);
    assertThat(windows.get(0).distribution())
        .containsExactly(new LabelScore("happy", 0.6667f), new LabelScore("sad", 0.3333f));
    assertThat(windows)
        .allSatisfy(
            window -> {
              assertThat(window.head().isFinal()).isTrue();
              assertThat(window.head().modelSha256()).isEqualTo("e-sha");
              assertThat(window.scopeId()).isEqualTo("kiosk");
            });
  }

  @Test
  void aRestoreInTheMiddleChangesNothing() throws Exception {
    aDay();
    for (int i = 1; i < story.size(); i++) {
      assertThat(windows(false, i)).isEqualTo(windows(false, 0));
    }
  }

  @Test
  void facesBelowTheFloorAreNone() throws Exception {
    sees(0, "happy");
    Observations seen = story.get(0);
    FaceSighting face = seen.faces().get(0);
    FaceSighting unsure = new FaceSighting(face.box(), 0.59f, face.emotions());
    story.set(0, seen.withFaces(List.of(unsure, face)));
    story.add(record(1_000, RecordKind.END));
    assertThat(windows(false, 0)).extracting(EmotionWindow::faces).containsExactly(1);
  }

  @Test
  void aFaceThatNeverMovesIsNoneWhereverTheRestore() throws Exception {
    for (int i = 0; i < 400; i++) {
      sees(200L * i, "sad");
    }
    story.add(record(80_000, RecordKind.END));
    List<EmotionWindow> windows = windows(false, 0);
    assertThat(windows).extracting(EmotionWindow::faces).containsExactly(0, 0);
    assertThat(segments).isEmpty();
    for (int i = 40; i < story.size(); i += 40) {
      assertThat(windows(false, i)).isEqualTo(windows);
    }
  }

  @Test
  void longerWindowsAreTheirMinutesAndCountWhoStaysOnce() throws Exception {
    nods(0, 3_000, "happy");
    story.add(record(620_000, RecordKind.SILENCE));
    nods(3_300, 3_400, "sad");
    story.add(record(700_000, RecordKind.END));
    List<EmotionWindow> minutes = windows(false, 0);
    List<EmotionWindow> told = List.copyOf(longer);
    assertThat(minutes).extracting(EmotionWindow::people).containsOnly(1);
    for (long size : List.of(300_000L, 900_000L, 3_600_000L, 86_400_000L)) {
      List<EmotionWindow> of = told.stream().filter(one -> one.windowMillis() == size).toList();
      assertThat(of).allMatch(one -> one.head().isFinal());
      assertThat(of.stream().mapToInt(EmotionWindow::faces).sum())
          .isEqualTo(minutes.stream().mapToInt(EmotionWindow::faces).sum())
          .isEqualTo(3_100);
    }
    // START is ten minutes past the hour: 10:00 to 10:15 holds the first five minutes.
    assertThat(told.stream().filter(one -> one.windowMillis() == 900_000))
        .extracting(EmotionWindow::faces)
        .containsExactly(1_500, 1_600);
    assertThat(told.stream().filter(one -> one.windowMillis() == 900_000))
        .extracting(EmotionWindow::people)
        .containsExactly(1, 2);
    assertThat(told.stream().filter(one -> one.windowMillis() == 3_600_000))
        .singleElement()
        .satisfies(
            hour ->
                assertThat(hour.distribution())
                    .containsExactly(
                        new LabelScore("happy", 0.9677f), new LabelScore("sad", 0.0323f)));
    for (int i = 400; i < story.size(); i += 700) {
      windows(false, i);
      assertThat(longer).isEqualTo(told);
    }
  }

  @Test
  void ofACameraThatIsTakenAwayNothingIsToldThatWasNotToldBefore() throws Exception {
    String quiet = SITE + "privacy: {min-people: 2}\n";
    Site without =
        SiteFile.parse("site", Path.of("/"), quiet.replace("[emotions]", "[vehicles]")).site();
    Site with = SiteFile.parse("site", Path.of("/"), quiet).site();
    layouts = (site, version) -> version.equals("layout") ? with : without;
    nods(0, 60, "happy");
    story.add(by("another", 12_200, RecordKind.FRAME));
    windows(false, 0);
    assertThat(segments).isEmpty();
    story.add(record(4_000_000, RecordKind.SILENCE));
    story.add(record(90_000_000, RecordKind.END));
    windows(false, 0);
    assertThat(longer).as("a minute that is not shown is in no longer window").isEmpty();
  }

  @Test
  void longerWindowsEndWhereALayoutTakesTheFacesAway() throws Exception {
    Site without =
        SiteFile.parse("site", Path.of("/"), SITE.replace("[emotions]", "[vehicles]")).site();
    Site with = SiteFile.parse("site", Path.of("/"), SITE).site();
    layouts = (site, version) -> version.equals("layout") ? with : without;
    nods(0, 60, "happy");
    for (long millis : new long[] {12_200, 90_000, 4_000_000}) {
      story.add(by("another", millis, RecordKind.FRAME));
    }
    story.add(by("another", 4_100_000, RecordKind.END));
    windows(true, 0);
    assertThat(longer.stream().filter(one -> one.head().isFinal()))
        .extracting(EmotionWindow::windowMillis)
        .containsExactly(300_000L, 900_000L, 3_600_000L, 86_400_000L);
    assertThat(segments.get(segments.size() - 1).head().isFinal()).isTrue();
  }

  @Test
  void aRuleThatChangesTellsNothingOfBefore() throws Exception {
    Site quiet = SiteFile.parse("site", Path.of("/"), SITE + "privacy: {min-people: 2}\n").site();
    Site open = SiteFile.parse("site", Path.of("/"), SITE).site();
    layouts = (site, version) -> version.equals("layout") ? quiet : open;
    nods(0, 60, "happy");
    for (int i = 60; i < 90; i++) {
      Observations seen = story.get(i % 60);
      story.add(
          by("another", 200L * i, RecordKind.FRAME)
              .withFaces(seen.faces())
              .by(new ModelUse("faces", "f", "1", "f-sha"))
              .by(new ModelUse("emotions", "e", "1", "e-sha")));
    }
    story.add(by("another", 18_000, RecordKind.END));
    windows(false, 0);
    assertThat(segments)
        .singleElement()
        .satisfies(one -> assertThat(one.startedAtMillis()).isEqualTo(START + 12_000));
  }

  private Observations by(String layout, long millis, RecordKind kind) {
    return Observations.nothing(
        new FrameHeader(
            "shop", "kiosk", 0, story.size(), START + millis, kind, null, false, layout, null));
  }

  /** A face that nods. */
  private void nods(int from, int to, String emotion) {
    for (int i = from; i < to; i++) {
      sees(200L * i, emotion);
      Observations seen = story.get(story.size() - 1);
      FaceSighting face = seen.faces().get(0);
      story.set(
          story.size() - 1, seen.withFaces(List.of(face.at(new Box(0, i % 10, 50, 50 + i % 10)))));
    }
  }

  @Test
  void whatAFaceShowedIsToldOnceWhereverTheRestore() throws Exception {
    nods(0, 30, "happy");
    nods(30, 60, "sad");
    story.add(record(12_200, RecordKind.SILENCE));
    nods(70, 80, "happy");
    story.add(record(20_000, RecordKind.END));
    windows(false, 0);
    List<EmotionSegment> told = List.copyOf(segments);
    assertThat(told)
        .extracting(
            one ->
                one.emotion()
                    + " "
                    + (one.startedAtMillis() - START)
                    + "-"
                    + (one.endedAtMillis() - START))
        .containsExactly("happy 0-6000", "sad 6000-11800", "happy 14000-15800");
    assertThat(told).extracting(EmotionSegment::track).containsOnlyOnce(told.get(2).track());
    assertThat(told.get(0).track()).isEqualTo(told.get(1).track());
    assertThat(told)
        .allSatisfy(
            one -> {
              assertThat(one.head().isFinal()).isTrue();
              assertThat(one.head().modelSha256()).isEqualTo("e-sha");
              assertThat(one.camera()).isEqualTo("kiosk");
            });
    for (int i = 1; i < story.size(); i += 7) {
      windows(false, i);
      assertThat(segments).isEqualTo(told);
    }
  }

  @Test
  void whatAFaceIsShowingIsToldLive() throws Exception {
    nods(0, 60, "happy");
    windows(true, 0);
    assertThat(segments).isNotEmpty();
    assertThat(segments)
        .allSatisfy(
            one -> {
              assertThat(one.head().isFinal()).isFalse();
              assertThat(one.head().id()).isEqualTo(segments.get(0).head().id());
            });
  }

  @Test
  void ofFewerPeopleThanTheSiteShowsNothingIsTold() throws Exception {
    layouts = layouts(SITE + "privacy: {min-people: 2}\n");
    nods(0, 60, "happy");
    story.add(record(12_000, RecordKind.END));
    assertThat(windows(false, 0))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.people()).isEqualTo(1);
              assertThat(window.distribution()).isEmpty();
            });
    assertThat(segments).isEmpty();
  }

  @Test
  void aLiveMinuteIsShownBeforeItIsOver() throws Exception {
    sees(0, "happy");
    sees(6_000, "sad");
    sees(7_000, "sad");
    assertThat(windows(true, 0))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.head().isFinal()).isFalse();
              assertThat(window.faces()).isEqualTo(2);
            });
  }

  @Test
  void whereNobodyLooksForFacesThereIsNoWindow() throws Exception {
    story.add(record(0, RecordKind.FRAME));
    story.add(record(90_000, RecordKind.END));
    assertThat(windows(false, 0)).isEmpty();
  }
}
