package io.sightline.store.sites;

import java.util.Collection;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What there is or was: runs, and what layouts name. For those who ask for a thing by its id. */
public final class KnownThings {
  /** How many of a site's earlier layouts are looked at, the newest first. */
  private static final int MOST_LAYOUTS = 500;

  private final JdbcClient jdbc;

  public KnownThings(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /** Something that a layout names. */
  public enum Thing {
    CAMERA("$.cameras[*] ? (@.id == $id)"),
    SPOT("$.cameras[*].spots[*] ? (@.id == $id)"),
    ZONE("$.cameras[*].zones[*] ? (@.id == $id)"),
    GATE("$.cameras[*].gates[*] ? (@.id == $id)"),
    LEVEL("$.cameras[*] ? (@.level == $id || exists (@.spots[*] ? (@.level == $id)))"),
    /** Of the watchlist of a site's file. */
    ENTRY("$.watchlist[*] ? (@.id == $id)");

    /** Where its id stands in a layout. */
    private final String path;

    Thing(String path) {
      this.path = path;
    }

    /** In the singular, in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private String table() {
      return word() + "s";
    }
  }

  /**
   * Whether there is a run.
   *
   * @param sites only theirs; null for all
   */
  public boolean hasRun(String run, Collection<String> sites) {
    return jdbc.sql(
            """
            select exists (select from runs where run = :run
              and (cast(:sites as text[]) is null or site = any (:sites)))
            """)
        .param("run", run)
        .param("sites", array(sites))
        .query(Boolean.class)
        .single();
  }

  /**
   * Whether there is a thing now, was one, or is one in the layout that a run is judged by.
   *
   * @param sites only theirs; null for all
   */
  public boolean has(Thing thing, String id, String run, Collection<String> sites) {
    boolean hasTable = thing != Thing.LEVEL && thing != Thing.ENTRY;
    return hasTable && isNow(thing, id, sites) || wasEver(thing, id, run, sites);
  }

  private boolean isNow(Thing thing, String id, Collection<String> sites) {
    return jdbc.sql(
            """
            select exists (select from %s where %s = :id
              and (cast(:sites as text[]) is null or site = any (:sites)))
            """
                .formatted(thing.table(), thing.word()))
        .param("id", id)
        .param("sites", array(sites))
        .query(Boolean.class)
        .single();
  }

  private boolean wasEver(Thing thing, String id, String run, Collection<String> sites) {
    return jdbc.sql(
            """
            select exists (select from (
              (select layout::jsonb as layout from runs where run = :run
                and (cast(:sites as text[]) is null or site = any (:sites)))
              union all
              (select layout::jsonb from layout_versions
                where cast(:sites as text[]) is null or site = any (:sites)
                order by effective_at desc limit %d)) known
              where jsonb_path_exists(layout, '%s', jsonb_build_object('id', cast(:id as text))))
            """
                .formatted(MOST_LAYOUTS, thing.path))
        .param("id", id)
        .param("run", run)
        .param("sites", array(sites))
        .query(Boolean.class)
        .single();
  }

  private static String[] array(Collection<String> sites) {
    return sites == null ? null : sites.toArray(String[]::new);
  }
}
