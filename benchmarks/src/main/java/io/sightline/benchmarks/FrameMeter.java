package io.sightline.benchmarks;

import io.sightline.domain.observations.Observations;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Measures a job's pace from inside: from the frame at which it is warm to the last one, so that
 * starting and ending the job do not count. The embedded cluster shares this class with the
 * benchmark, which reads the result.
 */
final class FrameMeter implements MapFunction<Observations, Observations> {
  private static final AtomicLong SEEN = new AtomicLong();
  private static final AtomicReference<Measurement.Clock> CLOCK = new AtomicReference<>();
  private static final AtomicReference<Measurement> RESULT = new AtomicReference<>();

  private final long warm;
  private final long last;

  /**
   * @param warm frames that are not counted
   * @param last number of the last frame
   */
  FrameMeter(long warm, long last) {
    this.warm = warm;
    this.last = last;
  }

  static void reset() {
    SEEN.set(0);
    CLOCK.set(null);
    RESULT.set(null);
  }

  static Measurement result() {
    return RESULT.get();
  }

  @Override
  public Observations map(Observations observations) {
    long seen = SEEN.incrementAndGet();
    if (seen == warm) {
      CLOCK.set(Measurement.Clock.start());
    } else if (seen == last) {
      RESULT.set(CLOCK.get().stop(last - warm));
    }
    return observations;
  }
}
