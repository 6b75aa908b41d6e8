package io.sightline.store.runs;

import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.standing.RunStanding;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes this process the only one that makes a run, until it is closed or its connection is lost.
 * What the run's job writes is guarded by {@link RunLease}; this one spares two makers each other.
 */
public final class RunClaim implements AutoCloseable {
  private static final String REQUESTED =
      "select run from runs where request is not null and state in ('requested', 'running')";
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
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static RunClaim of(DatabaseAddress database, String run) {
    return tryOf(database, run)
        .orElseThrow(
            () ->
                new BadInput(
                    "The run '"
                        + run
                        + "' is being made by another process; wait for it or choose another --run."));
  }

  /**
   * @return empty when another process makes the run
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static Optional<RunClaim> tryOf(DatabaseAddress database, String run) {
    SingleConnectionDataSource session = database.session();
    try {
      if (claim(JdbcClient.create(session), run)) {
        return Optional.of(new RunClaim(session, run));
      }
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
    session.close();
    return Optional.empty();
  }

  /**
   * The run that has been asked for the longest time ago and that nobody makes, also one that its
   * maker left behind, killed.
   *
   * @param session becomes the claim's where there is one, and stays the caller's otherwise
   */
  static Optional<RunClaim> nextRequested(SingleConnectionDataSource session) {
    JdbcClient jdbc = JdbcClient.create(session);
    // Asked for a few times a second, and most often there is nothing.
    if (!jdbc.sql("select exists (" + REQUESTED + ")").query(Boolean.class).single()) {
      return Optional.empty();
    }
    // Rows that another controller looks at are its own to claim.
    return new TransactionTemplate(new JdbcTransactionManager(session))
        .execute(
            status ->
                jdbc
                    .sql(REQUESTED + " order by requested_at, run for update skip locked")
                    .query(String.class)
                    .list()
                    .stream()
                    .filter(run -> claim(jdbc, run))
                    .findFirst())
        .map(run -> new RunClaim(session, run));
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
    return RunStanding.LOCK + run;
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
    session.close();
  }
}
