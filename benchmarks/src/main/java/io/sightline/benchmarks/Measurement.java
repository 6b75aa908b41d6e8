package io.sightline.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * How fast something went.
 *
 * @param frames how many frames
 * @param seconds wall time
 * @param cpuSeconds processor time of the whole process meanwhile
 */
public record Measurement(long frames, double seconds, double cpuSeconds) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** A clock that started. */
  public record Clock(long wallNanos, long cpuNanos) {
    public static Clock start() {
      return new Clock(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    public Measurement stop(long frames) {
      return new Measurement(
          frames,
          (System.nanoTime() - wallNanos) / 1e9,
          (SYSTEM.getProcessCpuTime() - cpuNanos) / 1e9);
    }
  }

  /** The one in the middle, or the mean of both. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  public double perSecond() {
    return frames / seconds;
  }

  public double cpuMillisPerFrame() {
    return cpuSeconds * 1e3 / frames;
  }
}
