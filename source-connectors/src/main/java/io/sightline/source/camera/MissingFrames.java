package io.sightline.source.camera;

import java.util.Arrays;

/**
 * Counts the frames that a stream of a steady pace has lost on the way, damaged or dropped, by the
 * presentation times of those that came: some times the usual interval, with the usual one soon
 * after it. A camera that changes its pace has lost none, and of one that has no pace nothing can
 * be told.
 */
final class MissingFrames {
  /** Intervals of which the middle one is the usual. */
  private static final int REMEMBERED = 49;

  /** Before that many there is no pace yet. */
  private static final int LEAST = 8;

  /** Share of the usual interval by which others differ from it. */
  private static final double TOLERANCE = 0.2;

  /** Longer intervals than so many usual ones are breaks, which others note. */
  private static final int LONGEST = 50;

  /** After so many longer intervals in a row it is another pace. */
  private static final int MOST_IN_A_ROW = 8;

  private final long[] intervals = new long[REMEMBERED];
  private int known;
  private long lastMicros = Long.MIN_VALUE;
  private int doubtful;
  private int inARow;

  /**
   * One more frame has come.
   *
   * @param micros its presentation time
   * @return how many more are known to be missing
   */
  int after(long micros) {
    long interval = micros - lastMicros;
    boolean first = lastMicros == Long.MIN_VALUE;
    lastMicros = micros;
    if (first || interval <= 0) {
      return 0;
    }
    int missing = known < LEAST ? 0 : judge(interval);
    intervals[known++ % REMEMBERED] = interval;
    return missing;
  }

  private int judge(long interval) {
    double usual = usual();
    long times = Math.round(interval / usual);
    boolean isWhole = Math.abs(interval - times * usual) <= TOLERANCE * usual;
    if (times == 1 && isWhole) {
      int missing = doubtful;
      forget();
      return missing;
    }
    if (times < 1 || times > LONGEST || !isWhole) {
      forget();
      return 0;
    }
    if (++inARow > MOST_IN_A_ROW) {
      forget();
      known = 0;
      return 0;
    }
    doubtful += (int) times - 1;
    return 0;
  }

  private void forget() {
    doubtful = 0;
    inARow = 0;
  }

  /** The mean of those about the middle one, which a jitter of times moves less than that. */
  private double usual() {
    long[] sorted = Arrays.copyOf(intervals, Math.min(known, REMEMBERED));
    Arrays.sort(sorted);
    long middle = sorted[sorted.length / 2];
    return Arrays.stream(sorted)
        .filter(interval -> Math.abs(interval - middle) <= TOLERANCE * middle)
        .average()
        .orElse(middle);
  }
}
