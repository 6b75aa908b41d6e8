package io.sightline.standalone.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.ledger.LedgerTable;
import io.sightline.domain.site.Site;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The rows of {@code runs}, over one connection that also holds the lock of the run this process
 * makes.
 */
public final class RunStore implements AutoCloseable {
  private static final int MAX_ERROR = 2_000;

  private final Connection connection;

  public RunStore(Database database) throws SQLException {
    this.connection = database.connect();
  }

  /**
   * A run as stored.
   *
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
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select pg_try_advisory_lock(hashtextextended('sightline run ' || ?, 0))")) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        if (!rows.getBoolean(1)) {
          throw new BadInput(
              "The run '"
                  + run
                  + "' is being made by another process; wait for it or choose another "
                  + "--run.");
        }
      }
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
                    Json.read(rows.getString(4), RunIdentity.class),
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
        Json.write(site));
  }

  public void start(String run) throws SQLException {
    update(
        "update runs set state = 'running', started_at = coalesce(started_at, now()), error = null where run = ?",
        run);
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
    connection.setAutoCommit(false);
    for (LedgerTable table : LedgerTable.ALL) {
      update("delete from " + table.name() + " where run = ?", run);
    }
    update("delete from poison_records where run = ?", run);
    update("delete from observations where run = ?", run);
    update("delete from runs where run = ?", run);
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** Makes the partitions for facts of a span of time. */
  public void ensurePartitions(Instant first, Instant last) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select ensure_partitions(?, ?)")) {
      statement.setObject(1, first.atOffset(ZoneOffset.UTC));
      statement.setObject(2, last.atOffset(ZoneOffset.UTC));
      statement.execute();
    }
  }

  /** Frames whose observations are stored. */
  public long framesStored(String run) throws SQLException {
    return number("select coalesce(sum(frames), 0) from observations where run = ?", run);
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

  private void update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
