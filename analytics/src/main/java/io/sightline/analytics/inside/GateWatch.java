package io.sightline.analytics.inside;

import io.sightline.analytics.state.Entries;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells vehicles that cross gates from views of the same one: by another camera at the same gate,
 * or of one that trembles on the line. Plates play no part in it, so no correction changes a count.
 */
final class GateWatch {
  /** A vehicle that trembles on the line crosses it again within this time. */
  private static final long TREMBLE_MILLIS = 20_000;

  /** Two cameras at one gate show a vehicle at most so far apart. */
  private static final long SAME_GATE_MILLIS = 3_000;

  private final Entries<String, List<Crosser>> recent;

  /**
   * @param recent crossings by gate, those of the last seconds
   */
  GateWatch(Entries<String, List<Crosser>> recent) {
    this.recent = recent;
  }

  /**
   * Whether a crossing is one that has not been seen. Crossings come in the order of their times.
   */
  boolean isNew(GateEvent event) {
    List<Crosser> known = recent.get(event.gate());
    List<Crosser> all = new ArrayList<>(known == null ? List.of() : known);
    all.removeIf(one -> one.atMillis() < event.atMillis() - TREMBLE_MILLIS);
    int same = indexOfSame(all, event);
    if (same < 0) {
      all.add(Crosser.of(event));
    } else {
      all.set(same, all.get(same).seenBy(event));
    }
    recent.put(event.gate(), List.copyOf(all));
    return same < 0;
  }

  private static int indexOfSame(List<Crosser> all, GateEvent event) {
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).tracks().contains(event.track())) {
        // It has been back in between, or it has not.
        return all.get(i).entering() == event.entering() ? i : -1;
      }
    }
    for (int i = 0; i < all.size(); i++) {
      Crosser one = all.get(i);
      if (one.entering() == event.entering()
          && one.atMillis() >= event.atMillis() - SAME_GATE_MILLIS
          && !one.cameras().contains(event.camera())) {
        return i;
      }
    }
    return -1;
  }
}
