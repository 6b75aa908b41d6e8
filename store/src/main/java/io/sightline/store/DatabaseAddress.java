package io.sightline.store;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where the PostgreSQL database is and who we are there. Prints without the password. */
public record DatabaseAddress(String url, String user, String password) implements Serializable {
  private static final int ANSWER_SECONDS = 1;

  /**
   * @throws SQLException when the database does not answer or refuses us
   */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(discretion());
    properties.put("user", user);
    properties.put("password", password);
    return DriverManager.getConnection(url, properties);
  }

  /**
   * Properties of all connections: what fails is logged, and the rows that it was about are not.
   */
  public static Map<String, String> discretion() {
    return Map.of("logServerErrorDetail", "false");
  }

  /**
   * One connection, for as long as whoever asks keeps it.
   *
   * @return to be closed by the caller
   * @throws DataAccessException when the database does not answer or refuses us
   */
  public SingleConnectionDataSource session() {
    try {
      return new SingleConnectionDataSource(connect(), true);
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("The database cannot be reached.", e);
    }
  }

  /**
   * Does something over a connection of its own, each statement a transaction.
   *
   * @throws DataAccessException when the database does not answer, or a statement fails
   */
  public <T> T with(Function<JdbcClient, T> use) {
    try (SingleConnectionDataSource session = session()) {
      return use.apply(JdbcClient.create(session));
    }
  }

  /**
   * Does something in one transaction.
   *
   * @throws DataAccessException as {@link #with} does; nothing is done then
   */
  public <T> T transaction(Function<JdbcClient, T> use) {
    try (SingleConnectionDataSource session = session()) {
      return new TransactionTemplate(new JdbcTransactionManager(session))
          .execute(status -> use.apply(JdbcClient.create(session)));
    }
  }

  /** Whether it lets us in and answers within a second. */
  public boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException e) {
      // That it does not answer is the answer.
      return false;
    }
  }

  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "") + " as " + user;
  }
}
