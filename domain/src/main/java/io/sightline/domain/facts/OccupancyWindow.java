package io.sightline.domain.facts;

/**
 * How a spot, zone, level or site was occupied during one window of time, integrated exactly.
 * {@code occupiedMillis + freeMillis + unknownMillis} is the window's length times the number of
 * spots, or while the window is open, its time up to the revision. Keyed by site, scope, window and
 * start.
 *
 * @param scopeId the spot's, zone's, level's or site's id
 * @param windowMillis nominal length; a day of 23 or 25 hours has {@code endsAt} to tell
 * @param peak most spots occupied at any instant
 * @param mean mean number of spots occupied over the time that is known
 * @param arrivals changes from free to occupied
 * @param departures changes from occupied to free
 * @param longestMillis longest time that one of its spots had been occupied without a break, up to
 *     when that ended or to the window's end; what began before the window counts from then
 * @param capacity vehicles it is made for, as declared, or else its number of spots
 */
public record OccupancyWindow(
    FactHead head,
    Scope scope,
    String scopeId,
    long windowMillis,
    long startsAtMillis,
    long endsAtMillis,
    long occupiedMillis,
    long freeMillis,
    long unknownMillis,
    int peak,
    double mean,
    int arrivals,
    int departures,
    long longestMillis,
    int capacity)
    implements Fact {
  /** What a window is about. */
  public enum Scope {
    SPOT,
    ZONE,
    LEVEL,
    SITE
  }
}
