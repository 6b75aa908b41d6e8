package io.sightline.store.ledger;

import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** One moment of a database, however long it is looked at. */
final class Snapshot {
  private Snapshot() {}

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
