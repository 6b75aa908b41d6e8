package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunLeaseTest {
  private static final String RUN = "live";

  private TestDatabase database;
  private RunLease first;
  private RunLease second;

  @BeforeEach
  void create() {
    database = TestDatabase.create();
    first = new RunLease(database.address(), RUN, "first");
    second = new RunLease(database.address(), RUN, "second");
  }

  @AfterEach
  void drop() {
    first.close();
    second.close();
    database.close();
  }

  private String write(Connection connection, String job) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select held('" + RUN + "', '" + job + "')")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void whoComesSecondIsToldWhoHoldsIt() throws Exception {
    assertThat(first.take()).isEmpty();
    assertThat(second.take()).contains("first");
    assertThat(first.take()).as("renewed").isEmpty();
  }

  @Test
  void theDatabaseRefusesWhoDoesNotHoldIt() throws Exception {
    first.take();
    try (Connection connection = database.address().connect()) {
      assertThat(write(connection, "first")).isEqualTo(RUN);
      assertThatThrownBy(() -> write(connection, "second"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("SL001"));
    }
  }

  @Test
  void itEndsWithTheSessionThatHeldIt() throws Exception {
    first.take();
    first.close();
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(second.take()).isEmpty());
    assertThat(first.take()).contains("second");
  }

  @Test
  void itEndsWhenItHasNotBeenRenewed() throws Exception {
    first.take();
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql("update run_leases set expires_at = now() - interval '1 second'")
                    .update());
    assertThat(second.take()).isEmpty();
    try (Connection connection = database.address().connect()) {
      assertThatThrownBy(() -> write(connection, "first")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void itDoesNotChangeHandsInTheMiddleOfATransactionAndIsRenewedBesideIt() throws Exception {
    first.take();
    try (Connection writing = database.address().connect()) {
      writing.setAutoCommit(false);
      write(writing, "first");
      assertThat(first.take()).as("renewed while a transaction writes").isEmpty();
      database
          .address()
          .with(
              jdbc ->
                  jdbc.sql("update run_leases set expires_at = now() - interval '1 second'")
                      .update());
      CompletableFuture<Boolean> taken =
          CompletableFuture.supplyAsync(() -> second.take().isEmpty());
      assertThatThrownBy(() -> taken.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      writing.commit();
      assertThat(taken.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }
}
