package io.sightline.benchmarks.analytics;

import java.util.List;

/**
 * What something cost.
 *
 * @param records how many records, or passages, of it
 * @param seconds wall time
 * @param cpuSeconds processor time of the whole process meanwhile
 * @param top what took most of it, as a profile tells; empty where none was made
 */
record Cost(long records, double seconds, double cpuSeconds, List<Profile.Share> top) {
  Cost with(List<Profile.Share> shares) {
    return new Cost(records, seconds, cpuSeconds, shares);
  }

  /** Records a second that one core is busy. */
  double perCoreSecond() {
    return records / cpuSeconds;
  }

  /** Processor time of a record, microseconds. */
  double cpuMicros() {
    return 1e6 * cpuSeconds / records;
  }
}
