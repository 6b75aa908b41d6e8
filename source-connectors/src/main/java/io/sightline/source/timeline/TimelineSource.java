package io.sightline.source.timeline;

import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source of the timelines of some cameras, each of which is one split. A reader of
 * several cameras hands on their records in the order of time, so that none runs far ahead of the
 * others.
 */
public final class TimelineSource<T> implements Source<T, CameraSplit, TimelineEnumeratorState> {
  private final List<String> cameras;
  private final Timeline.Opener<T> opener;
  private final int fetchSize;

  /**
   * @param fetchSize records that are read ahead at a time; small where each holds a picture
   */
  public TimelineSource(List<String> cameras, Timeline.Opener<T> opener, int fetchSize) {
    this.cameras = List.copyOf(cameras);
    this.opener = opener;
    this.fetchSize = fetchSize;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<T, CameraSplit> createReader(SourceReaderContext context) {
    return new TimelineReader<>(opener, fetchSize, context);
  }

  @Override
  public SplitEnumerator<CameraSplit, TimelineEnumeratorState> createEnumerator(
      SplitEnumeratorContext<CameraSplit> context) {
    return new TimelineEnumerator(context, cameras.stream().map(CameraSplit::start).toList());
  }

  @Override
  public SplitEnumerator<CameraSplit, TimelineEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<CameraSplit> context, TimelineEnumeratorState state) {
    return new TimelineEnumerator(context, state.unassigned());
  }

  @Override
  public SimpleVersionedSerializer<CameraSplit> getSplitSerializer() {
    return new CameraSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<TimelineEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new TimelineEnumeratorStateSerializer();
  }
}
