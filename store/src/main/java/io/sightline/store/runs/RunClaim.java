package io.sightline.store.runs;

import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Makes this process the only one that makes a run, until it is closed or its connection is lost.
 * What the run's job writes is guarded by {@link RunLease}; this one spares two makers each other.
 */
public final class RunClaim implements AutoCloseable {
  private static final String TRY = "select pg_try_advisory_lock(hashtextextended(?, 0))";
  private static final String LET_GO = "select pg_advisory_unlock(hashtextextended(?, 0))";

  private final SingleConnectionDataSource session;
  private final JdbcClient jdbc;
  private final String run;

  private RunClaim(SingleConnectionDataSource session, String run) {
    this.session = session;
    this.jdbc = JdbcClient.create(session);
    this.run = run;
  }

  /**
   * @throws BadInput when another process makes the run
   * @throws SQLException when the database does not answer
   */
  public static RunClaim of(DatabaseAddress database, String run) throws SQLException {
    SingleConnectionDataSource session = session(database.connect());
    if (!claim(JdbcClient.create(session), run)) {
      session.destroy();
      throw new BadInput(
          "The run '"
              + run
              + "' is being made by another process; wait for it or choose another --run.");
    }
    return new RunClaim(session, run);
  }

  /**
   * The run that has been asked for the longest time ago and that nobody makes, also one that its
   * maker left behind, killed.
   *
   * @param connection becomes the claim's where there is one, and stays the caller's otherwise
   */
  public static Optional<RunClaim> nextRequested(Connection connection) throws SQLException {
    SingleConnectionDataSource session = session(connection);
    JdbcClient jdbc = JdbcClient.create(session);
    connection.setAutoCommit(false);
    try {
      // Rows that another controller looks at are its own to claim.
      Optional<String> claimed =
          jdbc
              .sql(
                  "select run from runs where request is not null"
                      + " and state in ('requested', 'running')"
                      + " order by requested_at, run for update skip locked")
              .query(String.class)
              .list()
              .stream()
              .filter(run -> claim(jdbc, run))
              .findFirst();
      return claimed.map(run -> new RunClaim(session, run));
    } finally {
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /**
   * Whether nobody makes a run.
   *
   * @param jdbc of one connection
   */
  static boolean isFree(JdbcClient jdbc, String run) {
    if (!claim(jdbc, run)) {
      return false;
    }
    return jdbc.sql(LET_GO).param(key(run)).query(Boolean.class).single();
  }

  private static boolean claim(JdbcClient jdbc, String run) {
    return jdbc.sql(TRY).param(key(run)).query(Boolean.class).single();
  }

  private static String key(String run) {
    return "sightline run " + run;
  }

  private static SingleConnectionDataSource session(Connection connection) {
    return new SingleConnectionDataSource(connection, true);
  }

  public String run() {
    return run;
  }

  /** Over the connection that holds the claim, so that who has lost it cannot go on. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  public RunRows rows() {
    return new RunRows(jdbc);
  }

  @Override
  public void close() {
    session.destroy();
  }
}
