package io.sightline.store.runs;

import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.site.Site;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.holds.Holds;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.standing.RunStanding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The runs, for people: listed, asked for, taken back and compared. */
public final class RunCatalogue {
  /** Comparing whole runs may take longer than a list does. */
  private static final Duration LONGEST_DIFF = Duration.ofMinutes(1);

  private static final String COLUMNS =
      """
      select run, site, state, from_run, progress, error, summary, requested_at, started_at, ended_at,
        case when layout::text <> '{}' then layout::text end as layout
      from runs
      """;

  private final FactKinds kinds;
  private final JdbcClient jdbc;
  private final DataSource database;

  public RunCatalogue(DataSource database, FactKinds kinds) {
    this.kinds = kinds;
    this.jdbc = JdbcClient.create(database);
    this.database = database;
  }

  /**
   * A run as people see it.
   *
   * @param site empty for the live run, which is of all sites
   * @param fromRun the run whose stored observations it is made from; null for footage
   * @param progress 0 to 1
   * @param error why it failed; null unless it did
   * @param summary what it came to, as {@link RunSummary} in JSON; null until it is done
   * @param startedAt null until it is
   * @param endedAt null until it is
   * @param layout it is judged by; null for the live run, which is judged by those of its sites,
   *     and for one that is only asked for
   */
  public record Run(
      String run,
      String site,
      String state,
      String fromRun,
      double progress,
      String error,
      Map<?, ?> summary,
      Instant requestedAt,
      Instant startedAt,
      Instant endedAt,
      Site layout) {
    public boolean isDone() {
      return state.equals("done");
    }

    /** The same without the plates that its summary lists. */
    public Run withoutPlates() {
      if (summary == null || !summary.containsKey("plates")) {
        return this;
      }
      Map<Object, Object> rest = new LinkedHashMap<>(summary);
      rest.remove("plates");
      return new Run(
          run,
          site,
          state,
          fromRun,
          progress,
          error,
          rest,
          requestedAt,
          startedAt,
          endedAt,
          layout);
    }

    /** Whether it is being deleted; its progress is the deletion's. */
    public boolean isDeleting() {
      return state.equals("deleting");
    }
  }

  /**
   * Newest first, and the live one among them.
   *
   * @param sites only theirs; null for all
   * @param site only its; null for those of all of them
   * @param requestedAt of the run behind which they begin; null for the newest
   * @param run name of that one; null for the newest
   */
  public List<Run> list(
      Collection<String> sites, String site, Instant requestedAt, String run, int most) {
    return jdbc.sql(
            COLUMNS
                + """
                where (run = 'live' or cast(:sites as text[]) is null or site = any (:sites))
                  and (cast(:site as text) is null or site = :site)
                  and (cast(:run as text) is null or requested_at < :at
                    or requested_at = :at and run > :run)
                order by requested_at desc, run limit :most
                """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .param("site", site)
        .param(
            "at",
            requestedAt == null ? null : requestedAt.atOffset(ZoneOffset.UTC),
            Types.TIMESTAMP_WITH_TIMEZONE)
        .param("run", run)
        .param("most", most)
        .query((row, number) -> run(row))
        .list();
  }

  public Optional<Run> find(String run) {
    return jdbc.sql(COLUMNS + "where run = ?")
        .param(run)
        .query((row, number) -> run(row))
        .optional();
  }

  private static Run run(ResultSet row) throws SQLException {
    String summary = row.getString("summary");
    String layout = row.getString("layout");
    return new Run(
        row.getString("run"),
        row.getString("site"),
        row.getString("state"),
        row.getString("from_run"),
        row.getDouble("progress"),
        row.getString("error"),
        summary == null ? null : Json.read(summary, Map.class),
        instant(row, "requested_at"),
        instant(row, "started_at"),
        instant(row, "ended_at"),
        layout == null ? null : Json.read(layout, Site.class));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /**
   * Asks for a run, which a run controller makes.
   *
   * @return false when there is one of this name
   */
  public boolean request(String run, String site, ReplayRequest request) {
    return jdbc.sql(
                """
                insert into runs (run, site, state, from_run, layout, request)
                values (?, ?, 'requested', ?, '{}', ?::json) on conflict (run) do nothing
                """)
            .params(run, site, request.fromRun(), Json.write(request))
            .update()
        > 0;
  }

  /**
   * Has a run end that goes on; one that nobody has begun has ended with this.
   *
   * @return false when it does not go on
   */
  public boolean cancel(String run) {
    return jdbc.sql(
                """
                update runs set cancel_requested = true,
                  state = case state when 'requested' then 'cancelled' else state end,
                  ended_at = case state when 'requested' then now() else ended_at end
                where run = ? and state in ('requested', 'running')
                """)
            .param(run)
            .update()
        > 0;
  }

  /**
   * Has a run that has ended be deleted with its facts and observations, in the background.
   *
   * @return false when there is none, or it goes on
   */
  public boolean delete(String run) {
    return RunDeletion.mark(jdbc, run);
  }

  /** Why a run cannot be deleted: a hold that something of it falls under. */
  public Optional<Holds.Hold> held(String run) {
    return RunDeletion.held(jdbc, kinds, run);
  }

  /** Why a run's ledger is not whole, in a sentence; empty when it is. */
  public Optional<String> unfinished(String run) {
    return RunStanding.unfinished(jdbc, run);
  }

  /** Why a run's observations are not whole, in a sentence; empty when they are. */
  public Optional<String> unfinishedObservations(String run) {
    return RunStanding.unfinishedObservations(jdbc, run);
  }

  /**
   * What differs between two runs.
   *
   * @param partial whether they are compared as they stand, also where one is not whole
   * @throws io.sightline.domain.BadInput when one is not, unless it is to be
   */
  public LedgerDiff diff(String a, String b, boolean partial) {
    return LedgerDiff.between(database, kinds, a, b, partial, LONGEST_DIFF);
  }
}
