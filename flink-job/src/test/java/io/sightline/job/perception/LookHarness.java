package io.sightline.job.perception;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.observations.Observations;
import io.sightline.source.frame.FrameSerializer;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** The operator that looks at frames, by itself. */
public final class LookHarness {
  private static final long TIMEOUT_MILLIS = 600_000;

  private LookHarness() {}

  /** Not open yet, so that it can be given state. */
  public static OneInputStreamOperatorTestHarness<Frame, Observations> of(
      AsyncFunction<Frame, Observations> look, int inFlight) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                look, TIMEOUT_MILLIS, inFlight, AsyncDataStream.OutputMode.ORDERED),
            new FrameSerializer());
    harness.setup(
        TypeInformation.of(Observations.class).createSerializer(new SerializerConfigImpl()));
    // It puts failures of the job down only where some are expected.
    harness.getEnvironment().setExpectedExternalFailureCause(Throwable.class);
    return harness;
  }
}
