package io.sightline.store.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.runs.ReplayRequest;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKinds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The rows of {@code runs}, over one connection that also holds the lock of the run this process
 * makes.
 */
public final class RunStore implements AutoCloseable {
  private static final int MAX_ERROR = 2_000;
  private static final int MAX_DAYS = 400;
  private static final int DAYS_AHEAD = 3;

  private final Connection connection;

  public RunStore(DatabaseAddress database) throws SQLException {
    this.connection = database.connect();
  }

  /**
   * A run as stored.
   *
   * @param identity null for one that was asked for and not begun
   * @param summary JSON; null until it is done
   */
  public record StoredRun(
      String run, String state, String fromRun, RunIdentity identity, String summary) {
    public boolean isDone() {
      return state.equals("done");
    }
  }

  /**
   * Makes this process the only one that works on a run, until the connection is closed or lost.
   *
   * @throws BadInput when another process works on it
   */
  public void lock(String run) throws SQLException {
    if (!tryLock(run)) {
      throw new BadInput(
          "The run '"
              + run
              + "' is being made by another process; wait for it or choose another --run.");
    }
  }

  private boolean tryLock(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select pg_try_advisory_lock(hashtextextended('sightline run ' || ?, 0))")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  /** Lets others work on a run again. */
  public void unlock(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select pg_advisory_unlock(hashtextextended('sightline run ' || ?, 0))")) {
      statement.setString(1, run);
      statement.execute();
    }
  }

  public Optional<StoredRun> find(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select run, state, from_run, identity, summary from runs where run = ?")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new StoredRun(
                    rows.getString(1),
                    rows.getString(2),
                    rows.getString(3),
                    rows.getString(4) == null
                        ? null
                        : Json.read(rows.getString(4), RunIdentity.class),
                    rows.getString(5)))
            : Optional.empty();
      }
    }
  }

  /**
   * @throws BadInput when there is no such run
   */
  public StoredRun require(String run) throws SQLException {
    return find(run)
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no run '"
                        + run
                        + "'; make it with replay, or check the name and --data."));
  }

  public void create(String run, Site site, RunIdentity identity) throws SQLException {
    update(
        "insert into runs (run, site, state, from_run, identity, layout) values (?, ?, 'requested', ?, ?::jsonb, ?::jsonb)",
        run,
        site.id(),
        identity.fromRun(),
        Json.write(identity),
        Json.write(site.withoutCredentials()));
  }

  /** Notes what a run is made from that was asked for before anybody looked. */
  public void describe(String run, Site site, RunIdentity identity) throws SQLException {
    update(
        "update runs set site = ?, from_run = ?, identity = ?::jsonb, layout = ?::jsonb where run = ?",
        site.id(),
        identity.fromRun(),
        Json.write(identity),
        Json.write(site.withoutCredentials()),
        run);
  }

  /** The run that has been asked for the longest time ago and that nobody works on. */
  public Optional<String> nextRequested() throws SQLException {
    // A run that its maker left behind, killed, is to be made as well.
    String sql =
        "select run from runs where request is not null and state in ('requested', 'running')"
            + " order by requested_at, run";
    List<String> runs = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        runs.add(rows.getString(1));
      }
    }
    for (String run : runs) {
      if (tryLock(run)) {
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  /** What a run was asked to be made from. */
  public ReplayRequest request(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select request from runs where run = ?")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return Json.read(rows.getString(1), ReplayRequest.class);
      }
    }
  }

  /** Whether somebody wants a run to end, or has deleted it. */
  public boolean isCancelRequested(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select cancel_requested from runs where run = ?")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        return !rows.next() || rows.getBoolean(1);
      }
    }
  }

  public void cancelled(String run) throws SQLException {
    update("update runs set state = 'cancelled', ended_at = now() where run = ?", run);
  }

  /** The run over live cameras, which has no end. */
  public void startLive() throws SQLException {
    update(
        "insert into runs (run, site, state, layout, started_at) values ('live', '', 'running', '{}', now())"
            + " on conflict (run) do update set state = 'running', ended_at = null, error = null");
  }

  /** Takes back that a run was to be cancelled. */
  public void allow(String run) throws SQLException {
    update("update runs set cancel_requested = false where run = ?", run);
  }

  /**
   * @return false when somebody wants it to end before it has begun
   */
  public boolean start(String run) throws SQLException {
    return update(
            "update runs set state = 'running', started_at = coalesce(started_at, now()), error = null,"
                + " ended_at = null where run = ? and not cancel_requested",
            run)
        > 0;
  }

  public void progress(String run, double share) throws SQLException {
    update("update runs set progress = ? where run = ?", Math.max(0, Math.min(1, share)), run);
  }

  public void finish(String run, String summary) throws SQLException {
    update(
        "update runs set state = 'done', progress = 1, summary = ?::json, ended_at = now() where run = ?",
        summary,
        run);
  }

  public void fail(String run, String error) throws SQLException {
    String shortened = error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error;
    update(
        "update runs set state = 'failed', error = ?, ended_at = now() where run = ?",
        shortened.replace("\0", ""),
        run);
  }

  /** Deletes a run with its facts and observations. */
  public void delete(String run) throws SQLException {
    RunDeletion.delete(
        JdbcClient.create(new SingleConnectionDataSource(connection, true)),
        FactKinds.PRODUCT,
        run);
  }

  /**
   * Makes the partitions for facts of some days; what lies beyond as many as can be goes to the
   * default ones.
   */
  public void ensurePartitions(Collection<LocalDate> days) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select ensure_partitions(?, ?)")) {
      for (LocalDate day : days.stream().limit(MAX_DAYS).toList()) {
        // A transaction a day: making a partition locks its table until the end of the transaction.
        statement.setObject(1, day.atStartOfDay().atOffset(ZoneOffset.UTC));
        statement.setObject(2, day.atStartOfDay().atOffset(ZoneOffset.UTC));
        statement.execute();
      }
    }
  }

  /** Makes the partitions for today and the days to come. */
  public void ensureComingPartitions() throws SQLException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    ensurePartitions(today.datesUntil(today.plusDays(DAYS_AHEAD)).toList());
  }

  /** The time that a run has observations of: its first minute's start, and its last one's end. */
  public record Observed(Instant first, Instant last) {}

  public Observed observed(String run) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select min(at), max(at) + interval '1 minute' from observations where run = ?")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return new Observed(
            rows.getObject(1, OffsetDateTime.class).toInstant(),
            rows.getObject(2, OffsetDateTime.class).toInstant());
      }
    }
  }

  /** The cameras that a run has observations of. */
  public List<String> observedCameras(String run) throws SQLException {
    List<String> cameras = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select distinct camera from observations where run = ? order by 1")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          cameras.add(rows.getString(1));
        }
      }
    }
    return cameras;
  }

  /** The days, in UTC, that a run has observations of. */
  public List<LocalDate> observedDays(String run) throws SQLException {
    List<LocalDate> days = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select distinct (at at time zone 'UTC')::date from observations where run = ? order by 1")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.add(rows.getObject(1, LocalDate.class));
        }
      }
    }
    return days;
  }

  /** Frames of a site's cameras whose observations are stored. */
  public long framesStored(String run, Site site) throws SQLException {
    return observed("frames", run, site);
  }

  /** Detections in them. */
  public long detectionsStored(String run, Site site) throws SQLException {
    return observed("detections", run, site);
  }

  private long observed(String column, String run, Site site) throws SQLException {
    String sql =
        "select coalesce(sum("
            + column
            + "), 0) from observations where run = ? and camera = any (?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, run);
      statement.setArray(
          2, connection.createArrayOf("text", site.cameras().stream().map(Camera::id).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  long number(String sql, String run) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  Connection connection() {
    return connection;
  }

  private int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
