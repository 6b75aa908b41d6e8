package io.sightline.store.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.standing.RunStanding;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes this process the only one that makes a run, until it is closed or its connection is lost.
 * What the run's job writes is guarded by {@link RunLease}; this one spares two makers each other.
 */
public final class RunClaim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunClaim.class);
  static final String REQUESTED =
      "select run from runs where request is not null and state in ('requested', 'running')";
  private static final String TRY = "select pg_try_advisory_lock(hashtextextended(?, 0))";
  private static final String LET_GO = "select pg_advisory_unlock(hashtextextended(?, 0))";

  private final DatabaseAddress database;
  private final String run;

  /** Whether it was found by who makes whatever is asked for. */
  private final boolean isOfMakers;

  private SingleConnectionDataSource session;
  private JdbcClient jdbc;

  private RunClaim(
      DatabaseAddress database,
      SingleConnectionDataSource session,
      String run,
      boolean isOfMakers) {
    this.database = database;
    this.run = run;
    this.isOfMakers = isOfMakers;
    use(session);
  }

  private void use(SingleConnectionDataSource another) {
    session = another;
    jdbc = JdbcClient.create(another);
  }

  /**
   * @throws BadInput when another process makes the run
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static RunClaim of(DatabaseAddress database, String run) {
    return tryOf(database, run).orElseThrow(() -> new BadInput(taken(run)));
  }

  private static String taken(String run) {
    return run.equals(RunName.LIVE)
        ? "Another process reads cameras into this database; end it, or choose another --data (or --postgres)."
        : "The run '%s' is being made by another process; wait for it or choose another --run."
            .formatted(run);
  }

  /**
   * @return empty when another process makes the run
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static Optional<RunClaim> tryOf(DatabaseAddress database, String run) {
    SingleConnectionDataSource session = database.session();
    try {
      if (claim(JdbcClient.create(session), run)) {
        return Optional.of(new RunClaim(database, session, run, false));
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
  static Optional<RunClaim> nextRequested(
      DatabaseAddress database, SingleConnectionDataSource session) {
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
        .map(run -> new RunClaim(database, session, run, true));
  }

  /** Says for as long as a session lasts that somebody makes what is asked for. */
  static void joinMakers(SingleConnectionDataSource session) {
    JdbcClient.create(session)
        .sql("select pg_advisory_lock_shared(hashtextextended(?, 0))::text")
        .param(RunStanding.MAKERS)
        .query(String.class)
        .single();
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

  /** Whether its connection lives, and with it the claim. */
  public boolean isHeld() {
    try {
      return jdbc.sql("select 1").query(Integer.class).single() == 1;
    } catch (DataAccessException e) {
      // That it does not answer is the answer.
      return false;
    }
  }

  /**
   * Takes it again where its connection was lost.
   *
   * @return false when the database does not answer yet
   * @throws BadInput when another process makes the run by now
   */
  public boolean renew() {
    if (isHeld()) {
      return true;
    }
    session.close();
    try {
      RunClaim again = of(database, run);
      use(again.session);
      if (isOfMakers) {
        joinMakers(session);
      }
      return true;
    } catch (DataAccessException e) {
      return false;
    }
  }

  /** Over the connection that holds the claim, so that who has lost it cannot go on. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  public RunRows rows() {
    return new RunRows(jdbc);
  }

  /** Lets go of it at once, and not when the server notices that the connection has ended. */
  @Override
  public void close() {
    try {
      jdbc.sql(LET_GO).param(key(run)).query(Boolean.class).single();
    } catch (DataAccessException e) {
      // With its connection the claim has gone already.
      LOG.debug("The claim of run '{}' is lost.", run, e);
    }
    session.close();
  }
}
