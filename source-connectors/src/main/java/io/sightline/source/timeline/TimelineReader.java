package io.sightline.source.timeline;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/**
 * Reads its cameras on one thread beside the task's, and keeps as position what was handed on, not
 * what was read.
 */
@SuppressWarnings("try") // SourceReader declares close() with any exception, interruption included.
final class TimelineReader<T>
    extends SingleThreadMultiplexSourceReaderBase<
        Timeline.Entry<T>, T, CameraSplit, AtomicReference<CameraSplit>> {

  TimelineReader(Timeline.Opener<T> opener, int fetchSize, SourceReaderContext context) {
    super(
        () -> new TimelineSplitReader<>(opener, fetchSize, context.metricGroup()),
        (entry, output, position) -> {
          output.collect(entry.record(), entry.timestampMillis());
          position.set(entry.after());
        },
        context.getConfiguration(),
        context);
  }

  @Override
  protected void onSplitFinished(Map<String, AtomicReference<CameraSplit>> finished) {
    // Every split is there from the start: nothing to ask for.
  }

  @Override
  protected AtomicReference<CameraSplit> initializedState(CameraSplit split) {
    return new AtomicReference<>(split);
  }

  @Override
  protected CameraSplit toSplitType(String splitId, AtomicReference<CameraSplit> position) {
    return position.get();
  }
}
