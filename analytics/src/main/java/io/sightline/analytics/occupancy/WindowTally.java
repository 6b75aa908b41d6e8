package io.sightline.analytics.occupancy;

/**
 * What has been counted of one window.
 *
 * @param startMillis start of the window
 * @param endMillis end of the window, exclusive
 * @param occupiedMillis occupied time, summed over the spots
 * @param freeMillis free time, summed over the spots
 * @param longestMillis longest time that a spot had been occupied, of what ended in the window
 */
public record WindowTally(
    long startMillis,
    long endMillis,
    long occupiedMillis,
    long freeMillis,
    int peak,
    int arrivals,
    int departures,
    long longestMillis) {

  public static WindowTally empty(long startMillis, long endMillis) {
    return new WindowTally(startMillis, endMillis, 0, 0, 0, 0, 0, 0);
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
        longestMillis);
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
        Math.max(longestMillis, stayedMillis));
  }

  WindowTally standing(long standingMillis) {
    return moved(0, 0, standingMillis);
  }
}
