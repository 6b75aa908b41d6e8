package io.sightline.benchmarks.analytics;

import com.sun.management.OperatingSystemMXBean;
import io.sightline.domain.observations.Observations;
import io.sightline.source.timeline.Timeline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Notes when the first record that counts is handed on; the embedded cluster shares this class with
 * the benchmark. What is still in buffers then is a few thousand records, at the beginning as at
 * the end.
 */
final class CountedTimeline implements Timeline<Observations> {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Wall and processor time at the first record that counts, and how many have since come. */
  private static final AtomicLongArray STARTED = new AtomicLongArray(3);

  private static volatile Runnable atStart;

  private final Timeline<Observations> records;
  private final long warm;
  private long taken;

  CountedTimeline(Timeline<Observations> records, long warm) {
    this.records = records;
    this.warm = warm;
  }

  /**
   * @param then what to do when the first record that counts is handed on
   */
  static void reset(Runnable then) {
    atStart = then;
    STARTED.set(2, 0);
  }

  private static void start() {
    atStart.run();
    STARTED.set(0, System.nanoTime());
    STARTED.set(1, SYSTEM.getProcessCpuTime());
  }

  /** Since the first record that counts. */
  static Cost cost() {
    return new Cost(
        STARTED.get(2),
        (System.nanoTime() - STARTED.get(0)) / 1e9,
        (SYSTEM.getProcessCpuTime() - STARTED.get(1)) / 1e9,
        List.of());
  }

  @Override
  public Entry<Observations> next() throws IOException {
    if (taken == warm) {
      start();
    }
    Entry<Observations> entry = records.next();
    if (entry != null && taken++ >= warm) {
      STARTED.lazySet(2, taken - warm);
    }
    return entry;
  }

  @Override
  public void close() {
    records.close();
  }
}
