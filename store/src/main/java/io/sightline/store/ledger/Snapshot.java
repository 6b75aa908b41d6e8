package io.sightline.store.ledger;

import io.sightline.domain.BadInput;
import io.sightline.store.standing.RunStanding;
import java.sql.Connection;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** One moment of a database, however long it is looked at. */
final class Snapshot {
  private Snapshot() {}

  /**
   * Whether a run's ledger is whole at this moment.
   *
   * @param partial whether it need not be
   * @throws BadInput when it is not, and has to be, or there is no such run
   */
  static boolean isWhole(Connection connection, String run, boolean partial) {
    JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    Optional<String> unfinished = RunStanding.unfinished(jdbc, run);
    if (unfinished.isPresent() && !partial) {
      throw new BadInput(unfinished.get() + ". What there is can be had with --partial.");
    }
    return unfinished.isEmpty();
  }

  /**
   * @param use reads over a connection that shows one moment and fetches rows in portions
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  static <T> T of(DataSource database, ConnectionCallback<T> use) {
    TransactionTemplate moment = new TransactionTemplate(new JdbcTransactionManager(database));
    moment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    moment.setReadOnly(true);
    return moment.execute(status -> new JdbcTemplate(database).execute(use));
  }
}
