package io.sightline.domain.site;

import java.io.Serializable;
import java.time.Duration;

/**
 * @param maxStay a session without an exit ends as a missed exit after this long
 * @param overstay a stay longer than this is an overstay
 * @param grace a stay no longer than this does not count as parking
 */
public record SessionRules(Duration maxStay, Duration overstay, Duration grace)
    implements Serializable {
  public static final SessionRules DEFAULT =
      new SessionRules(Duration.ofHours(48), Duration.ofHours(24), Duration.ofMinutes(5));

  /** For so long a stay that is over may change. */
  public static final Duration KEPT = Duration.ofHours(48);

  /** For so long after it was seen, a passage may be of a stay that changes. */
  public Duration correctable() {
    return maxStay.plus(KEPT);
  }
}
