package io.sightline.job.sinks;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink that writes in the name of its job, which is known once the job runs. */
record NamedWriter<T>(OfJob<T> sink) implements Sink<T> {
  /** Makes the sink. */
  interface OfJob<T> extends Serializable {
    /**
     * @param job Flink's id
     */
    Sink<T> of(String job);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return sink.of(context.getJobInfo().getJobId().toHexString()).createWriter(context);
  }
}
