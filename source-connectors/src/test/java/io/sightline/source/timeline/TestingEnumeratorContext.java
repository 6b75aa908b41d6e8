package io.sightline.source.timeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/** Notes which reader has which splits, as a job's coordinator would. */
final class TestingEnumeratorContext implements SplitEnumeratorContext<CameraSplit> {
  private final int parallelism;
  private final Map<Integer, ReaderInfo> readers = new HashMap<>();
  private final Map<Integer, List<CameraSplit>> held = new HashMap<>();
  private final Set<Integer> told = new HashSet<>();

  TestingEnumeratorContext(int parallelism) {
    this.parallelism = parallelism;
  }

  void register(int reader) {
    readers.put(reader, new ReaderInfo(reader, "host"));
  }

  /** The reader is gone; what it had is returned. */
  List<CameraSplit> fail(int reader) {
    readers.remove(reader);
    told.remove(reader);
    List<CameraSplit> lost = held.remove(reader);
    return lost == null ? List.of() : lost;
  }

  List<CameraSplit> held(int reader) {
    return held.getOrDefault(reader, List.of());
  }

  boolean knowsItHasAll(int reader) {
    return told.contains(reader);
  }

  @Override
  public int currentParallelism() {
    return parallelism;
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return readers;
  }

  @Override
  public void assignSplits(SplitsAssignment<CameraSplit> assignment) {
    assignment
        .assignment()
        .forEach(
            (reader, splits) -> {
              if (!readers.containsKey(reader)) {
                throw new IllegalStateException("Reader " + reader + " is not there.");
              }
              held.computeIfAbsent(reader, key -> new ArrayList<>()).addAll(splits);
            });
  }

  @Override
  public void signalNoMoreSplits(int reader) {
    told.add(reader);
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    throw new IllegalStateException("Not asked for in these tests.");
  }

  @Override
  public void sendEventToSourceReader(int reader, SourceEvent event) {
    throw new IllegalStateException("Not asked for in these tests.");
  }

  @Override
  public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
    throw new IllegalStateException("Not asked for in these tests.");
  }

  @Override
  public <T> void callAsync(
      Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
    throw new IllegalStateException("Not asked for in these tests.");
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    runnable.run();
  }
}
