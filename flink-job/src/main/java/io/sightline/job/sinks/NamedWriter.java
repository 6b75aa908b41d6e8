package io.sightline.job.sinks;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that writes in the name of its job, which is known once the job runs, and that ends
 * whatever it was doing.
 */
record NamedWriter<T>(OfJob<T> sink) implements Sink<T> {
  private static final Logger LOG = LoggerFactory.getLogger(NamedWriter.class);

  /** Makes the sink. */
  interface OfJob<T> extends Serializable {
    /**
     * @param job Flink's id
     */
    Sink<T> of(String job);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return new Closable<>(
        sink.of(context.getJobInfo().getJobId().toHexString()).createWriter(context));
  }

  /**
   * What is to be written is written when it is flushed, at checkpoints and at the end of the
   * input. A writer that cannot write what is left when it is closed belongs to a task that has
   * failed, and whose records come again; thrown there, its exception would end the whole
   * TaskManager.
   */
  record Closable<T>(SinkWriter<T> writer) implements SinkWriter<T> {
    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
      writer.write(element, context);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
      writer.writeWatermark(watermark);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public void close() {
      // One that fails to write what is left ends there, and the next call closes its connection.
      if (!closes()) {
        closes();
      }
    }

    private boolean closes() {
      try {
        writer.close();
        return true;
      } catch (Exception e) {
        LOG.debug("A writer's last records were not written.", e);
        return false;
      }
    }
  }
}
