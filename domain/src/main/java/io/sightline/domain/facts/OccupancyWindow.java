package io.sightline.domain.facts;

/**
 * How a spot, zone or site was occupied during one window of time, integrated exactly. {@code
 * occupiedMillis + freeMillis + unknownMillis} is the window's length times the number of spots.
 * Keyed by site, scope, window and start.
 *
 * @param scopeId the spot's, zone's or site's id
 * @param windowMillis nominal length; a day of 23 or 25 hours has {@code endsAt} to tell
 * @param peak most spots occupied at any instant
 * @param mean mean number of spots occupied over the time that is known
 * @param arrivals changes from free to occupied
 * @param departures changes from occupied to free
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
    int departures)
    implements Fact {
  /** What a window is about. */
  public enum Scope {
    SPOT,
    ZONE,
    SITE
  }
}
