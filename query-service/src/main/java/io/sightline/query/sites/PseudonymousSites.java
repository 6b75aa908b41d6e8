package io.sightline.query.sites;

import io.sightline.domain.site.Privacy;
import io.sightline.store.sites.SiteRows;
import org.springframework.stereotype.Component;

/**
 * The sites of which no plates are told, and so no pictures that show them, also those of before.
 */
@Component
public class PseudonymousSites {
  private final SiteRows sites;

  protected PseudonymousSites(SiteRows sites) {
    this.sites = sites;
  }

  public boolean contains(String site) {
    return sites
        .find(site)
        .filter(known -> known.privacy().plates() == Privacy.Plates.PSEUDONYM)
        .isPresent();
  }
}
