package io.sightline.domain.watchlist;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A plate to look out for.
 *
 * @param validFrom start of validity in event time; null for always
 * @param validTo end of validity in event time; null for ever
 * @param coolDown least event time between two alerts of this entry; null for none
 * @param webhooks addresses to notify
 */
public record WatchlistEntry(
    String id,
    String pattern,
    Match match,
    Instant validFrom,
    Instant validTo,
    Duration coolDown,
    List<String> webhooks)
    implements Serializable {
  /** How a pattern is compared with a plate. */
  public enum Match {
    EXACT,
    WILDCARD,
    REGEX,
    SIMILAR
  }

  /**
   * @throws IllegalArgumentException where the pattern is none
   */
  public WatchedPlate watched() {
    return WatchedPlate.of(id, match, pattern, validFrom, validTo);
  }
}
