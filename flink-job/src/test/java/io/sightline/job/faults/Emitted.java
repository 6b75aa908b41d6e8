package io.sightline.job.faults;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.job.sinks.Outputs;
import io.sightline.store.facts.FactKind;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Outputs to this process, and outputs that take their time. */
final class Emitted {
  private static final Queue<String> FACTS = new ConcurrentLinkedQueue<>();

  private Emitted() {}

  /** What was emitted since the last call, sorted. */
  static List<String> take() {
    List<String> facts = FACTS.stream().sorted().toList();
    FACTS.clear();
    return facts;
  }

  private interface Write<T> extends Serializable {
    void of(T record) throws InterruptedException;
  }

  /** Keeps facts as they are published; stores nothing. */
  static Outputs here() {
    return new Here();
  }

  private static final class Here implements Outputs, Serializable {
    @Override
    public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
      return new Before<>(null, fact -> FACTS.add(kind.message("run", fact)));
    }

    @Override
    public Sink<ObservationMinute> observations() {
      return new Before<>(null, minute -> {});
    }
  }

  /** Others that take some time for each record. */
  static Outputs slowly(Outputs others, long micros) {
    return new Outputs() {
      @Override
      public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
        // How long a sink takes is what is tried.
        return new Before<>(others.facts(kind), fact -> TimeUnit.MICROSECONDS.sleep(micros));
      }

      @Override
      public Sink<ObservationMinute> observations() {
        return others.observations();
      }
    };
  }

  /**
   * Does something before a record is written.
   *
   * @param sink null for none
   */
  private record Before<T>(Sink<T> sink, Write<T> write) implements Sink<T> {
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
      return new Writer<>(sink == null ? null : sink.createWriter(context), write);
    }
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private final SinkWriter<T> writer;
    private final Write<T> write;

    Writer(SinkWriter<T> writer, Write<T> write) {
      this.writer = writer;
      this.write = write;
    }

    @Override
    public void write(T record, Context context) throws IOException, InterruptedException {
      write.of(record);
      if (writer != null) {
        writer.write(record, context);
      }
    }

    @Override
    public void flush(boolean ends) throws IOException, InterruptedException {
      if (writer != null) {
        writer.flush(ends);
      }
    }

    @Override
    public void close() {
      if (writer != null) {
        try {
          writer.close();
        } catch (Exception e) {
          throw new IllegalStateException("A writer could not be closed.", e);
        }
      }
    }
  }
}
