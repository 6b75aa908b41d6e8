package io.sightline.analytics.watchlist;

import io.sightline.domain.plates.OneSlip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sightings of one vehicle that belong together: from when it is seen first until it has left. A
 * vehicle that was not seen to enter a gate has left when it is not seen for some minutes.
 */
final class Visit {
  /** Views of one crossing by several cameras, or on several tracks, are so far apart at most. */
  private static final long SAME_CROSSING_MILLIS = 20_000;

  /** A vehicle that is not known to be inside has gone when it is not seen for so long. */
  private static final long GONE_MILLIS = 600_000;

  private static final long NEVER = Long.MIN_VALUE;

  static final Comparator<Sighting> ORDER =
      Comparator.comparingLong(Sighting::atMillis).thenComparing(Sighting::track);

  private final Sighting first;
  private long lastMillis;
  private long enteredMillis = NEVER;
  private long leftMillis = NEVER;

  private Visit(Sighting first) {
    this.first = first;
    add(first);
  }

  /**
   * The visits that sightings make up.
   *
   * @param sightings of plates that may be one vehicle's, by their {@link #ORDER}
   * @param maxStayMillis after so long a vehicle that entered is taken to have left unseen
   */
  static List<Visit> of(List<Sighting> sightings, long maxStayMillis) {
    List<Visit> visits = new ArrayList<>();
    for (Sighting sighting : sightings) {
      Visit known = null;
      for (Visit visit : visits) {
        if (visit.goesOnWith(sighting, maxStayMillis)) {
          known = visit;
        }
      }
      if (known == null) {
        visits.add(new Visit(sighting));
      } else {
        known.add(sighting);
      }
    }
    return visits;
  }

  Sighting first() {
    return first;
  }

  private boolean goesOnWith(Sighting next, long maxStayMillis) {
    if (!OneSlip.isBetween(first.plate(), next.plate())) {
      return false;
    }
    if (leftMillis != NEVER) {
      return next.atMillis() <= leftMillis + SAME_CROSSING_MILLIS;
    }
    if (enteredMillis == NEVER) {
      return next.atMillis() <= lastMillis + GONE_MILLIS
          && next.atMillis() <= first.atMillis() + maxStayMillis;
    }
    // Who enters twice has left in between, and nobody saw it.
    return next.atMillis() <= enteredMillis + maxStayMillis
        && next.crossings().stream()
            .noneMatch(
                crossing ->
                    crossing.enters()
                        && crossing.atMillis() > enteredMillis + SAME_CROSSING_MILLIS);
  }

  private void add(Sighting sighting) {
    lastMillis = Math.max(lastMillis, sighting.lastMillis());
    for (Sighting.Crossing crossing : sighting.crossings()) {
      if (!crossing.enters()) {
        leftMillis = crossing.atMillis();
      } else if (leftMillis == NEVER) {
        enteredMillis = enteredMillis == NEVER ? crossing.atMillis() : enteredMillis;
      } else if (crossing.atMillis() > leftMillis) {
        enteredMillis = crossing.atMillis();
        leftMillis = NEVER;
      }
    }
  }
}
