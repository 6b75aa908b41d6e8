package io.sightline.query.occupancy;

import io.sightline.domain.BadInput;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What windows are of.
 *
 * @param scope as it stands in their table
 * @param id null for any
 */
record Place(String scope, String id) {
  /**
   * Of one of the three, or, without any, of a site.
   *
   * @param site null for any
   * @throws BadInput when more than one is named
   */
  static Place of(String site, String zone, String level, String spot) {
    if (Stream.of(zone, level, spot).filter(Objects::nonNull).count() > 1) {
      throw new BadInput("Ask for a `zone`, a `level` or a `spot`, one at a time.");
    }
    if (zone != null) {
      return new Place("zone", zone);
    }
    if (level != null) {
      return new Place("level", level);
    }
    return spot == null ? new Place("site", site) : new Place("spot", spot);
  }
}
