package io.sightline.analytics.vehicles;

import io.sightline.domain.facts.Passage;
import java.util.Comparator;

/**
 * Where a passage comes among all of a site.
 *
 * @param atMillis its event time
 */
record Turn(long atMillis, String camera, String id) {
  static final Comparator<Turn> ORDER =
      Comparator.comparingLong(Turn::atMillis).thenComparing(Turn::camera).thenComparing(Turn::id);

  static Turn of(Passage passage) {
    return new Turn(passage.head().atMillis(), passage.camera(), passage.head().id());
  }
}
