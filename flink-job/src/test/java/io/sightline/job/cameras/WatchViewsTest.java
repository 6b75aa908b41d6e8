package io.sightline.job.cameras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.analytics.occupancy.SpotChange;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.View;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.occupancy.JudgeSpots;
import io.sightline.job.state.Operators;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What is made of a camera that somebody turns aside. */
@SuppressWarnings("try") // Closing a harness may be interrupted.
class WatchViewsTest {
  private static final long START = 1_767_225_600_000L;
  private static final String SITE =
      """
      site: yard
      cameras:
        - id: gate
          uri: rtsp://10.0.0.7/x
          spots: [{id: S, polygon: [[0, 0], [99, 0], [99, 99], [0, 99]]}]
      """;
  private static final Layouts LAYOUTS = layouts(SITE);

  private final List<CameraGap> gaps = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();

  private static Layouts layouts(String site) {
    return Layouts.always(SiteFile.parse("site", Path.of("/"), site).site());
  }

  private static <T> KeyedOneInputStreamOperatorTestHarness<String, Observations, T> harness(
      KeyedProcessFunction<String, Observations, T> function) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            Operators.running(function),
            (Observations seen) -> seen.frame().camera(),
            Types.STRING);
    harness.open();
    return harness;
  }

  private static TexturedScene scene() {
    return new TexturedScene("yard", "gate", START);
  }

  private List<Observations> watch(Layouts layouts, boolean live, List<Observations> story)
      throws Exception {
    try (var views = harness(new WatchViews(layouts, live))) {
      for (Observations one : story) {
        views.processElement(one, 0);
      }
      values(views.getSideOutput(WatchViews.BLIND), gaps);
      values(views.getSideOutput(WatchViews.ALERTS), alerts);
      return views.extractOutputValues();
    }
  }

  private static <T> void values(Queue<StreamRecord<T>> from, List<T> to) {
    if (from != null) {
      from.forEach(one -> to.add(one.getValue()));
    }
  }

  private static List<SpotChange> changes(List<Observations> story) throws Exception {
    try (var spots = harness(new JudgeSpots(LAYOUTS))) {
      for (Observations one : story) {
        spots.processElement(one, 0);
      }
      return spots.extractOutputValues().stream()
          .flatMap(report -> report.changes().stream())
          .toList();
    }
  }

  @Test
  void theSpotsOfACameraThatIsTurnedAsideAreUnknownAndNeverWrong() throws Exception {
    List<Observations> story =
        scene().shows(60, 0, 0).shows(60, 60, -20).shows(30, 0, 0).ends().frames();
    assertThat(changes(story))
        .as("where nobody looks at the picture")
        .anyMatch(change -> change.state() == SpotState.FREE);
    List<SpotChange> changes = changes(watch(LAYOUTS, false, story));
    assertThat(changes)
        .extracting(SpotChange::state)
        .containsExactly(
            SpotState.OCCUPIED, SpotState.UNKNOWN, SpotState.OCCUPIED, SpotState.UNKNOWN);
    assertThat(changes.get(1).atMillis()).isBetween(START + 59_800, START + 60_000);
    assertThat(changes.get(2).atMillis()).isBetween(START + 120_000, START + 130_000);
  }

  @Test
  void theTimeIsAFactThatTellsHowFarItsPlacesWouldMove() throws Exception {
    watch(LAYOUTS, true, scene().shows(60, 0, 0).shows(60, 24, -9).shows(30, 0, 0).frames());
    assertThat(gaps).extracting(gap -> gap.head().isFinal()).containsExactly(false, true);
    assertThat(gaps).extracting(CameraGap::reason).containsOnly("moved");
    assertThat(gaps).extracting(gap -> gap.head().id()).containsOnly(gaps.get(0).head().id());
    CameraGap over = gaps.get(1);
    assertThat(over.head().atMillis()).isEqualTo(START + 60_000);
    assertThat(over.endedAtMillis()).isEqualTo(START + 120_000);
    assertThat(over.shiftX()).isCloseTo(0.075, within(0.005));
    assertThat(over.shiftY()).isCloseTo(-0.05, within(0.01));
    assertThat(alerts)
        .extracting(Alert::kind)
        .containsExactly(Alert.Kind.CAMERA_BLIND, Alert.Kind.CAMERA_SEES);
    assertThat(alerts.get(0).text()).startsWith("Camera 'gate' has moved: what it shows lies +2");
  }

  @Test
  void recordedTimesAreToldOnceAndAlertsWhereTheSiteWantsThem() throws Exception {
    List<Observations> story = scene().shows(60, 0, 0).shows(30, 60, 0).ends().frames();
    watch(layouts("alerts: {camera-down: never}\n" + SITE), false, story);
    assertThat(gaps).singleElement().matches(gap -> gap.head().isFinal());
    assertThat(gaps.get(0).endedAtMillis()).isEqualTo(START + 90_000);
    assertThat(alerts).isEmpty();
  }

  @Test
  void whatIsStoredIsTheMeasureAndNotTheJudgement() throws Exception {
    List<Observations> watched =
        watch(LAYOUTS, false, scene().shows(60, 0, 0).shows(30, 60, 0).frames());
    Observations last = watched.get(watched.size() - 1);
    assertThat(last.trust()).isEqualTo(View.Trust.BLIND);
    Observations read = Json.read(Json.write(last), Observations.class);
    assertThat(read.view()).isEqualTo(last.view().trusted(View.Trust.BELIEVED));
  }
}
