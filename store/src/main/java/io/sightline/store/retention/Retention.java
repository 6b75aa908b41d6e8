package io.sightline.store.retention;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Privacy;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.store.Partitions;
import io.sightline.store.Partitions.Part;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.holds.Holds;
import io.sightline.store.runs.RunDeletion;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

/**
 * Takes away what is older than its site keeps it. Live rows count from their own time, all that a
 * finished run holds from the run's end, since footage may be of any time. A part of a table that
 * is over is dropped; where others' rows are in it, a site's go in batches. What is held stays.
 *
 * @param kinds of facts that there are
 * @param otherwise how long is kept what a site says nothing of; null for ever
 * @param auditKeep how long the log of who did what is kept
 * @param predictionsKeep how long it is kept what was predicted for whom; null for ever
 * @param batch rows that are deleted at once
 */
public record Retention(
    FactKinds kinds, Duration otherwise, Duration auditKeep, Duration predictionsKeep, int batch) {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int BATCH = 5_000;
  private static final String OBSERVATIONS = "observations";

  /** Earlier than any row. */
  private static final String NEVER = "-infinity";

  /**
   * What is true now, of live rows: how a spot stands and how many are inside is told by the newest
   * row, however long nothing has changed, and a stay that is open is no past, unless it has been
   * so for longer than anything that the job still judges.
   */
  private static final Map<String, String> PRESENT =
      Map.of(
          "spot_transitions",
          """
          r.run = 'live' and not r.retracted
            and exists (select from spots s where s.site = r.site and s.spot = r.spot)
            and not exists (select from spot_transitions n where n.run = 'live'
              and n.site = r.site and n.spot = r.spot and n.at > r.at and not n.retracted)
          """,
          "inside_counts",
          """
          r.run = 'live' and not r.retracted
            and exists (select from sites s where s.site = r.site)
            and not exists (select from inside_counts n where n.run = 'live'
              and n.site = r.site and n.scope = r.scope and n.scope_id = r.scope_id
              and n.at > r.at and not n.retracted)
          """,
          "vehicle_sessions",
          """
          r.run = 'live' and not r.final and not r.retracted
            and exists (select from cameras c where c.site = r.site)
            and r.at > cast(:now as timestamptz) - interval '10 days'
          """);

  private static String present(String table) {
    return PRESENT.getOrDefault(table, "false");
  }

  /** As the settings say. */
  public static Retention of(FactKinds kinds, Settings settings) {
    return new Retention(
        kinds,
        settings.get(Settings.PRIVACY_KEEP),
        settings.get(Settings.PRIVACY_AUDIT_KEEP),
        settings.get(Settings.PRIVACY_PREDICTIONS_KEEP),
        BATCH);
  }

  /** Where predictions stay. */
  public Retention(FactKinds kinds, Duration otherwise, Duration auditKeep, int batch) {
    this(kinds, otherwise, auditKeep, null, batch);
  }

  /**
   * What was taken away.
   *
   * @param parts of tables that were dropped whole
   * @param rows that were deleted one by one
   * @param runs that are now to be deleted, since nothing of them is to be kept
   * @param entries of the log of who did what
   */
  public record Outcome(int parts, long rows, int runs, long entries) {
    public boolean isNothing() {
      return parts + rows + runs + entries == 0;
    }
  }

  /**
   * A run that has ended.
   *
   * @param expired kinds of which nothing is left
   */
  private record Ended(String run, Privacy privacy, Instant at, List<String> expired) {}

  /**
   * Takes away what is over at a time.
   *
   * @param jdbc of one connection, each statement of which is a transaction
   */
  public Outcome apply(JdbcClient jdbc, Instant now) {
    Map<String, Optional<Privacy>> sites = sites(jdbc);
    List<Ended> ended = ended(jdbc, sites);
    Map<String, List<Part>> parts =
        Partitions.all(jdbc).stream().collect(Collectors.groupingBy(Part::table));
    boolean making =
        jdbc.sql(
                "select exists (select from runs where run <> 'live'"
                    + " and state in ('requested', 'running'))")
            .query(Boolean.class)
            .single();
    int dropped = 0;
    long deleted = 0;
    for (String table : tables()) {
      Kept kept = new Kept(table, sites, now);
      List<String> over =
          ended.stream().filter(run -> isOver(run, table, now)).map(Ended::run).toList();
      List<String> news =
          ended.stream()
              .filter(run -> over.contains(run.run()) && !run.expired().contains(table))
              .map(Ended::run)
              .toList();
      news.forEach(run -> noteThinned(jdbc, run, table));
      for (Part part : parts.getOrDefault(table, List.of())) {
        if (dropIfOver(jdbc, part, kept, over, news, making)) {
          dropped++;
        } else {
          deleted += thin(jdbc, part, kept, news);
        }
      }
      news.forEach(run -> note(jdbc, run, table));
    }
    deleted += deleteCorrections(jdbc, new Kept(FactKinds.PLATE_READS.name(), sites, now));
    Kept records = new Kept(FactKinds.PASSAGES.name(), sites, now);
    deleted += deleteRecords(jdbc, "history", "date", records);
    deleted += deleteRecords(jdbc, "images", "upload_date", records);
    deleted +=
        deleteRecords(jdbc, "reviews", "at", new Kept(FactKinds.PLATE_READS.name(), sites, now));
    deleted += deleteOld(jdbc, "usage", "ctid", auditKeep, now);
    return new Outcome(
        dropped,
        deleted + deleteOld(jdbc, "predictions", "predic_id", predictionsKeep, now),
        endRuns(jdbc, now, sites),
        deleteOld(jdbc, "audit_log", "id", auditKeep, now));
  }

  private List<String> tables() {
    return Stream.concat(kinds.all().stream().map(FactKind::name), Stream.of(OBSERVATIONS))
        .toList();
  }

  private boolean isOver(Ended run, String table, Instant now) {
    return run.privacy()
        .keep(table, otherwise)
        .map(keep -> run.at().plus(keep).isBefore(now))
        .orElse(false);
  }

  /** Until when live rows of one table are over, by site. */
  private final class Kept {
    private final String table;
    private final Map<String, String> cutoffs = new LinkedHashMap<>();
    private final String others;
    private final String now;
    private OffsetDateTime latest = OffsetDateTime.MIN;

    Kept(String table, Map<String, Optional<Privacy>> sites, Instant now) {
      this.table = table;
      this.now = now.toString();
      this.others = cutoff(Privacy.DEFAULT, now);
      sites.forEach(
          (site, privacy) ->
              cutoffs.put(site, privacy.map(rules -> cutoff(rules, now)).orElse(NEVER)));
    }

    private String cutoff(Privacy privacy, Instant now) {
      return privacy
          .keep(table, otherwise)
          .map(
              keep -> {
                OffsetDateTime cutoff = now.minus(keep).atOffset(ZoneOffset.UTC);
                latest = cutoff.isAfter(latest) ? cutoff : latest;
                return cutoff.toString();
              })
          .orElse(NEVER);
    }

    String of(String site) {
      return cutoffs.getOrDefault(site, others);
    }
  }

  /** The sites as they are now; empty where one cannot be read, of which everything is kept. */
  private static Map<String, Optional<Privacy>> sites(JdbcClient jdbc) {
    Map<String, Optional<Privacy>> sites = new LinkedHashMap<>();
    jdbc.sql(
            """
            select distinct on (site) site, layout::text from layout_versions
            order by site, effective_at desc
            """)
        .query(
            row -> {
              sites.put(row.getString(1), layout(row.getString(1), row.getString(2)));
            });
    return sites;
  }

  private static Optional<Privacy> layout(String site, String document) {
    try {
      return Optional.of(SiteDocument.read("the site " + site, document).privacy());
    } catch (BadInput e) {
      LOG.warn("All of site '{}' is kept, since its layout cannot be read.", site, e);
      return Optional.empty();
    }
  }

  private static List<Ended> ended(JdbcClient jdbc, Map<String, Optional<Privacy>> sites) {
    List<Ended> ended = new ArrayList<>();
    jdbc.sql(
            """
            select run, site, layout::text, ended_at, expired from runs
            where state in ('done', 'failed', 'cancelled') and run <> 'live' and ended_at is not null
            """)
        .query(
            row -> {
              String site = row.getString(2);
              Optional<Privacy> privacy =
                  sites.containsKey(site)
                      ? sites.get(site)
                      : ofRun(row.getString(1), row.getString(3));
              if (privacy.isPresent()) {
                ended.add(
                    new Ended(
                        row.getString(1),
                        privacy.get(),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        List.of((String[]) row.getArray(5).getArray())));
              }
            });
    return ended;
  }

  /** By the layout that it was judged by, where the registry does not know its site. */
  private static Optional<Privacy> ofRun(String run, String layout) {
    if (layout.equals("{}")) {
      return Optional.of(Privacy.DEFAULT);
    }
    try {
      return Optional.of(Json.read(layout, Site.class).privacy());
    } catch (JacksonException e) {
      LOG.warn("All of run '{}' is kept, since its layout cannot be read.", run, e);
      return Optional.empty();
    }
  }

  private static boolean isEmpty(JdbcClient jdbc, Part part) {
    return jdbc.sql("select not exists (select from %s)".formatted(part.name()))
        .query(Boolean.class)
        .single();
  }

  /** Whether a part for a span of time has anything of some runs. */
  private static boolean holds(JdbcClient jdbc, Part part, List<String> runs) {
    return !part.isDefault()
        && !runs.isEmpty()
        && jdbc.sql("select exists (select from %s where run = any (?))".formatted(part.name()))
            .param(runs.toArray(String[]::new))
            .query(Boolean.class)
            .single();
  }

  private static boolean holdsPresent(JdbcClient jdbc, Part part, Kept kept) {
    return PRESENT.containsKey(part.table())
        && jdbc.sql(
                "select exists (select from %s r where %s)"
                    .formatted(part.name(), present(part.table())))
            .param("now", kept.now)
            .query(Boolean.class)
            .single();
  }

  /**
   * @param over runs of which the part's kind is over
   * @param news those of them of which something may be left
   * @param making whether there is a run that is not finished
   */
  private static boolean dropIfOver(
      JdbcClient jdbc, Part part, Kept kept, List<String> over, List<String> news, boolean making) {
    // Of a part that goes on beyond what anybody has over, nothing needs to be asked.
    boolean old = !part.isDefault() && !part.ends().isAfter(kept.latest);
    if (!old && !holds(jdbc, part, news)) {
      return false;
    }
    // A run that is being made may have had an empty part of the past made for itself.
    if (making && isEmpty(jdbc, part)) {
      return false;
    }
    // In this order: whether it is over is known at the first row that is not.
    return isSo(jdbc, "is_over", part, kept, over)
        && !holdsPresent(jdbc, part, kept)
        && isSo(jdbc, "drop_if_over", part, kept, over);
  }

  private static boolean isSo(
      JdbcClient jdbc, String function, Part part, Kept kept, List<String> over) {
    return jdbc.sql(
            """
            select %s(:part, :kind, :sites, cast(:cutoffs as timestamptz[]),
              cast(:others as timestamptz), :over)
            """
                .formatted(function))
        .param("part", part.name())
        .param("kind", part.table())
        .param("sites", kept.cutoffs.keySet().toArray(String[]::new))
        .param("cutoffs", kept.cutoffs.values().toArray(String[]::new))
        .param("others", kept.others)
        .param("over", over.toArray(String[]::new))
        .query(Boolean.class)
        .single();
  }

  private long thin(JdbcClient jdbc, Part part, Kept kept, List<String> over) {
    long deleted = 0;
    if (part.isDefault() || part.starts().isBefore(kept.latest)) {
      for (String site : liveSites(jdbc, part)) {
        if (!kept.of(site).equals(NEVER)) {
          deleted +=
              delete(
                  jdbc,
                  part,
                  kept,
                  "r.run = 'live' and r.site = :site and r.at < cast(:before as timestamptz)",
                  Map.of("site", site, "before", kept.of(site)));
        }
      }
    }
    for (String run : over) {
      deleted += delete(jdbc, part, kept, "r.run = :run", Map.of("run", run));
    }
    return deleted;
  }

  /** Step by step over the index, however many rows a site has. */
  private static List<String> liveSites(JdbcClient jdbc, Part part) {
    return jdbc.sql(
            """
            with recursive sites as (
              (select site from %1$s where run = 'live' order by site limit 1)
              union all
              select (select p.site from %1$s p where p.run = 'live' and p.site > s.site
                order by p.site limit 1)
              from sites s where s.site is not null)
            select site from sites where site is not null
            """
                .formatted(part.name()))
        .query(String.class)
        .list();
  }

  /** In batches, so that no transaction is open for long. */
  private long delete(
      JdbcClient jdbc, Part part, Kept kept, String condition, Map<String, ?> parameters) {
    String sql =
        """
        delete from %1$s where ctid = any (array(
          select r.ctid from %1$s r where %2$s and not %3$s and not (%4$s) limit :batch))
        """
            .formatted(part.name(), condition, Holds.HELD, present(part.table()));
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("kind", part.table());
    all.put("batch", batch);
    all.put("now", kept.now);
    long deleted = 0;
    int gone;
    do {
      gone = jdbc.sql(sql).params(all).update();
      deleted += gone;
    } while (gone == batch);
    return deleted;
  }

  /** What people have said of plates is kept as long as what was read of them. */
  private static long deleteCorrections(JdbcClient jdbc, Kept kept) {
    long deleted = 0;
    for (String site :
        jdbc.sql("select site from statement_numbers order by site").query(String.class).list()) {
      if (!kept.of(site).equals(NEVER)) {
        deleted +=
            jdbc.sql(
                    """
                    delete from corrections r where r.site = :site
                      and r.made_at < cast(:before as timestamptz)
                      and r.at < cast(:before as timestamptz) and not %s
                    """
                        .formatted(Holds.HELD))
                .param("site", site)
                .param("before", kept.of(site))
                .param("kind", kept.table)
                .update();
      }
    }
    return deleted;
  }

  /**
   * What people have noted of facts is kept as long as these are.
   *
   * @param time column that says of when a row is
   */
  private long deleteRecords(JdbcClient jdbc, String table, String time, Kept kept) {
    String sql =
        """
        delete from %1$s where ctid = any (array(
          select r.row from (select ctid as row, site, %2$s as at from %1$s %4$s) r
          where r.site = :site and r.at < cast(:before as timestamptz) and not %3$s limit :batch))
        """
            // What is said of a finished run goes with the run.
            .formatted(
                table, time, Holds.HELD, table.equals("reviews") ? "where run = 'live'" : "");
    long deleted = 0;
    for (Map.Entry<String, String> site : kept.cutoffs.entrySet()) {
      if (!site.getValue().equals(NEVER)) {
        Map<String, ?> parameters =
            Map.of(
                "site",
                site.getKey(),
                "before",
                site.getValue(),
                "kind",
                kept.table,
                "batch",
                batch);
        int gone;
        do {
          gone = jdbc.sql(sql).params(parameters).update();
          deleted += gone;
        } while (gone == batch);
      }
    }
    return deleted;
  }

  /** Ahead of what is deleted of it: from then on it is not whole. */
  private static void noteThinned(JdbcClient jdbc, String run, String table) {
    jdbc.sql(
            """
            update runs set thinned = array_append(thinned, :kind)
            where run = :run and not :kind = any (thinned)
              and exists (select from %s r where r.run = :run and not %s)
            """
                .formatted(table, Holds.HELD))
        .param("kind", table)
        .param("run", run)
        .update();
  }

  /** Unless something is held, nothing of the kind is left of the run. */
  private void note(JdbcClient jdbc, String run, String table) {
    int noted =
        jdbc.sql(
                """
                update runs set expired = array_append(expired, :kind)
                where run = :run and not :kind = any (expired)
                  and not exists (select from %s where run = :run)
                """
                    .formatted(table))
            .param("kind", table)
            .param("run", run)
            .update();
    if (noted > 0 && table.equals(FactKinds.PLATE_READS.name())) {
      forgetPlates(jdbc, run);
    }
  }

  /** A run's summary lists the plates that were read. */
  private static void forgetPlates(JdbcClient jdbc, String run) {
    jdbc.sql("select summary::text from runs where run = ? and summary is not null")
        .param(run)
        .query(String.class)
        .optional()
        .ifPresent(
            text -> {
              @SuppressWarnings("unchecked") // An object's keys are texts.
              Map<String, Object> summary = Json.read(text, LinkedHashMap.class);
              if (summary.replace("plates", List.of()) != null) {
                jdbc.sql("update runs set summary = ?::json where run = ?")
                    .params(Json.write(summary), run)
                    .update();
              }
            });
  }

  /** Runs of which no kind is left are deleted with the little that remains. */
  private int endRuns(JdbcClient jdbc, Instant now, Map<String, Optional<Privacy>> sites) {
    int runs = 0;
    for (Ended run : ended(jdbc, sites)) {
      boolean nothingLeft = run.expired().containsAll(tables());
      if (nothingLeft && tables().stream().allMatch(table -> isOver(run, table, now))) {
        runs += RunDeletion.mark(jdbc, run.run()) ? 1 : 0;
      }
    }
    return runs;
  }

  /**
   * Deletes from a table without parts.
   *
   * @param keep null for ever
   */
  private long deleteOld(JdbcClient jdbc, String table, String id, Duration keep, Instant now) {
    if (keep == null) {
      return 0;
    }
    long deleted = 0;
    int gone;
    do {
      gone =
          jdbc.sql(
                  """
                  delete from %1$s where %2$s = any (array(
                    select %2$s from %1$s where at < :before order by at limit :batch))
                  """
                      .formatted(table, id))
              .param("before", now.minus(keep).atOffset(ZoneOffset.UTC))
              .param("batch", batch)
              .update();
      deleted += gone;
    } while (gone == batch);
    return deleted;
  }
}
