package io.sightline.store.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class DatabaseFailureTest {

  private static DatabaseFailure failing(JdbcClient jdbc, String sql) {
    try {
      jdbc.sql(sql).query().listOfRows();
    } catch (DataAccessException e) {
      return DatabaseFailure.of(e).orElseThrow();
    }
    throw new AssertionError(sql);
  }

  @Test
  void whatPostgreSqlSaysIsUnderstood() {
    try (StoreFixture store = StoreFixture.create()) {
      JdbcClient jdbc = store.jdbc();
      assertThat(failing(jdbc, "select 1 / 0")).isEqualTo(DatabaseFailure.UNUSABLE_VALUE);
      assertThat(failing(jdbc, "selekt")).isEqualTo(DatabaseFailure.BROKEN);
      jdbc.sql("set statement_timeout = '50ms'").update();
      assertThat(failing(jdbc, "select pg_sleep(60)::text")).isEqualTo(DatabaseFailure.TOO_LONG);
      assertThat(failing(jdbc, "select pg_terminate_backend(pg_backend_pid())"))
          .isEqualTo(DatabaseFailure.AWAY);
    }
    DriverManagerDataSource nowhere =
        new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/x", "a", "b");
    assertThat(failing(JdbcClient.create(nowhere), "select 1")).isEqualTo(DatabaseFailure.AWAY);
  }

  @Test
  void whatIsNoFailureOfTheDatabaseIsNone() {
    assertThat(DatabaseFailure.of(new IllegalStateException("other"))).isEmpty();
    assertThat(DatabaseFailure.of(new SQLException("stateless"))).isEmpty();
    assertThat(DatabaseFailure.of(new DataAccessResourceFailureException("away")))
        .contains(DatabaseFailure.AWAY);
    assertThat(DatabaseFailure.of(new IllegalStateException(new SQLException("broken", "42601"))))
        .contains(DatabaseFailure.BROKEN);
  }
}
