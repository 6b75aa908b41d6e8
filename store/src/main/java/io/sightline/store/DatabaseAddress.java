package io.sightline.store;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where the PostgreSQL database is and who we are there. Prints without the password. */
public record DatabaseAddress(String url, String user, String password) implements Serializable {

  /**
   * @throws SQLException when the database does not answer or refuses us
   */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /**
   * Does something over a connection of its own, each statement a transaction.
   *
   * @throws DataAccessException when the database does not answer, or a statement fails
   */
  public <T> T with(Function<JdbcClient, T> use) {
    try (Connection connection = connect()) {
      return use.apply(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached.", e);
    }
  }

  /**
   * Does something in one transaction.
   *
   * @throws DataAccessException as {@link #with} does; nothing is done then
   */
  public <T> T transaction(Function<JdbcClient, T> use) {
    try (Connection connection = connect()) {
      SingleConnectionDataSource session = new SingleConnectionDataSource(connection, true);
      return new TransactionTemplate(new JdbcTransactionManager(session))
          .execute(status -> use.apply(JdbcClient.create(session)));
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached.", e);
    }
  }

  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "") + " as " + user;
  }
}
