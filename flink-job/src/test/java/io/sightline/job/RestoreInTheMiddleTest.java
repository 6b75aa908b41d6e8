package io.sightline.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.domain.observations.Observations;
import io.sightline.job.cameras.NoteGaps;
import io.sightline.job.occupancy.JudgeSpots;
import io.sightline.job.occupancy.KeepOccupancy;
import io.sightline.job.order.OrderByCamera;
import io.sightline.job.vehicles.KeepVehicleSessions;
import io.sightline.job.vehicles.TrackVehicles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/**
 * A story with a crash in the middle gives the same facts as the story without, wherever the crash
 * is.
 */
class RestoreInTheMiddleTest {
  private static final KeySelector<Observations, String> BY_CAMERA = seen -> seen.frame().camera();

  @Test
  void tracksAndPassages() throws Exception {
    requireSame(
        () -> new TrackVehicles(TestStories.LAYOUTS, true),
        BY_CAMERA,
        TestStories.both(),
        TrackVehicles.GATE_REPORTS);
  }

  @Test
  void gapsAndPoison() throws Exception {
    requireSame(
        () -> new NoteGaps(TestStories.LAYOUTS, true),
        BY_CAMERA,
        TestStories.both(),
        NoteGaps.POISON);
  }

  @Test
  void order() throws Exception {
    List<Observations> shuffled = TestStories.both();
    java.util.Collections.shuffle(shuffled, new java.util.Random(5));
    requireSame(() -> new OrderByCamera(false), BY_CAMERA, shuffled, null);
  }

  @Test
  void spots() throws Exception {
    requireSame(() -> new JudgeSpots(TestStories.LAYOUTS), BY_CAMERA, TestStories.both(), null);
  }

  @Test
  void occupancy() throws Exception {
    List<SpotReport> reports = new ArrayList<>();
    for (Object output :
        run(() -> new JudgeSpots(TestStories.LAYOUTS), BY_CAMERA, TestStories.both(), null, -1)) {
      reports.add((SpotReport) output);
    }
    requireSame(
        () -> new KeepOccupancy(TestStories.LAYOUTS, true),
        SpotReport::site,
        reports,
        KeepOccupancy.WINDOWS);
  }

  @Test
  void sessions() throws Exception {
    List<GateReport> reports = new ArrayList<>();
    for (Object output :
        run(
            () -> new TrackVehicles(TestStories.LAYOUTS, true),
            BY_CAMERA,
            TestStories.both(),
            TrackVehicles.GATE_REPORTS,
            -1)) {
      if (output instanceof GateReport report) {
        reports.add(report);
      }
    }
    requireSame(
        () -> new KeepVehicleSessions(TestStories.LAYOUTS, true), GateReport::site, reports, null);
  }

  private static <I, O, S> void requireSame(
      Supplier<KeyedProcessFunction<String, I, O>> function,
      KeySelector<I, String> key,
      List<I> story,
      OutputTag<S> side)
      throws Exception {
    List<Object> undisturbed = run(function, key, story, side, -1);
    assertThat(undisturbed).isNotEmpty();
    for (int crash = 0; crash < story.size(); crash += 1 + story.size() / 150) {
      assertThat(run(function, key, story, side, crash))
          .as("crash after %d records", crash)
          .isEqualTo(undisturbed);
    }
  }

  /**
   * @param crash number of records after which the operator is stored and restored; negative for
   *     never
   */
  private static <I, O, S> List<Object> run(
      Supplier<KeyedProcessFunction<String, I, O>> function,
      KeySelector<I, String> key,
      List<I> story,
      OutputTag<S> side,
      int crash)
      throws Exception {
    List<Object> outputs = new ArrayList<>();
    var harness = open(function, key, null);
    for (int i = 0; i < story.size(); i++) {
      if (i == crash) {
        OperatorSubtaskState state = harness.snapshot(1, i);
        harness.close();
        harness = open(function, key, state);
      }
      harness.processElement(story.get(i), i);
      outputs.addAll(harness.extractOutputValues());
      harness.getOutput().clear();
      Collection<StreamRecord<S>> aside = side == null ? null : harness.getSideOutput(side);
      if (aside != null) {
        aside.forEach(record -> outputs.add(record.getValue()));
        aside.clear();
      }
    }
    harness.close();
    return outputs;
  }

  private static <I, O> KeyedOneInputStreamOperatorTestHarness<String, I, O> open(
      Supplier<KeyedProcessFunction<String, I, O>> function,
      KeySelector<I, String> key,
      OperatorSubtaskState state)
      throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(function.get()), key, Types.STRING);
    harness.setup();
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }
}
