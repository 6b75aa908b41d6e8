package io.sightline.job.vehicles;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.Statements;
import io.sightline.job.state.RememberingOperator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class PassagePicturesTest {
  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: garage
                  cameras:
                    - id: gate
                      uri: a.mp4
                      analyse: [vehicles]
                      evidence: pictures
                      gates: [{id: main, line: [[500, 700], [500, 0]]}]
                  """)
              .site());

  private final List<Observations> story = new ArrayList<>();

  private static Detection car(double left) {
    return new Detection("car", 0.9f, new Box((float) left, 300, (float) left + 120, 400));
  }

  /**
   * @param picture null where none is kept
   */
  private void sees(String picture, Detection... cars) {
    int number = story.size();
    FrameHeader header =
        new FrameHeader(
            "garage",
            "gate",
            0,
            number,
            number * 200L,
            RecordKind.FRAME,
            null,
            false,
            "layout",
            null);
    story.add(
        Observations.seen(
                header, 1_280, 720, List.of(cars), List.of(new ModelUse("vehicles", "v", "1", "s")))
            .pictured(picture));
  }

  private void ends() {
    int number = story.size();
    story.add(
        Observations.nothing(
            new FrameHeader(
                "garage",
                "gate",
                0,
                number,
                number * 200L,
                RecordKind.END,
                null,
                false,
                "layout",
                null)));
  }

  private record Outcome(List<Passage> passages, List<String> superseded) {}

  private Outcome tell(int restoreAfter) throws Exception {
    List<Passage> passages = new ArrayList<>();
    List<String> superseded = new ArrayList<>();
    OperatorSubtaskState state = null;
    for (List<Observations> part :
        List.of(story.subList(0, restoreAfter), story.subList(restoreAfter, story.size()))) {
      try (var tracking =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new RememberingOperator<>(new TrackVehicles(LAYOUTS, Statements.NONE, true)),
              seen -> seen.frame().camera(),
              Types.STRING)) {
        tracking.setup();
        if (state != null) {
          tracking.initializeState(state);
        }
        tracking.open();
        for (Observations observations : part) {
          tracking.processElement(observations, 0);
        }
        state = tracking.snapshot(1, 1);
        for (TrackNews news : output(tracking, TrackVehicles.NEWS)) {
          passages.addAll(news.passages());
        }
        superseded.addAll(output(tracking, TrackVehicles.SUPERSEDED_PICTURES));
      }
    }
    return new Outcome(passages, superseded);
  }

  private static <T> List<T> output(
      KeyedOneInputStreamOperatorTestHarness<String, Observations, ?> tracking, OutputTag<T> tag) {
    var records = tracking.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(record -> record.getValue()).toList();
  }

  /** One car passes, another stands before the gate; every frame near it is kept. */
  private void drive() {
    for (int i = 0; i < 12; i++) {
      sees("gate/" + i * 200 + "-whole.jpg", car(850), car(200 + 40 * i));
    }
    for (int i = 0; i < 20; i++) {
      sees(null);
    }
    ends();
  }

  @Test
  void aPassageHasThePictureOfItsCrossingAndTheOthersGo() throws Exception {
    drive();
    Outcome outcome = tell(0);
    assertThat(outcome.passages()).hasSize(1);
    Passage passage = outcome.passages().get(0);
    assertThat(passage.picture()).isEqualTo("gate/" + passage.head().atMillis() + "-whole.jpg");
    assertThat(passage.pictureVehicle()).isEqualTo(1);
    assertThat(outcome.superseded())
        .hasSize(11)
        .doesNotHaveDuplicates()
        .doesNotContain(passage.picture());
  }

  @Test
  void aRestoreAnywhereLosesNoPictureAndLeavesNone() throws Exception {
    drive();
    Outcome whole = tell(0);
    for (int at = 1; at < story.size(); at++) {
      assertThat(tell(at)).as("restored after " + at).isEqualTo(whole);
    }
  }

  @Test
  void picturesThatMayYetBeOfAPassageArePassedOverAsLittleAsPossible() throws Exception {
    for (int i = 0; i < 60; i++) {
      sees("gate/" + i * 200 + "-whole.jpg", car(380));
    }
    assertThat(tell(0).superseded()).as("of a car that stands at the gate").hasSizeGreaterThan(45);
  }

  @Test
  void withoutAPictureOfTheCrossingTheLastOneBeforeThatShowsTheVehicleIsTaken() throws Exception {
    for (int i = 0; i < 12; i++) {
      // The car is seen from the third frame on.
      String name = i == 1 || i == 3 ? "gate/" + i * 200 + "-whole.jpg" : null;
      if (i < 2) {
        sees(name, car(900));
      } else {
        sees(name, car(900), car(220 + 50 * i));
      }
    }
    ends();
    Outcome outcome = tell(0);
    assertThat(outcome.passages()).hasSize(1);
    assertThat(outcome.passages().get(0).head().atMillis()).isBetween(800L, 1_600L);
    assertThat(outcome.passages().get(0).picture()).isEqualTo("gate/600-whole.jpg");
    assertThat(outcome.superseded()).containsExactly("gate/200-whole.jpg");
  }

  @Test
  void anErasedPictureIsChosenAllTheSameAndNamedByNobody() throws Exception {
    drive();
    Passage before = tell(0).passages().get(0);
    story.replaceAll(
        seen ->
            before.picture().equals(seen.picture())
                ? seen.pictured(Observations.ERASED_PICTURE)
                : seen);
    Outcome outcome = tell(0);
    assertThat(outcome.passages().get(0)).isEqualTo(before.pictured(null, null));
    assertThat(outcome.superseded()).hasSize(11).doesNotContain(Observations.ERASED_PICTURE);
  }
}
