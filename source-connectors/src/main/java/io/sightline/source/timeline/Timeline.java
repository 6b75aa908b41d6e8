package io.sightline.source.timeline;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.metrics.MetricGroup;

/**
 * The records of one camera in the order of their running numbers, read from a position on.
 *
 * @param <T> the records
 */
public interface Timeline<T> extends AutoCloseable {

  /**
   * A record and the position behind it.
   *
   * @param timestampMillis its event time
   */
  record Entry<T>(T record, long timestampMillis, CameraSplit after) {}

  /** The next record; null at the end. */
  Entry<T> next() throws IOException;

  @Override
  void close();

  /** Opens timelines; travels with the job. */
  interface Opener<T> extends Serializable {
    /**
     * @param metrics of the reader, for what the timeline counts
     */
    Timeline<T> open(CameraSplit from, MetricGroup metrics) throws IOException;
  }
}
