package io.sightline.job.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import io.sightline.job.state.RememberingOperator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderByCameraTest {
  private final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();
  private KeyedOneInputStreamOperatorTestHarness<String, Observations, Observations> harness;
  private long snapshots = 1_000;

  @BeforeEach
  void open() throws Exception {
    open(true, null, 0);
  }

  private void open(boolean live, OperatorSubtaskState from, long processingTime) throws Exception {
    InterceptingTaskMetricGroup task =
        new InterceptingTaskMetricGroup() {
          @Override
          public InternalOperatorMetricGroup getOrAddOperator(
              OperatorID id, String name, Map<String, String> variables) {
            return metrics;
          }
        };
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RememberingOperator<>(new OrderByCamera(live)),
            seen -> seen.frame().camera(),
            Types.STRING,
            new MockEnvironmentBuilder().setMetricGroup(task).build());
    harness.setup();
    harness.setProcessingTime(processingTime);
    if (from != null) {
      harness.initializeState(from);
    }
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  /** How many values a snapshot has. */
  private int remembered() throws Exception {
    harness.snapshot(snapshots++, 0);
    return harness.numKeyedStateEntries();
  }

  private long outdated() {
    return ((Counter) metrics.get(OrderByCamera.RECORDS_OUTDATED)).getCount();
  }

  private static Observations record(long epoch, long number, RecordKind kind) {
    return Observations.nothing(
        new FrameHeader(
            "yard",
            "gate",
            epoch,
            number,
            epoch * 1_000_000 + number * 100,
            kind,
            null,
            false,
            "layout",
            null));
  }

  private void comes(long epoch, long number) throws Exception {
    harness.processElement(record(epoch, number, RecordKind.FRAME), 0);
  }

  private void ends(long epoch, long number) throws Exception {
    harness.processElement(record(epoch, number, RecordKind.END), 0);
  }

  private List<String> out() {
    List<String> out = new ArrayList<>();
    for (Observations seen : harness.extractOutputValues()) {
      FrameHeader frame = seen.frame();
      String end = frame.kind() == RecordKind.END ? " end" : "";
      out.add(frame.epoch() + "/" + frame.number() + end);
    }
    return out;
  }

  @Test
  void aCameraThatComesBackWhileItsEndIsInPerceptionOnceStoodStillForEver() throws Exception {
    comes(0, 0);
    comes(0, 1);
    comes(0, 2);
    comes(1, 0);
    ends(0, 3);
    for (long number = 1; number < 1_995; number++) {
      comes(1, number);
    }
    assertThat(harness.extractOutputValues().stream().filter(seen -> seen.frame().epoch() == 1))
        .hasSize(1_995);
  }

  @Test
  void theEndThatHasNotComeIsMadeUpForAndNotHandedOnWhenItComes() throws Exception {
    comes(4, 0);
    comes(4, 1);
    comes(4, 3);
    comes(7, 1);
    comes(4, 2);
    ends(4, 4);
    comes(7, 0);
    assertThat(out()).containsExactly("4/0", "4/1", "4/2 end", "7/0", "7/1");
    FrameHeader end = harness.extractOutputValues().get(2).frame();
    assertThat(end.capturedAtMillis()).as("right after the last record").isEqualTo(4_000_101);
    assertThat(end.site()).isEqualTo("yard");
    assertThat(end.layoutVersion()).isEqualTo("layout");
    assertThat(outdated()).as("3, which waited, and 2 and the end, which came late").isEqualTo(3);
  }

  @Test
  void aTimelineOfWhichNothingWasHandedOnNeedsNoEnd() throws Exception {
    comes(0, 1);
    comes(1, 0);
    comes(0, 0);
    assertThat(out()).containsExactly("1/0");
  }

  @Test
  void aRecordOfAnEarlierTimelineIsKnownAsSuchAfterTheEnd() throws Exception {
    comes(1, 0);
    ends(1, 1);
    comes(0, 0);
    comes(0, 5);
    assertThat(out()).containsExactly("1/0", "1/1 end");
    assertThat(remembered()).as("its epoch").isOne();
    harness.setProcessingTime(OrderByCamera.FORGET_AFTER.toMillis() + 10);
    assertThat(remembered()).isZero();
  }

  @Test
  void aCameraThatIsBackIsNotForgotten() throws Exception {
    ends(1, 0);
    harness.setProcessingTime(1_000);
    comes(2, 0);
    harness.setProcessingTime(OrderByCamera.FORGET_AFTER.toMillis() + 10);
    comes(2, 1);
    ends(2, 2);
    assertThat(out()).containsExactly("1/0 end", "2/0", "2/1", "2/2 end");
    harness.setProcessingTime(OrderByCamera.FORGET_AFTER.toMillis() * 3);
    assertThat(remembered()).isZero();
  }

  @Test
  void aCameraThatEndsTwiceIsRememberedFromItsLastEndOn() throws Exception {
    long hour = OrderByCamera.FORGET_AFTER.toMillis();
    ends(1, 0);
    harness.setProcessingTime(hour / 2);
    ends(3, 0);
    harness.setProcessingTime(hour + 10);
    comes(2, 0);
    assertThat(out()).containsExactly("1/0 end", "3/0 end");
    harness.setProcessingTime(hour * 2);
    assertThat(remembered()).isZero();
  }

  @Test
  void theTimeInWhichTheJobWasDownDoesNotCount() throws Exception {
    harness.setProcessingTime(1);
    ends(1, 0);
    OperatorSubtaskState stored = harness.snapshot(1, 1);
    harness.close();
    long later = OrderByCamera.FORGET_AFTER.toMillis() * 5;
    open(true, stored, later);
    harness.setProcessingTime(later + 1);
    comes(0, 0);
    assertThat(out()).as("what perception had in flight of the one before").isEmpty();
    harness.setProcessingTime(later + OrderByCamera.FORGET_AFTER.toMillis() + 1);
    assertThat(remembered()).isZero();
  }

  @Test
  void footageLeavesNothingBehind() throws Exception {
    harness.close();
    open(false, null, 0);
    ends(0, 1);
    comes(0, 0);
    assertThat(out()).containsExactly("0/0", "0/1 end");
    assertThat(remembered()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aRecordThatComesTwiceIsAFaultOfOurs() throws Exception {
    comes(0, 0);
    assertThatThrownBy(() -> comes(0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Record 0 of camera 'gate' came twice");
  }

  /** Records of some timelines, each with or without its end, in any order. */
  @Property(tries = 500)
  void whateverTheOrderEachTimelineComesOutWholeUpToItsEndAndNoneAfterALaterOne(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 12) Integer> lengths,
      @ForAll List<Boolean> ends,
      @ForAll Random random)
      throws Exception {
    open(true, null, 0);
    List<Observations> records = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      int length = lengths.get(i);
      boolean end = i < ends.size() && ends.get(i);
      for (int number = 0; number < length; number++) {
        boolean isEnd = end && number == length - 1;
        records.add(record(i * 3L, number, isEnd ? RecordKind.END : RecordKind.FRAME));
      }
    }
    Collections.shuffle(records, random);
    for (Observations one : records) {
      harness.processElement(one, 0);
    }

    long newest = (lengths.size() - 1) * 3L;
    Map<Long, List<FrameHeader>> byEpoch = new LinkedHashMap<>();
    for (Observations seen : harness.extractOutputValues()) {
      byEpoch.computeIfAbsent(seen.frame().epoch(), epoch -> new ArrayList<>()).add(seen.frame());
      assertThat(seen.frame().epoch())
          .as("none before")
          .isEqualTo(Collections.max(byEpoch.keySet()));
    }
    byEpoch.forEach(
        (epoch, frames) -> {
          for (int n = 0; n < frames.size(); n++) {
            assertThat(frames.get(n).number()).isEqualTo(n);
            boolean ended = frames.get(n).kind() == RecordKind.END;
            boolean over = n == frames.size() - 1 && epoch != newest;
            assertThat(ended).isEqualTo(over || isEnd(records, frames.get(n)));
          }
        });
    int whole = lengths.get(lengths.size() - 1);
    assertThat(byEpoch.get(newest)).hasSize(whole);
    boolean goesOn = byEpoch.get(newest).get(whole - 1).kind() != RecordKind.END;
    // Its place only: nothing waits.
    assertThat(remembered()).isOne();
    long handedOn = byEpoch.values().stream().mapToLong(List::size).sum();
    long madeUp =
        handedOn
            - byEpoch.values().stream()
                .flatMap(List::stream)
                .filter(frame -> records.stream().anyMatch(one -> one.frame().equals(frame)))
                .count();
    assertThat(outdated()).isEqualTo(records.size() - handedOn + madeUp);
    harness.setProcessingTime(OrderByCamera.FORGET_AFTER.toMillis() + 1);
    assertThat(remembered()).isEqualTo(goesOn ? 1 : 0);
    assertThat(harness.numProcessingTimeTimers()).isZero();
    harness.close();
  }

  private static boolean isEnd(List<Observations> records, FrameHeader frame) {
    return records.stream()
        .anyMatch(one -> one.frame().equals(frame) && frame.kind() == RecordKind.END);
  }
}
