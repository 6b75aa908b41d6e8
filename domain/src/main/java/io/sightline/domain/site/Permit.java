package io.sightline.domain.site;

import io.sightline.domain.watchlist.WatchedPlate;
import io.sightline.domain.watchlist.WatchlistEntry.Match;
import java.io.Serializable;
import java.time.Instant;

/**
 * A vehicle that may stand on spots of a {@link Spot#designations designation}.
 *
 * @param pattern its plate, or what the plates of many have in common
 * @param validFrom start of validity in event time; null for always
 * @param validTo end of validity in event time; null for ever
 */
public record Permit(
    String designation, String pattern, Match match, Instant validFrom, Instant validTo)
    implements Serializable {
  /**
   * Named by its designation.
   *
   * @throws IllegalArgumentException where the pattern is none
   */
  public WatchedPlate watched() {
    return WatchedPlate.of(designation, match, pattern, validFrom, validTo);
  }
}
