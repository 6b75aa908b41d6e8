package io.sightline.store.runs;

import io.sightline.store.DatabaseAddress;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionException;

/**
 * The runs that people ask for, the longest waiting first. Keeps a connection to look with, which
 * goes with the claim that is found, and by which others see that somebody makes runs. Not for use
 * by several threads.
 */
public final class RunQueue implements AutoCloseable {
  private final DatabaseAddress database;
  private SingleConnectionDataSource looking;

  public RunQueue(DatabaseAddress database) {
    this.database = database;
  }

  /**
   * The next one that nobody makes, also one that its maker left behind, killed.
   *
   * @return to be closed when the run is made
   * @throws DataAccessException when the database does not answer; the next call connects anew
   */
  public Optional<RunClaim> next() {
    try {
      if (looking == null) {
        looking = database.session();
        RunClaim.joinMakers(looking);
      }
      Optional<RunClaim> next = RunClaim.nextRequested(database, looking);
      if (next.isPresent()) {
        looking = null;
      }
      return next;
    } catch (TransactionException e) {
      close();
      throw new DataAccessResourceFailureException("The database cannot be reached.", e);
    } catch (DataAccessException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (looking != null) {
      looking.close();
      looking = null;
    }
  }
}
