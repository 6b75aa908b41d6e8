package io.sightline.domain.site;

import java.util.Locale;

/**
 * The places of the perception chain that a model can be chosen for, as the site file spells them.
 */
public enum ModelRole {
  VEHICLES,
  PLATES,
  PLATE_TEXT,
  FACES,
  EMOTIONS,
  SPOTS;

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
