package io.sightline.source.footage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.occupancy.OccupancyKeeper;
import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Remembered;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.SiteFile;
import io.sightline.job.occupancy.JudgeSpots;
import io.sightline.job.state.RememberingOperator;
import io.sightline.media.FootageSegment;
import io.sightline.media.ScriptedVideo;
import io.sightline.media.Stamp;
import io.sightline.source.timeline.CameraSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * From whatever stamps to windows of occupancy: no frame and no time is lost, and none invented.
 */
@SuppressWarnings("try") // Closing a harness may be interrupted.
class RandomStampsTest {
  private static final long START = 1_767_225_600_000L;
  private static final long MAX_GAP = 30_000;
  private static final PictureSize SIZE = new PictureSize(100, 100);
  private static final Layouts LAYOUTS =
      Layouts.always(
          SiteFile.parse(
                  "site",
                  Path.of("/"),
                  """
                  site: yard
                  cameras:
                    - id: gate
                      uri: gate.mp4
                      sample-fps: 0
                      occupancy: {confirm: 1s, max-gap: 30s}
                      spots: [{id: S, polygon: [[0, 0], [99, 0], [99, 99], [0, 99]]}]
                  """)
              .site());

  /** A frame: how far its stamp is from the one before, microseconds, and what it shows. */
  record Shown(long step, boolean missing, boolean car) {}

  @Provide
  Arbitrary<List<Shown>> footage() {
    Arbitrary<Long> steps =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.just(200_000L)),
            Tuple.of(4, Arbitraries.longs().between(1, 900_000)),
            Tuple.of(1, Arbitraries.just(0L)),
            Tuple.of(2, Arbitraries.longs().between(-60_000_000, 90_000_000)),
            Tuple.of(1, Arbitraries.longs().between(-1L << 50, 1L << 50)));
    Arbitrary<Boolean> rarely = Arbitraries.frequency(Tuple.of(30, false), Tuple.of(1, true));
    return net.jqwik.api.Combinators.combine(steps, rarely, Arbitraries.of(true, false))
        .as(Shown::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }

  @Property(tries = 2_500)
  void noTimeAndNoFrameIsLostAndNoneInvented(@ForAll("footage") List<Shown> footage)
      throws Exception {
    check(footage);
  }

  @Property(tries = 10_000)
  @Tag("nightly")
  void norInManyMore(@ForAll("footage") List<Shown> footage) throws Exception {
    check(footage);
  }

  private static void check(List<Shown> footage) throws Exception {
    List<FrameHeader> records = read(footage);
    long first = records.get(0).capturedAtMillis();
    FrameHeader last = records.get(records.size() - 1);
    long end = last.capturedAtMillis();

    assertThat(first).isEqualTo(START);
    assertThat(last.kind()).isEqualTo(RecordKind.END);
    assertThat(records).extracting(FrameHeader::capturedAtMillis).isSorted();
    assertThat(records.stream().filter(record -> isFrame(record.kind())))
        .as("each frame is analysed or counted as left out")
        .hasSize(footage.size());

    Kept kept = judge(records, footage);
    long known = 0;
    long knownSince = -1;
    for (SpotTransition transition : kept.transitions) {
      long at = transition.head().atMillis();
      assertThat(at).as("no state is dated outside what was seen").isBetween(first, end);
      if (knownSince >= 0) {
        known += at - knownSince;
      }
      knownSince = transition.state() == SpotState.UNKNOWN ? -1 : at;
    }
    if (knownSince >= 0) {
      known += end - knownSince;
    }
    long length = end - first;
    long knownInWindows = 0;
    long unknownInWindows = 0;
    long reached = 0;
    for (OccupancyWindow window : kept.minutes) {
      long sum = window.occupiedMillis() + window.freeMillis() + window.unknownMillis();
      assertThat(sum).isEqualTo(window.endsAtMillis() - window.startsAtMillis());
      knownInWindows += window.occupiedMillis() + window.freeMillis();
      unknownInWindows += window.unknownMillis();
      reached += sum;
    }
    assertThat(knownInWindows).isEqualTo(known);
    assertThat(unknownInWindows - (reached - length))
        .as("known and unknown time are the footage's")
        .isEqualTo(length - known);
    assertThat(known)
        .as("a frame tells of no more than the longest gap behind it")
        .isLessThanOrEqualTo(
            records.stream().filter(record -> record.kind() == RecordKind.FRAME).count() * MAX_GAP);
  }

  private static boolean isFrame(RecordKind kind) {
    return kind == RecordKind.FRAME || kind == RecordKind.DROPPED;
  }

  private static List<FrameHeader> read(List<Shown> footage) {
    List<Stamp> stamps = new ArrayList<>();
    long at = 0;
    for (Shown shown : footage) {
      at += shown.step();
      stamps.add(new Stamp(shown.missing() ? Stamp.MISSING : at, 0));
    }
    FootageCamera camera =
        new FootageCamera(
            "yard",
            "gate",
            0,
            SIZE,
            "layout",
            List.of(new FootageSegment("gate.mp4", false, START)));
    List<FrameHeader> records = new ArrayList<>();
    try (FootageTimeline timeline =
        new FootageTimeline(
            camera,
            CameraSplit.start("gate"),
            new FootageMetrics(new UnregisteredMetricsGroup(), "gate"),
            (segment, from) ->
                ScriptedVideo.of(stamps, List.of(SIZE), OptionalLong.empty(), from))) {
      for (var entry = timeline.next(); entry != null; entry = timeline.next()) {
        records.add(entry.record().header());
      }
    }
    return records;
  }

  private static final class Kept implements OccupancyKeeper.Output {
    final List<SpotTransition> transitions = new ArrayList<>();
    final List<OccupancyWindow> minutes = new ArrayList<>();

    @Override
    public void transition(SpotTransition transition) {
      transitions.add(transition);
    }

    @Override
    public void window(OccupancyWindow window) {
      if (window.scope() == OccupancyWindow.Scope.SITE && window.windowMillis() == 60_000) {
        minutes.add(window);
      }
    }

    @Override
    public void alert(Alert alert) {}
  }

  private static Kept judge(List<FrameHeader> records, List<Shown> footage) throws Exception {
    Kept kept = new Kept();
    OccupancyKeeper keeper =
        new OccupancyKeeper(
            LAYOUTS,
            false,
            "yard",
            new OccupancyKeeper.State(
                new SiteOrder.State<>(
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.entries(),
                    Remembered.cell()),
                Remembered.entries(),
                Remembered.entries(),
                Remembered.cell()),
            kept);
    try (var spots =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RememberingOperator<>(new JudgeSpots(LAYOUTS)),
            (Observations seen) -> seen.frame().camera(),
            Types.STRING)) {
      spots.open();
      int frame = 0;
      for (FrameHeader record : records) {
        spots.processElement(seen(record, isFrame(record.kind()) ? footage.get(frame++) : null), 0);
      }
      for (SpotReport report : spots.extractOutputValues()) {
        keeper.take(report);
      }
    }
    return kept;
  }

  private static Observations seen(FrameHeader record, Shown shown) {
    if (record.kind() != RecordKind.FRAME) {
      return Observations.nothing(record);
    }
    return Observations.seen(
        record,
        SIZE.width(),
        SIZE.height(),
        shown.car() ? List.of(new Detection("car", 0.9f, new Box(5, 5, 95, 95))) : List.of(),
        List.of(new ModelUse("vehicles", "m", "1", "sha")));
  }
}
