package io.sightline.domain.site;

import java.io.Serializable;
import java.time.Duration;

/**
 * @param keep how long personal data is kept; null for no limit
 * @param minPeople statistics over fewer people are not shown
 */
public record Privacy(Plates plates, Duration keep, int minPeople) implements Serializable {
  public static final Privacy DEFAULT = new Privacy(Plates.CLEAR, null, 1);

  /** How plates stand in the facts. */
  public enum Plates {
    CLEAR,
    PSEUDONYM
  }
}
