package io.sightline.domain.site;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a site wants to be told of, beside watchlists and stays that are too long.
 *
 * @param cameraDown a camera that is away for so long is down; null where nobody wants to hear of
 *     it
 * @param full whether it is told when the site, or a zone that holds spots, is full and free again
 */
public record AlertRules(Duration cameraDown, boolean full) implements Serializable {
  public static final AlertRules DEFAULT = new AlertRules(Duration.ofMinutes(1), false);

  /** From this share of a site's spots on it is full; a zone says its own. */
  public static final double SITE_FULL = 0.98;

  /** From this share of a site's spots on it is nearly full; a zone says its own. */
  public static final double SITE_NEARLY_FULL = 0.9;
}
