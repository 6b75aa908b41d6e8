package io.sightline.analytics.occupancy;

/**
 * What has been counted of one window.
 *
 * @param startMillis start of the window
 * @param endMillis end of the window, exclusive
 * @param occupiedMillis occupied time, summed over the spots
 * @param freeMillis free time, summed over the spots
 * @param longestMillis longest time that a spot had been occupied, of what ended in the window
 * @param earlierMillis time in the window under layouts before the present one, summed over their
 *     spots
 * @param sinceMillis from when on the present layout counts in the window
 */
public record WindowTally(
    long startMillis,
    long endMillis,
    long occupiedMillis,
    long freeMillis,
    int peak,
    int arrivals,
    int departures,
    long longestMillis,
    long earlierMillis,
    long sinceMillis) {
  public static WindowTally empty(long startMillis, long endMillis) {
    return new WindowTally(startMillis, endMillis, 0, 0, 0, 0, 0, 0, 0, startMillis);
  }

  public boolean isEmpty() {
    return occupiedMillis == 0 && freeMillis == 0 && arrivals == 0 && departures == 0;
  }

  public WindowTally lasting(long millis, int occupied, int free) {
    return new WindowTally(
        startMillis,
        endMillis,
        occupiedMillis + millis * occupied,
        freeMillis + millis * free,
        Math.max(peak, occupied),
        arrivals,
        departures,
        longestMillis,
        earlierMillis,
        sinceMillis);
  }

  /**
   * @param stayedMillis how long the spot had been occupied that is so no more; 0 for none
   */
  public WindowTally moved(int arrived, int departed, long stayedMillis) {
    return new WindowTally(
        startMillis,
        endMillis,
        occupiedMillis,
        freeMillis,
        peak,
        arrivals + arrived,
        departures + departed,
        Math.max(longestMillis, stayedMillis),
        earlierMillis,
        sinceMillis);
  }

  WindowTally standing(long standingMillis) {
    return moved(0, 0, standingMillis);
  }

  /**
   * Another layout counts from a time on.
   *
   * @param spots how many there were until then
   */
  WindowTally turned(long millis, int spots) {
    return new WindowTally(
        startMillis,
        endMillis,
        occupiedMillis,
        freeMillis,
        peak,
        arrivals,
        departures,
        longestMillis,
        allMillis(millis, spots),
        millis);
  }

  /**
   * The time up to another, summed over the spots of every layout of the window.
   *
   * @param spots how many there are in the present one
   */
  long allMillis(long untilMillis, int spots) {
    return earlierMillis + Math.max(0, untilMillis - Math.max(startMillis, sinceMillis)) * spots;
  }
}
