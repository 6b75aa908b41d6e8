package io.sightline.query.erasure;

import io.sightline.domain.BadInput;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.RegionPack;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.store.sites.SiteRows;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** How a plate that somebody asks for may stand in facts. */
@Component
public final class PlateNames {
  private final SiteRows sites;
  private final PlateKeys keys;

  PlateNames(SiteRows sites, PlateKeys keys) {
    this.sites = sites;
    this.keys = keys;
  }

  /**
   * As it was given, in its normal form, in the spellings of a site's regions, and as pseudonym.
   *
   * @param site null where it may be any
   * @param plate as somebody writes it; null for none
   * @return null for none
   * @throws BadInput when there is no letter or number in it
   */
  public Collection<String> of(String site, String plate) {
    if (plate == null) {
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(plate.strip());
    String normal = NormalPlate.of(plate);
    if (normal.isEmpty()) {
      throw new BadInput("`plate` has no letter and no number; give a plate such as ABCD12.");
    }
    names.add(normal);
    if (site != null) {
      sites
          .find(site)
          .ifPresent(
              known ->
                  known.plates().regions().stream()
                      .map(region -> region.cleaned(plate))
                      .filter(text -> !text.isEmpty())
                      .forEach(names::add));
    }
    names.add(RegionPack.of(RegionPack.ANY).cleaned(plate));
    if (keys.pseudonym() != null) {
      names.add(keys.pseudonym(plate));
    }
    names.remove("");
    return names;
  }
}
