package io.sightline.query.sites;

import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteDocument;
import io.sightline.store.sites.SiteRows;
import org.springframework.stereotype.Component;

/** The site that cameras of ANPR City belong to, which is made when it is needed first. */
@Component
public class AnprSite {
  private final SiteRows rows;
  private final String id;

  protected AnprSite(SiteRows rows, Settings settings) {
    this.rows = rows;
    this.id = settings.get(Settings.ANPR_SITE);
  }

  /** Its id, whether or not it is there. */
  public String id() {
    return id;
  }

  /** Its id, as that of a site that is there. */
  public String require() {
    if (!rows.exists(id)) {
      rows.change(id, known -> known.orElseGet(() -> SiteDocument.empty(id, "ANPR City")), "anpr");
    }
    return id;
  }
}
