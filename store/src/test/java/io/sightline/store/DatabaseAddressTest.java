package io.sightline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class DatabaseAddressTest {
  private static final String NOTE =
      "insert into audit_log (action, object, outcome) values ('a', 'b', 'c')";

  private TestDatabase database;
  private DatabaseAddress address;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    address = database.address();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private static int fail(JdbcClient jdbc) {
    jdbc.sql(NOTE).update();
    return jdbc.sql("select 1 / 0").query(Integer.class).single();
  }

  private long notes() {
    return address.with(
        jdbc -> jdbc.sql("select count(*) from audit_log").query(Long.class).single());
  }

  @Test
  void aTransactionIsDoneAsAWholeOrNotAtAll() {
    assertThatThrownBy(() -> address.transaction(DatabaseAddressTest::fail))
        .isInstanceOf(DataAccessException.class);
    assertThat(notes()).isZero();
    assertThat(address.<Integer>transaction(jdbc -> jdbc.sql(NOTE).update())).isEqualTo(1);
    assertThat(notes()).isEqualTo(1);
  }

  @Test
  void withoutOneEachStatementStandsForItself() {
    assertThatThrownBy(() -> address.with(DatabaseAddressTest::fail))
        .isInstanceOf(DataAccessException.class);
    assertThat(notes()).isEqualTo(1);
  }

  @Test
  void aSessionIsOneConnectionUntilItIsClosed() {
    SingleConnectionDataSource session = address.session();
    JdbcClient jdbc = JdbcClient.create(session);
    String backend = "select pg_backend_pid()";
    int first = jdbc.sql(backend).query(Integer.class).single();
    assertThat(jdbc.sql(backend).query(Integer.class).single()).isEqualTo(first);
    session.close();
    assertThatThrownBy(() -> jdbc.sql(backend).query(Integer.class).single())
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void whoIsRefusedIsToldWhyWithoutThePassword() {
    DatabaseAddress stranger = new DatabaseAddress(address.url(), "stranger", "canary-4711");
    assertThatThrownBy(() -> stranger.with(jdbc -> 1))
        .isInstanceOfSatisfying(
            CannotGetJdbcConnectionException.class,
            e ->
                assertThat(e.getMostSpecificCause().getMessage())
                    .contains("stranger")
                    .doesNotContain("canary"));
    assertThat(stranger.answers()).isFalse();
    assertThat(new DatabaseAddress("jdbc:postgresql://db/x?token=canary", "nora", "canary"))
        .hasToString("jdbc:postgresql://db/x as nora");
  }
}
