package io.sightline.store;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Where the PostgreSQL database is and who we are there. Prints without the password. */
public record DatabaseAddress(String url, String user, String password) implements Serializable {

  /**
   * @throws SQLException when the database does not answer or refuses us
   */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "") + " as " + user;
  }
}
