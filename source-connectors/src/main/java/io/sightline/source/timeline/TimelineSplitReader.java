package io.sightline.source.timeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.metrics.MetricGroup;

/** Merges the timelines of some cameras by event time, ties by camera. */
final class TimelineSplitReader<T> implements SplitReader<Timeline.Entry<T>, CameraSplit> {
  private record Head<T>(String camera, Timeline<T> timeline, Timeline.Entry<T> entry) {}

  private final Timeline.Opener<T> opener;
  private final int fetchSize;
  private final MetricGroup metrics;
  private final List<CameraSplit> added = new ArrayList<>();
  private final PriorityQueue<Head<T>> heads =
      new PriorityQueue<>(
          Comparator.comparingLong((Head<T> head) -> head.entry().timestampMillis())
              .thenComparing(Head::camera));

  TimelineSplitReader(Timeline.Opener<T> opener, int fetchSize, MetricGroup metrics) {
    this.opener = opener;
    this.fetchSize = fetchSize;
    this.metrics = metrics;
  }

  @Override
  public void handleSplitsChanges(SplitsChange<CameraSplit> change) {
    added.addAll(change.splits());
  }

  @Override
  public RecordsWithSplitIds<Timeline.Entry<T>> fetch() throws IOException {
    Map<String, Collection<Timeline.Entry<T>>> fetched = new LinkedHashMap<>();
    Set<String> finished = new HashSet<>();
    openAdded(finished);
    for (int i = 0; i < fetchSize && !heads.isEmpty(); i++) {
      Head<T> first = heads.poll();
      fetched.computeIfAbsent(first.camera(), camera -> new ArrayList<>()).add(first.entry());
      if (!offer(first.camera(), first.timeline())) {
        finished.add(first.camera());
      }
    }
    return new RecordsBySplits<>(fetched, finished);
  }

  private void openAdded(Set<String> finished) throws IOException {
    while (!added.isEmpty()) {
      CameraSplit split = added.get(0);
      Timeline<T> timeline = opener.open(split, metrics);
      added.remove(0);
      if (!offer(split.camera(), timeline)) {
        finished.add(split.camera());
      }
    }
  }

  /** Reads a timeline's next record; closes it at its end. */
  private boolean offer(String camera, Timeline<T> timeline) throws IOException {
    Timeline.Entry<T> entry;
    try {
      entry = timeline.next();
    } catch (IOException | RuntimeException | Error e) {
      // It is no head, and nobody else would close it.
      timeline.close();
      throw e;
    }
    if (entry == null) {
      timeline.close();
      return false;
    }
    heads.add(new Head<>(camera, timeline, entry));
    return true;
  }

  @Override
  public void wakeUp() {
    // A fetch reads one record and is over soon.
  }

  @Override
  public void close() {
    heads.forEach(head -> head.timeline().close());
    heads.clear();
  }
}
