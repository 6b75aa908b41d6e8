package io.sightline.store.registry;

import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The layouts of the registry for the live run, by their versions: without recorded cameras, which
 * nobody is to wait for. Asked once for each version.
 */
public record StoredLayouts(DatabaseAddress database) implements Layouts {

  @Override
  public Site layout(String site, String version) {
    try (Connection connection = database.connect()) {
      List<String> found =
          Rows.texts(
              connection,
              "select layout from layout_versions where site = ? and version = ? limit 1",
              site,
              version);
      if (found.isEmpty()) {
        throw new IllegalStateException(
            "The layout " + version + " of site '" + site + "' is not in the registry.");
      }
      return SiteDocument.read("layout " + version + " of " + site, found.get(0)).liveOnly();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The layout " + version + " of site '" + site + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
