package io.sightline.source;

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
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/**
 * Notes which reader has which splits and was told what, as a job's coordinator would. What is
 * called again and again is called when the test says so.
 *
 * @param <S> the splits
 */
public final class TestingEnumeratorContext<S extends SourceSplit>
    implements SplitEnumeratorContext<S> {
  private final int parallelism;
  private final Map<Integer, ReaderInfo> readers = new HashMap<>();
  private final Map<Integer, List<S>> held = new HashMap<>();
  private final Set<Integer> complete = new HashSet<>();
  private final Map<Integer, List<SourceEvent>> events = new HashMap<>();
  private Runnable periodic;
  private int assignments;

  public TestingEnumeratorContext(int parallelism) {
    this.parallelism = parallelism;
  }

  public void register(int reader) {
    readers.put(reader, new ReaderInfo(reader, "host"));
  }

  /** The reader is gone; what it had is returned. */
  public List<S> fail(int reader) {
    readers.remove(reader);
    complete.remove(reader);
    events.remove(reader);
    List<S> lost = held.remove(reader);
    return lost == null ? List.of() : lost;
  }

  /** A reader that was restored has what was stored of it. */
  public void holdsAgain(int reader, List<S> splits) {
    held.put(reader, new ArrayList<>(splits));
  }

  public List<S> held(int reader) {
    return held.getOrDefault(reader, List.of());
  }

  public boolean knowsItHasAll(int reader) {
    return complete.contains(reader);
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
  public void assignSplits(SplitsAssignment<S> assignment) {
    assignments++;
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
    complete.add(reader);
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    throw new IllegalStateException("Not asked for in these tests.");
  }

  @Override
  public void sendEventToSourceReader(int reader, SourceEvent event) {
    if (!readers.containsKey(reader)) {
      throw new IllegalStateException("Reader " + reader + " is not there.");
    }
    events.computeIfAbsent(reader, key -> new ArrayList<>()).add(event);
  }

  /** What a reader was told since it came. */
  public List<SourceEvent> events(int reader) {
    return events.getOrDefault(reader, List.of());
  }

  @Override
  public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
    T result = null;
    Throwable failure = null;
    try {
      result = call.call();
    } catch (Exception e) {
      failure = e;
    }
    handler.accept(result, failure);
  }

  @Override
  public <T> void callAsync(
      Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {
    periodic = () -> callAsync(call, handler);
  }

  /** The period is over. */
  public void callAgain() {
    periodic.run();
  }

  /** How often splits were assigned, however many. */
  public int assignments() {
    return assignments;
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    runnable.run();
  }
}
