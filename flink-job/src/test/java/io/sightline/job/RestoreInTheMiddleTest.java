package io.sightline.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.TrackNews;
import io.sightline.analytics.watchlist.PlateReport;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.statements.Statements;
import io.sightline.job.cameras.NoteFootageTimes;
import io.sightline.job.cameras.NoteGaps;
import io.sightline.job.cameras.TakeBackAfterRestore;
import io.sightline.job.cameras.TexturedScene;
import io.sightline.job.cameras.WatchViews;
import io.sightline.job.emotions.CountEmotions;
import io.sightline.job.inside.CountInside;
import io.sightline.job.observationlog.LogObservations;
import io.sightline.job.occupancy.JudgeSpots;
import io.sightline.job.occupancy.KeepOccupancy;
import io.sightline.job.order.OrderByCamera;
import io.sightline.job.plates.KeepPlateReads;
import io.sightline.job.plates.TrackPlates;
import io.sightline.job.state.Operators;
import io.sightline.job.topology.TestGraphs;
import io.sightline.job.topology.Uids;
import io.sightline.job.vehicles.KeepVehicleSessions;
import io.sightline.job.vehicles.TrackVehicles;
import io.sightline.job.watchlist.WatchForPlates;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A story with a crash in the middle gives the same facts as the story without, wherever the crash
 * is: for every operator that remembers anything.
 */
class RestoreInTheMiddleTest {
  /** Crashes tried on the backend that is slow to open. */
  private static final int ROCKS_CRASHES = 6;

  /** How many records pass each other. */
  private static final int IN_FLIGHT = 16;

  private static final KeySelector<Observations, String> BY_CAMERA = seen -> seen.frame().camera();

  /** What an operator asked others to do besides emitting. */
  private static final List<Object> ASKED = new ArrayList<>();

  /**
   * An operator and what comes to it.
   *
   * @param sides its side outputs
   */
  private record Part<I>(
      String uid,
      Supplier<OneInputStreamOperator<I, ?>> operator,
      KeySelector<I, String> key,
      List<I> story,
      List<OutputTag<?>> sides) {

    static <I> Part<I> of(
        String uid,
        Supplier<KeyedProcessFunction<String, I, ?>> function,
        KeySelector<I, String> key,
        List<I> story,
        OutputTag<?>... sides) {
      return new Part<>(uid, () -> Operators.running(function.get()), key, story, List.of(sides));
    }

    @Override
    public String toString() {
      return uid;
    }

    /** What is emitted of a type, undisturbed. */
    <T> List<T> emitted(Class<T> type) throws Exception {
      return told(0, new HashMapStateBackend(), new TreeMap<>()).stream()
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }

    /**
     * What comes of the rest of the story.
     *
     * @param from number of records that came before
     * @param states of the operator by number of records that came before: the one to begin with is
     *     read, those that are there with null are filled
     */
    List<Object> told(int from, StateBackend backend, Map<Integer, OperatorSubtaskState> states)
        throws Exception {
      OperatorSubtaskState state = states.get(from);
      List<Object> outputs = new ArrayList<>();
      var harness = open(state, backend);
      for (int i = from; i < story.size(); i++) {
        if (states.containsKey(i) && states.get(i) == null) {
          states.put(i, harness.snapshot(i, i));
        }
        harness.processElement(story.get(i), i);
        outputs.add(i);
        outputs.addAll(harness.extractOutputValues());
        harness.getOutput().clear();
        for (OutputTag<?> side : sides) {
          takeSide(harness.getSideOutput(side), outputs);
        }
        outputs.addAll(ASKED);
        ASKED.clear();
      }
      harness.close();
      return outputs;
    }

    private static <T> void takeSide(Collection<StreamRecord<T>> emitted, List<Object> outputs) {
      if (emitted != null) {
        emitted.forEach(record -> outputs.add(record.getValue()));
        emitted.clear();
      }
    }

    private KeyedOneInputStreamOperatorTestHarness<String, I, ?> open(
        OperatorSubtaskState state, StateBackend backend) throws Exception {
      var harness = new KeyedOneInputStreamOperatorTestHarness<>(operator.get(), key, Types.STRING);
      harness.setStateBackend(backend);
      harness.setup();
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
      return harness;
    }
  }

  static Stream<Part<?>> parts() throws Exception {
    List<Observations> shuffled = TestStories.both();
    for (int i = 0; i + IN_FLIGHT <= shuffled.size(); i += IN_FLIGHT) {
      Collections.shuffle(shuffled.subList(i, i + IN_FLIGHT), new Random(i));
    }
    Part<Observations> tracks =
        Part.of(
            Uids.TRACK_VEHICLES,
            () -> new TrackVehicles(TestStories.LAYOUTS, Statements.NONE, true),
            BY_CAMERA,
            TestStories.both(),
            TrackVehicles.NEWS,
            TrackVehicles.DWELL_TIMES,
            TrackVehicles.SPOT_STAYS);
    Part<TrackNews> reads = reads(Uids.KEEP_VEHICLE_READS, tracks.emitted(TrackNews.class));
    Part<Observations> plates =
        Part.of(
            Uids.TRACK_PLATES,
            () -> new TrackPlates(TestStories.LAYOUTS, Statements.NONE),
            BY_CAMERA,
            TestStories.ofBarrier());
    Part<Observations> spots =
        Part.of(
            Uids.JUDGE_SPOTS,
            () -> new JudgeSpots(TestStories.LAYOUTS),
            BY_CAMERA,
            TestStories.both());
    Part<TrackNews> ofPlates = reads(Uids.KEEP_PLATE_READS, plates.emitted(TrackNews.class));
    List<PlateReport> reports = new ArrayList<>(reads.emitted(PlateReport.class));
    reports.addAll(ofPlates.emitted(PlateReport.class));
    return Stream.of(
        Part.of(Uids.ORDER_BY_CAMERA, () -> new OrderByCamera(false), BY_CAMERA, shuffled),
        new Part<>(
            Uids.LOG_OBSERVATIONS,
            LogObservations::ofRecorded,
            BY_CAMERA,
            TestStories.both(),
            List.of()),
        Part.of(
            Uids.TAKE_BACK,
            () ->
                new TakeBackAfterRestore(
                    (job, camera, millis) -> ASKED.add(camera + " after " + millis),
                    (job, site, camera) -> null),
            BY_CAMERA,
            TestStories.restarted()),
        Part.of(Uids.NOTE_FOOTAGE_TIMES, NoteFootageTimes::new, BY_CAMERA, TestStories.both()),
        Part.of(
            Uids.WATCH_VIEWS,
            () -> new WatchViews(TestStories.LAYOUTS, true),
            BY_CAMERA,
            new TexturedScene("garage", "a", 0).shows(20, 0, 0).shows(20, 60, 0).frames(),
            WatchViews.BLIND,
            WatchViews.ALERTS),
        Part.of(
            Uids.NOTE_GAPS,
            () -> new NoteGaps(TestStories.LAYOUTS, true),
            BY_CAMERA,
            TestStories.both(),
            NoteGaps.POISON),
        tracks,
        Part.of(
            Uids.KEEP_SESSIONS,
            () -> new KeepVehicleSessions(TestStories.LAYOUTS, false),
            GateReport::site,
            reads.emitted(GateReport.class),
            KeepVehicleSessions.ALERTS),
        Part.of(
            Uids.COUNT_INSIDE,
            () -> new CountInside(TestStories.LAYOUTS, Statements.NONE),
            GateReport::site,
            reads.emitted(GateReport.class)),
        plates,
        reads,
        ofPlates,
        Part.of(
            Uids.WATCH_FOR_PLATES,
            () -> new WatchForPlates(TestStories.LAYOUTS, Statements.NONE, false),
            PlateReport::site,
            reports),
        Part.of(
            Uids.COUNT_EMOTIONS,
            () -> new CountEmotions(TestStories.LAYOUTS, true),
            BY_CAMERA,
            TestStories.both(),
            CountEmotions.SEGMENTS),
        spots,
        Part.of(
            Uids.KEEP_OCCUPANCY,
            () -> new KeepOccupancy(TestStories.LAYOUTS, true),
            SpotReport::site,
            spots.emitted(SpotReport.class),
            KeepOccupancy.WINDOWS));
  }

  private static Part<TrackNews> reads(String uid, List<TrackNews> news) {
    return Part.of(
        uid,
        () -> new KeepPlateReads(TestStories.LAYOUTS, Statements.NONE, true),
        TrackNews::camera,
        news,
        KeepPlateReads.PASSAGES,
        KeepPlateReads.ALERTS,
        KeepPlateReads.GATE_REPORTS,
        KeepPlateReads.PLATE_REPORTS,
        KeepPlateReads.SUPERSEDED_CROPS);
  }

  @Test
  void everyOperatorThatRemembersAnythingIsAmongThem() throws Exception {
    assertThat(parts().map(Part::uid).collect(Collectors.toSet()))
        .isEqualTo(TestGraphs.keyedUids());
  }

  /** Operators without a story here, and why: who adds an operator says which it is. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry(Uids.CAMERA_FRAMES, "TimelineSerializersTest, CameraEnumeratorTest"),
          Map.entry(Uids.STORED_OBSERVATIONS, "TimelineSerializersTest"),
          Map.entry(Uids.SIMULATED_OBSERVATIONS, "Flink's own source"),
          Map.entry(Uids.LOOK_AT_FRAMES, "FramesInFlightTest"),
          Map.entry(Uids.OBSERVATIONS_SINK, "EveryOperatorFailsTest"),
          Map.entry(Uids.CAMERA_LATEST, "remembers nothing"));

  @Test
  void everyNameOfAnOperatorHasAStoryOrIsTriedElsewhere() throws Exception {
    Set<String> tried = parts().map(Part::uid).collect(Collectors.toCollection(HashSet::new));
    assertThat(tried).doesNotContainAnyElementsOf(ELSEWHERE.keySet());
    tried.addAll(ELSEWHERE.keySet());
    Set<String> named = new HashSet<>();
    for (Field field : Uids.class.getFields()) {
      named.add((String) field.get(null));
    }
    assertThat(tried).isEqualTo(named);
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aCrashChangesNothing(Part<?> part) throws Exception {
    requireSame(part, new HashMapStateBackend(), part.story().size());
    requireSame(part, new EmbeddedRocksDBStateBackend(), ROCKS_CRASHES);
  }

  private static void requireSame(Part<?> part, StateBackend backend, int crashes)
      throws Exception {
    Map<Integer, OperatorSubtaskState> states = crashes(part, crashes);
    List<Object> undisturbed = part.told(0, backend, states);
    assertThat(undisturbed).hasSizeGreaterThan(part.story().size());
    for (int crash : states.keySet()) {
      assertThat(part.told(crash, backend, states))
          .as("crash after %d records", crash)
          .isEqualTo(undisturbed.subList(undisturbed.indexOf(crash), undisturbed.size()));
    }
  }

  /** Places spread over a story, its state at none of them known yet. */
  private static Map<Integer, OperatorSubtaskState> crashes(Part<?> part, int number) {
    Map<Integer, OperatorSubtaskState> crashes = new TreeMap<>();
    for (int i = 0; i < number; i++) {
      crashes.put(part.story().size() * i / number, null);
    }
    return crashes;
  }

  @Test
  void afterACrashStaysThatAreOpenAreShownAgainAndNothingElse() throws Exception {
    List<GateReport> reports = new ArrayList<>();
    for (Part<?> part : parts().toList()) {
      if (part.uid().equals(Uids.KEEP_VEHICLE_READS)) {
        reports.addAll(part.emitted(GateReport.class));
      }
    }
    Part<GateReport> live =
        Part.of(
            Uids.KEEP_SESSIONS,
            () -> new KeepVehicleSessions(TestStories.LAYOUTS, true),
            GateReport::site,
            reports);
    Map<Integer, OperatorSubtaskState> states = crashes(live, reports.size());
    List<Object> undisturbed = live.told(0, new HashMapStateBackend(), states);
    Set<Object> shownAgain = new HashSet<>();
    for (int crash : states.keySet()) {
      List<Object> more = new ArrayList<>(live.told(crash, new HashMapStateBackend(), states));
      int from = undisturbed.indexOf(crash);
      undisturbed.subList(from, undisturbed.size()).forEach(more::remove);
      assertThat(undisturbed.subList(0, from)).containsAll(more);
      shownAgain.addAll(more);
    }
    assertThat(shownAgain).isNotEmpty();
  }
}
