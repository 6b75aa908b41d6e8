package io.sightline.store.sites;

import io.sightline.domain.site.Site;
import io.sightline.store.registry.CameraSecrets;
import io.sightline.store.registry.SiteRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sites, for people: listed, found, and changed as a whole. */
public final class SiteRows {
  private final JdbcClient jdbc;
  private final SiteRegistry registry;

  public SiteRows(DataSource database, CameraSecrets secrets) {
    this.jdbc = JdbcClient.create(database);
    this.registry = new SiteRegistry(database, secrets);
  }

  /** A site in the list; a spot that two cameras see is one. */
  public record Listed(String site, String name, String timeZone, long cameras, long spots) {}

  /**
   * By id.
   *
   * @param sites only these; null for all
   * @param after the id behind which they begin; empty for the first
   */
  public List<Listed> list(Collection<String> sites, String after, int most) {
    return jdbc.sql(
            """
            select s.site, s.name, s.time_zone,
              (select count(*) from cameras c where c.site = s.site),
              (select count(distinct spot) from spots p where p.site = s.site)
            from sites s
            where (cast(:sites as text[]) is null or s.site = any (:sites)) and s.site > :after
            order by s.site limit :most
            """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("after", after)
        .param("most", most)
        .query(
            (row, number) ->
                new Listed(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5)))
        .list();
  }

  public boolean exists(String site) {
    return jdbc.sql("select exists (select from sites where site = ?)")
        .param(site)
        .query(Boolean.class)
        .single();
  }

  /** A site as it is now known, without credentials. */
  public Optional<Site> find(String site) {
    return registry.find(site);
  }

  /** A site as a version of its layout has it, without credentials. */
  public Optional<Site> find(String site, String version) {
    return registry.find(site, version);
  }

  /** The site that a camera belongs to. */
  public Optional<String> siteOf(String camera) {
    return registry.siteOf(camera);
  }

  /**
   * Changes a site as it is now; nobody else changes one meanwhile. What the change throws ends it
   * without a trace.
   *
   * @param by who changes it
   */
  public void change(String site, SiteRegistry.Change change, String by) {
    registry.change(site, change, by);
  }
}
