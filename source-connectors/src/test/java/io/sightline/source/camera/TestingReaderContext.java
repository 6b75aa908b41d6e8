package io.sightline.source.camera;

import io.sightline.domain.frames.Frame;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** What a reader finds around it, without Flink's runtime. */
final class TestingReaderContext implements SourceReaderContext {
  private final SourceReaderMetricGroup metrics =
      UnregisteredMetricsGroup.createSourceReaderMetricGroup();

  ReaderOutput<Frame> output(Consumer<Frame> frames) {
    return new Output(frames);
  }

  private record Output(Consumer<Frame> frames) implements ReaderOutput<Frame> {
    @Override
    public void collect(Frame frame) {
      frames.accept(frame);
    }

    @Override
    public void collect(Frame frame, long timestamp) {
      frames.accept(frame);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<Frame> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }

  @Override
  public SourceReaderMetricGroup metricGroup() {
    return metrics;
  }

  @Override
  public Configuration getConfiguration() {
    return new Configuration();
  }

  @Override
  public String getLocalHostName() {
    return "localhost";
  }

  @Override
  public int getIndexOfSubtask() {
    return 0;
  }

  @Override
  public void sendSplitRequest() {}

  @Override
  public void sendSourceEventToCoordinator(SourceEvent event) {}

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    return SimpleUserCodeClassLoader.create(TestingReaderContext.class.getClassLoader());
  }
}
