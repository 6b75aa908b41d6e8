package io.sightline.source.timeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Hands every camera to a reader before the first record is read. Which reader has which camera is
 * arithmetic; a reader without cameras is told at once that it is finished.
 */
final class TimelineEnumerator implements SplitEnumerator<CameraSplit, TimelineEnumeratorState> {
  private final SplitEnumeratorContext<CameraSplit> context;

  /** By reader: what waits for it to come (back). */
  private final Map<Integer, List<CameraSplit>> waiting = new HashMap<>();

  TimelineEnumerator(SplitEnumeratorContext<CameraSplit> context, List<CameraSplit> unassigned) {
    this.context = context;
    for (int i = 0; i < unassigned.size(); i++) {
      wait(i % context.currentParallelism(), List.of(unassigned.get(i)));
    }
  }

  private void wait(int reader, List<CameraSplit> splits) {
    waiting.computeIfAbsent(reader, key -> new ArrayList<>()).addAll(splits);
  }

  @Override
  public void start() {}

  @Override
  public void addReader(int reader) {
    List<CameraSplit> splits = waiting.remove(reader);
    if (splits != null) {
      context.assignSplits(new SplitsAssignment<>(Map.of(reader, splits)));
    }
    context.signalNoMoreSplits(reader);
  }

  @Override
  public void addSplitsBack(List<CameraSplit> splits, int reader) {
    wait(reader, splits);
    if (context.registeredReaders().containsKey(reader)) {
      addReader(reader);
    }
  }

  @Override
  public void handleSplitRequest(int reader, String host) {
    // Readers have all their splits from the start.
  }

  @Override
  public TimelineEnumeratorState snapshotState(long checkpointId) {
    List<CameraSplit> unassigned = new ArrayList<>();
    List<Integer> readers = new ArrayList<>(waiting.keySet());
    Collections.sort(readers);
    readers.forEach(reader -> unassigned.addAll(waiting.get(reader)));
    return new TimelineEnumeratorState(List.copyOf(unassigned));
  }

  @Override
  public void close() {}
}
