package io.sightline.job.faults;

import io.sightline.job.faults.Faults.Moment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/** Hands on a record only every so often, and fails or hurries where {@link Faults} says. */
final class PacedSource<T, S extends SourceSplit, C> extends SourceAround<T, S, C> {
  private final String uid;
  private final long micros;

  /**
   * @param micros between two records of a reader; 0 for as fast as it goes
   */
  PacedSource(Source<T, S, C> source, String uid, long micros) {
    super(source);
    this.uid = uid;
    this.micros = micros;
  }

  @Override
  SourceReader<T, S> around(SourceReader<T, S> reader) {
    Faults.open();
    return new Reader<>(reader) {
      @Override
      public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (micros > 0 && !Faults.hurried()) {
          // The pace is what is tried.
          TimeUnit.MICROSECONDS.sleep(micros);
        }
        Faults.at(uid, Moment.BEFORE);
        InputStatus status = super.pollNext(output);
        Faults.at(uid, Moment.AFTER);
        return status;
      }

      @Override
      public List<S> snapshotState(long checkpoint) {
        Faults.at(uid, Moment.CHECKPOINT);
        return super.snapshotState(checkpoint);
      }
    };
  }
}
