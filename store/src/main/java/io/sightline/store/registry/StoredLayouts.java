package io.sightline.store.registry;

import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.store.DatabaseAddress;
import java.util.Optional;
import org.springframework.dao.DataAccessException;

/**
 * The layouts of the registry for the live run, by their versions: without recorded cameras, which
 * nobody is to wait for. Asked once for each version.
 */
public record StoredLayouts(DatabaseAddress database) implements Layouts {

  @Override
  public Site layout(String site, String version) {
    Optional<String> found;
    try {
      found =
          database.with(
              jdbc ->
                  jdbc.sql(
                          "select layout from layout_versions where site = ? and version = ? limit 1")
                      .params(site, version)
                      .query(String.class)
                      .optional());
    } catch (DataAccessException e) {
      throw new IllegalStateException(
          "The layout "
              + version
              + " of site '"
              + site
              + "' cannot be read: "
              + e.getMostSpecificCause().getMessage(),
          e);
    }
    String layout =
        found.orElseThrow(
            () ->
                new IllegalStateException(
                    "The layout " + version + " of site '" + site + "' is not in the registry."));
    return SiteDocument.read("layout " + version + " of " + site, layout).liveOnly();
  }
}
