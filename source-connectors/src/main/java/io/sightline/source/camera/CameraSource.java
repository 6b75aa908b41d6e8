package io.sightline.source.camera;

import io.sightline.domain.frames.Frame;
import io.sightline.store.registry.RosterWatch;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Live cameras of the registry, which come, change and go while the job runs. Each is a split and
 * has a thread of its own, so that none can hold up another. A split holds no address and no
 * credentials. Frames that came while nobody read are lost; a record of silence says so.
 */
public final class CameraSource implements Source<Frame, LiveSplit, AssignedCameras> {
  private final CameraSourceOptions options;

  public CameraSource(CameraSourceOptions options) {
    this.options = options;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Frame, LiveSplit> createReader(SourceReaderContext context) {
    return new CameraReader(options, context);
  }

  @Override
  public SplitEnumerator<LiveSplit, AssignedCameras> createEnumerator(
      SplitEnumeratorContext<LiveSplit> context) {
    return restoreEnumerator(context, AssignedCameras.NONE);
  }

  @Override
  public SplitEnumerator<LiveSplit, AssignedCameras> restoreEnumerator(
      SplitEnumeratorContext<LiveSplit> context, AssignedCameras state) {
    return new CameraEnumerator(RosterWatch.of(options.database()), context, state);
  }

  @Override
  public SimpleVersionedSerializer<LiveSplit> getSplitSerializer() {
    return new LiveSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<AssignedCameras> getEnumeratorCheckpointSerializer() {
    return new AssignedCamerasSerializer();
  }
}
