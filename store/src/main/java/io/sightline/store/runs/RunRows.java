package io.sightline.store.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.site.Site;
import io.sightline.store.standing.RunStanding;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of {@code runs}. */
public final class RunRows {
  private static final int MOST_OF_AN_ERROR = 2_000;

  private final JdbcClient jdbc;

  public RunRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<StoredRun> find(String run) {
    return jdbc.sql("select run, state, from_run, identity, summary from runs where run = ?")
        .param(run)
        .query(
            (row, number) ->
                new StoredRun(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4) == null
                        ? null
                        : Json.read(row.getString(4), RunIdentity.class),
                    row.getString(5)))
        .optional();
  }

  /**
   * @throws BadInput when there is no such run
   */
  public StoredRun require(String run) {
    return find(run).orElseThrow(() -> RunStanding.unknown(run));
  }

  public void create(String run, Site site, RunIdentity identity) {
    jdbc.sql(
            "insert into runs (run, site, state, from_run, identity, layout)"
                + " values (?, ?, 'requested', ?, ?::jsonb, ?::jsonb)")
        .params(
            run,
            site.id(),
            identity.fromRun(),
            Json.write(identity),
            Json.write(site.withoutCredentials()))
        .update();
  }

  /** Notes what a run is made from that was asked for before anybody looked. */
  public void describe(String run, Site site, RunIdentity identity) {
    jdbc.sql(
            "update runs set site = ?, from_run = ?, identity = ?::jsonb, layout = ?::jsonb"
                + " where run = ?")
        .params(
            site.id(),
            identity.fromRun(),
            Json.write(identity),
            Json.write(site.withoutCredentials()),
            run)
        .update();
  }

  /** What a run was asked to be made from. */
  public ReplayRequest request(String run) {
    return Json.read(
        jdbc.sql("select request from runs where run = ?").param(run).query(String.class).single(),
        ReplayRequest.class);
  }

  /**
   * What its job is to do, for a job that is started elsewhere; JSON.
   *
   * @throws BadInput when there is no such run, or nobody has planned it
   */
  public String plan(String run) {
    return jdbc.sql("select plan from runs where run = ? and plan is not null")
        .param(run)
        .query(String.class)
        .optional()
        .orElseThrow(
            () -> new BadInput("The run '" + run + "' is not planned; start it with replay."));
  }

  public void plan(String run, String plan) {
    jdbc.sql("update runs set plan = ?::json where run = ?").params(plan, run).update();
  }

  /** Whether somebody wants a run to end, or has deleted it. */
  public boolean isCancelRequested(String run) {
    return jdbc.sql("select cancel_requested from runs where run = ?")
        .param(run)
        .query(Boolean.class)
        .optional()
        .orElse(true);
  }

  public void cancelled(String run) {
    jdbc.sql(
            "update runs set state = 'cancelled', ended_at = now()"
                + " where run = ? and state <> 'deleting'")
        .param(run)
        .update();
  }

  /** The run over live cameras, which has no end. */
  public void startLive() {
    jdbc.sql(
            "insert into runs (run, site, state, layout, started_at)"
                + " values ('live', '', 'running', '{}', now())"
                + " on conflict (run) do update set state = 'running', ended_at = null, error = null")
        .update();
  }

  /** Takes back that a run was to be cancelled. */
  public void allow(String run) {
    jdbc.sql("update runs set cancel_requested = false where run = ? and state <> 'deleting'")
        .param(run)
        .update();
  }

  /**
   * @return false when somebody wants it to end before it has begun
   */
  public boolean start(String run) {
    return jdbc.sql(
                "update runs set state = 'running', started_at = coalesce(started_at, now()),"
                    + " error = null, ended_at = null where run = ? and not cancel_requested"
                    + " and state <> 'deleting'")
            .param(run)
            .update()
        > 0;
  }

  /**
   * @param share 0 to 1
   */
  public void progress(String run, double share) {
    jdbc.sql("update runs set progress = ? where run = ?")
        .params(Math.max(0, Math.min(1, share)), run)
        .update();
  }

  public void finish(String run, String summary) {
    jdbc.sql(
            "update runs set state = 'done', progress = 1, summary = ?::json, ended_at = now()"
                + " where run = ?")
        .params(summary, run)
        .update();
  }

  public void fail(String run, String error) {
    jdbc.sql("update runs set state = 'failed', error = ?, ended_at = now() where run = ?")
        .params(shortened(error), run)
        .update();
  }

  private static String shortened(String error) {
    String most = error.length() > MOST_OF_AN_ERROR ? error.substring(0, MOST_OF_AN_ERROR) : error;
    return most.replace("\0", "");
  }

  /**
   * Notes how its job stands now.
   *
   * @param state starting, running, restarting, failed or stopped
   * @param error why it failed; null unless it did
   */
  public void jobState(String run, String state, String error) {
    jdbc.sql(
            "update runs set job_state = ?, job_error = ?, job_seen_at = clock_timestamp()"
                + " where run = ?")
        .params(state, error == null ? null : shortened(error), run)
        .update();
  }

  /** Runs that may be taken up, the live one among them, in the order of their names. */
  public List<String> unfinished() {
    return jdbc.sql(
            "select run from runs where state in ('requested', 'running', 'failed', 'cancelled')"
                + " order by run")
        .query(String.class)
        .list();
  }

  /**
   * Runs that are said to be made, oldest first, but for the live one.
   *
   * @param requested whether those that were asked for over the network are meant, which a
   *     controller takes up, or the others
   */
  List<String> running(boolean requested) {
    return jdbc.sql(
            "select run from runs where state = 'running' and run <> 'live'"
                + " and (request is not null) = ? order by requested_at, run")
        .param(requested)
        .query(String.class)
        .list();
  }
}
