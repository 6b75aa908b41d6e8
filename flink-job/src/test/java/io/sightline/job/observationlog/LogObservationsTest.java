package io.sightline.job.observationlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a live camera is written to the log when, and what is remembered of it. */
class LogObservationsTest {
  private static final long MINUTE = 1_767_225_600_000L;

  /** The log: rows by camera and minute, as the sink keeps them. */
  private static final Map<String, List<Observations>> ROWS = new TreeMap<>();

  private final List<String> written = new ArrayList<>();
  private KeyedOneInputStreamOperatorTestHarness<String, Observations, ObservationMinute> log;
  private long checkpoint;

  @BeforeEach
  void begin() throws Exception {
    ROWS.clear();
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    log =
        new KeyedOneInputStreamOperatorTestHarness<>(
            LogObservations.ofLive(
                (camera, minute) -> ROWS.getOrDefault(camera + "@" + minute, List.of())),
            seen -> seen.frame().camera(),
            Types.STRING);
    log.setup();
    if (state != null) {
      log.initializeState(state);
    }
    log.open();
  }

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  private static Observations record(String camera, long second, RecordKind kind) {
    return Observations.nothing(
        new FrameHeader(
            "yard", camera, 0, second, MINUTE + second * 1_000, kind, null, false, "layout", null));
  }

  private void sees(String camera, long second) throws Exception {
    log.processElement(record(camera, second, RecordKind.FRAME), 0);
    store();
  }

  private void ends(String camera, long second) throws Exception {
    log.processElement(record(camera, second, RecordKind.END), 0);
    store();
  }

  /** Goes up to the barrier; the state is what is restored when the job fails from here on. */
  private OperatorSubtaskState checkpoint() throws Exception {
    log.prepareSnapshotPreBarrier(++checkpoint);
    store();
    return log.snapshot(checkpoint, checkpoint);
  }

  private void completed() throws Exception {
    log.notifyOfCompletedCheckpoint(checkpoint);
  }

  private void store() {
    for (ObservationMinute minute : log.extractOutputValues()) {
      written.add(minute.camera() + " " + seconds(minute.records()));
      ROWS.put(minute.camera() + "@" + minute.minuteMillis(), minute.records());
    }
    log.getOutput().clear();
  }

  private static List<Long> seconds(List<Observations> records) {
    return records.stream()
        .map(record -> (record.frame().capturedAtMillis() - MINUTE) / 1_000)
        .toList();
  }

  private List<Long> row(String camera) {
    return seconds(ROWS.get(camera + "@" + MINUTE));
  }

  @Test
  void aheadOfACheckpointOnlyMinutesThatChangedAreWritten() throws Exception {
    sees("a", 1);
    sees("b", 2);
    checkpoint();
    assertThat(written).containsExactly("a [1]", "b [2]");
    written.clear();
    sees("b", 3);
    checkpoint();
    assertThat(written).containsExactly("b [2, 3]");
    written.clear();
    checkpoint();
    assertThat(written).isEmpty();
  }

  @Test
  void aRemovedCamerasMinuteIsWrittenOnceAndForgottenWhenThatIsCertain() throws Exception {
    sees("a", 1);
    ends("a", 2);
    assertThat(written).containsExactly("a [1, 2]");
    checkpoint();
    assertThat(log.numKeyedStateEntries()).as("the row may not be stored yet").isPositive();
    completed();
    assertThat(log.numKeyedStateEntries()).isZero();
    checkpoint();
    completed();
    assertThat(written).hasSize(1);
  }

  @Test
  void aCameraThatComesBackWithinItsLastMinuteGoesOnInTheSameRow() throws Exception {
    sees("a", 1);
    ends("a", 2);
    sees("a", 3);
    ends("a", 4);
    checkpoint();
    sees("a", 5);
    completed();
    assertThat(log.numKeyedStateEntries()).as("it is back").isPositive();
    ends("a", 6);
    checkpoint();
    completed();
    assertThat(log.numKeyedStateEntries()).isZero();
    sees("a", 7);
    sees("a", 8);
    checkpoint();
    assertThat(row("a")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    sees("a", 61);
    assertThat(row("a")).hasSize(8);
  }

  @Test
  void whatAFailedJobWroteAfterTheLastEndDoesNotComeTwice() throws Exception {
    sees("a", 1);
    ends("a", 2);
    checkpoint();
    completed();
    OperatorSubtaskState state = checkpoint();
    completed();
    sees("a", 3);
    sees("a", 4);
    checkpoint();
    assertThat(row("a")).containsExactly(1L, 2L, 3L, 4L);
    log.close();
    open(state);
    // Record 3 was in flight when the state was stored; what followed it is lost.
    sees("a", 3);
    sees("a", 9);
    checkpoint();
    assertThat(row("a")).containsExactly(1L, 2L, 3L, 9L);
  }

  @Test
  void afterARestoreAllOpenMinutesAreWrittenOnceAsTheRestoredJobKnowsThem() throws Exception {
    sees("a", 1);
    sees("b", 1);
    sees("gone", 1);
    ends("gone", 2);
    OperatorSubtaskState state = checkpoint();
    sees("a", 2);
    checkpoint();
    assertThat(row("a")).containsExactly(1L, 2L);
    log.close();
    written.clear();
    open(state);
    checkpoint();
    assertThat(written).containsExactlyInAnyOrder("a [1]", "b [1]", "gone [1, 2]");
    completed();
    written.clear();
    checkpoint();
    assertThat(written).isEmpty();
    assertThat(row("a")).containsExactly(1L);
    sees("gone", 3);
    checkpoint();
    assertThat(row("gone")).containsExactly(1L, 2L, 3L);
  }
}
