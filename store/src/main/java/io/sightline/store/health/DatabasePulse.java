package io.sightline.store.health;

import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the database answers. */
public final class DatabasePulse {
  private final JdbcClient jdbc;

  public DatabasePulse(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  public boolean isThere() {
    try {
      return jdbc.sql("select 1").query(Integer.class).single() == 1;
    } catch (RuntimeException e) {
      // That it does not answer is the answer.
      return false;
    }
  }
}
