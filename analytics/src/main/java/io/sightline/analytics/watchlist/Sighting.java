package io.sightline.analytics.watchlist;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A vehicle's track with a plate that somebody looks out for.
 *
 * @param read its plate as it is known now
 * @param plate the same in normal form
 * @param learntMillis event time at which that was said
 * @param isSettled whether every camera has passed that time, and the track is over
 * @param entries that look out for it, in their order
 * @param crossings of gates between outside and inside, in their order
 */
public record Sighting(
    PlateRead read,
    String plate,
    long learntMillis,
    boolean isSettled,
    List<String> entries,
    List<Crossing> crossings) {

  /**
   * A gate was crossed.
   *
   * @param enters whether inwards
   */
  public record Crossing(long atMillis, boolean enters) {}

  String track() {
    return read.track();
  }

  /** When the plate was read first. */
  long atMillis() {
    return read.head().atMillis();
  }

  /** When the vehicle was seen last, as far as is known. */
  long lastMillis() {
    // The revision of what a person said is when they said it.
    long read =
        this.read.corrected()
            ? atMillis()
            : Math.max(atMillis(), this.read.head().revisionMillis());
    return crossings.isEmpty()
        ? read
        : Math.max(read, crossings.get(crossings.size() - 1).atMillis());
  }

  Sighting of(Collection<String> entries) {
    return new Sighting(read, plate, learntMillis, isSettled, List.copyOf(entries), crossings);
  }

  /** The same with a crossing, unless that is known. */
  Sighting crossed(Passage passage) {
    Crossing crossing = new Crossing(passage.head().atMillis(), passage.isEntry());
    if (crossings.contains(crossing)) {
      return this;
    }
    List<Crossing> all = new ArrayList<>(crossings);
    all.add(crossing);
    all.sort(Comparator.comparingLong(Crossing::atMillis).thenComparing(Crossing::enters));
    return new Sighting(read, plate, learntMillis, isSettled, entries, List.copyOf(all));
  }
}
