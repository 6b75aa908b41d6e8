package io.sightline.store.facts;

import io.sightline.domain.facts.Fact;
import java.util.SortedMap;
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

  /**
   * {@link FactQuery#counts}.
   *
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public SortedMap<Integer, Long> counts(FactQuery<?> query, String column, long width, int most) {
    return query.counts(jdbc, column, width, most);
  }

  /**
   * How many facts there are, counted no further than to a number.
   *
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public long total(FactQuery<?> query, int most) {
    return query.total(jdbc, most);
  }
}
