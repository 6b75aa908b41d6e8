package io.sightline.job.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.frames.Silence;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.domain.statements.Statements;
import io.sightline.job.occupancy.JudgeSpots;
import io.sightline.job.order.OrderByCamera;
import io.sightline.job.state.Operators;
import io.sightline.job.vehicles.TrackVehicles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What analytics makes of a live camera that is lost. */
@SuppressWarnings("try") // Closing a harness may be interrupted.
class LossTest {
  private static final long START = 1_767_225_600_000L;
  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: yard
                  cameras:
                    - id: gate
                      uri: rtsp://10.0.0.7/x
                      spots: [{id: S, polygon: [[0, 0], [99, 0], [99, 99], [0, 99]]}]
                  """)
              .site());

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

  private static FrameHeader header(long number, long millis, RecordKind kind, String reason) {
    return header(0, number, millis, kind, reason);
  }

  private static FrameHeader header(
      long epoch, long number, long millis, RecordKind kind, String reason) {
    return new FrameHeader(
        "yard", "gate", epoch, number, START + millis, kind, reason, false, "layout", null);
  }

  private static Observations car(long number, long millis) {
    return Observations.seen(
        header(number, millis, RecordKind.FRAME, null),
        640,
        480,
        List.of(new Detection("car", 0.9f, new Box(5, 5, 95, 95))),
        List.of(new ModelUse("vehicles", "m", "1", "sha")));
  }

  private static Observations silence(long number, long millis, Silence reason) {
    return Observations.nothing(header(number, millis, RecordKind.SILENCE, reason.key()));
  }

  @Test
  void aLossIsAGapHoweverShortAndIsShownWhenItIsNoticed() throws Exception {
    try (var gaps = harness(new NoteGaps(LAYOUTS, true))) {
      gaps.processElement(car(0, 0), 0);
      gaps.processElement(silence(1, 1_000, Silence.WAITING), 0);
      gaps.processElement(car(2, 1_500), 0);
      assertThat(gaps.extractOutputValues()).as("a late frame is no gap").isEmpty();
      gaps.processElement(silence(3, 3_000, Silence.BROKE_OFF), 0);
      gaps.processElement(silence(4, 4_000, Silence.REFUSED), 0);
      gaps.processElement(car(5, 5_000), 0);
      List<CameraGap> noted = gaps.extractOutputValues();
      assertThat(noted).extracting(gap -> gap.head().isFinal()).containsExactly(false, true);
      assertThat(noted).extracting(CameraGap::reason).containsOnly("broke-off");
      assertThat(noted).extracting(gap -> gap.head().atMillis()).containsOnly(START + 1_500);
      assertThat(noted.get(1).endedAtMillis()).isEqualTo(START + 5_000);
    }
  }

  @Test
  void whatAJobWithoutStateDoesNotKnowIsAGap() throws Exception {
    List<String> begun = new ArrayList<>();
    try (var taken =
            harness(
                new TakeBackAfterRestore(
                    (job, camera, millis) -> begun.add("restored"),
                    (job, site, camera) -> {
                      begun.add(site + " " + camera);
                      return START - 7_000;
                    }));
        var gaps = harness(new NoteGaps(LAYOUTS, true))) {
      taken.processElement(silence(0, 0, Silence.CONNECTING), 0);
      taken.processElement(car(1, 1_500), 0);
      taken.processElement(car(2, 2_000), 0);
      assertThat(begun).containsExactly("yard gate");
      for (Observations one : taken.extractOutputValues()) {
        gaps.processElement(one, 0);
      }
      List<CameraGap> noted = gaps.extractOutputValues();
      assertThat(noted).extracting(gap -> gap.head().atMillis()).containsOnly(START - 7_000);
      CameraGap last = noted.get(noted.size() - 1);
      assertThat(last.head().isFinal()).isTrue();
      assertThat(last.endedAtMillis()).isEqualTo(START + 1_500);
      assertThat(last.reason()).isEqualTo("restarted");
    }
  }

  @Test
  void aSpotIsUnknownSinceTheLastFrameButNeverBeforeWhatWasSaid() throws Exception {
    try (var spots = harness(new JudgeSpots(LAYOUTS))) {
      spots.processElement(car(0, 0), 0);
      spots.processElement(silence(1, 1_000, Silence.WAITING), 0);
      spots.processElement(silence(2, 2_500, Silence.WAITING), 0);
      spots.processElement(silence(3, 3_600, Silence.STALLED), 0);
      spots.processElement(car(4, 9_000), 0);
      long settled = Long.MIN_VALUE;
      for (SpotReport report : spots.extractOutputValues()) {
        long before = settled;
        assertThat(report.changes()).allMatch(change -> change.atMillis() >= before);
        settled = report.settledMillis();
      }
      assertThat(
              spots.extractOutputValues().stream()
                  .flatMap(report -> report.changes().stream())
                  .map(change -> change.state()))
          .containsExactly(SpotState.OCCUPIED, SpotState.UNKNOWN, SpotState.OCCUPIED);
    }
  }

  @Test
  void aTrackEndsAtALossAndIsShownWhenItIsConfirmed() throws Exception {
    try (var tracks = harness(new TrackVehicles(LAYOUTS, Statements.NONE, true))) {
      for (int i = 0; i < 5; i++) {
        tracks.processElement(car(i, i * 200), 0);
      }
      assertThat(tracks.extractOutputValues()).hasSize(1);
      tracks.processElement(silence(5, 2_000, Silence.STALLED), 0);
      assertThat(tracks.extractOutputValues())
          .extracting(VehicleTrack::endedBy)
          .containsExactly(VehicleTrack.EndedBy.OPEN, VehicleTrack.EndedBy.GAP);
      assertThat(tracks.extractOutputValues())
          .extracting(track -> track.head().id())
          .as("one track, revised")
          .containsOnly(tracks.extractOutputValues().get(0).head().id());
    }
  }

  @Test
  void aCameraThatWasTakenAwayUnreadMayBeginAnew() throws Exception {
    try (var order = harness(new OrderByCamera(true))) {
      order.processElement(car(0, 0), 0);
      order.processElement(car(1, 200), 0);
      for (long number = 0; number < 2; number++) {
        FrameHeader back = header(1, number, 9_000 + number * 200, RecordKind.FRAME, null);
        order.processElement(Observations.nothing(back), 0);
      }
      assertThat(order.extractOutputValues())
          .extracting(seen -> seen.frame().number())
          .as("with an end of what was before")
          .containsExactly(0L, 1L, 2L, 0L, 1L);
    }
  }
}
