package io.sightline.job.sinks;

import io.sightline.job.cameras.CameraLatest;
import org.apache.flink.api.connector.sink2.Sink;

/** Where the live run's words go. */
public interface LiveOutputs extends Outputs {
  Sink<CameraLatest> latest();
}
