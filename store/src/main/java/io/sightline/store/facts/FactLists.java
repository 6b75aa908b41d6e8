package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads lists of facts for those who know no SQL. */
public final class FactLists {
  private final JdbcClient jdbc;

  public FactLists(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public <F extends Fact> FactPage<F> read(FactQuery<F> query) {
    return query.read(jdbc);
  }
}
