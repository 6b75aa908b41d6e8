package io.sightline.analytics.order;

/** How often a camera reports its progress to its site when nothing else is to be said. */
public final class ReportPace {
  public static final long NEVER = Long.MIN_VALUE;
  private static final long EVERY_MILLIS = 1_000;

  private ReportPace() {}

  /**
   * @param reportedMillis settled time of the last report; {@link #NEVER} before the first
   * @param settledMillis settled time now
   */
  public static boolean isDue(long reportedMillis, long settledMillis) {
    return reportedMillis == NEVER || settledMillis >= reportedMillis + EVERY_MILLIS;
  }
}
