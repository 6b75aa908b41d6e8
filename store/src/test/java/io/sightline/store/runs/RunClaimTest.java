package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.store.TestDatabase;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunClaimTest {
  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.create();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void insert(String run, String state, String request, int minutesAgo) {
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into runs (run, site, state, layout, request, requested_at)"
                            + " values (?, 's', ?, '{}', ?::json, now() - make_interval(mins => ?))")
                    .params(run, state, request, minutesAgo)
                    .update());
  }

  private String state(String run) {
    return database
        .address()
        .with(
            jdbc ->
                jdbc.sql("select state from runs where run = ?")
                    .param(run)
                    .query(String.class)
                    .single());
  }

  @Test
  void aRunHasOneMaker() throws Exception {
    try (RunClaim claim = RunClaim.of(database.address(), "monday")) {
      assertThat(claim.run()).isEqualTo("monday");
      assertThatThrownBy(() -> RunClaim.of(database.address(), "monday"))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("'monday' is being made by another process");
      try (RunClaim live = RunClaim.of(database.address(), "live")) {
        assertThat(live.run()).isEqualTo("live");
        assertThatThrownBy(() -> RunClaim.of(database.address(), "live"))
            .isInstanceOf(BadInput.class)
            .hasMessageStartingWith("Another process reads cameras into this database");
      }
      RunClaim.of(database.address(), "tuesday").close();
    }
    RunClaim.of(database.address(), "monday").close();
  }

  @Test
  void controllersTakeTheOldestRequestEachItsOwnAndWhatWasLeftBehind() throws Exception {
    insert("newer", "requested", "{}", 1);
    insert("left", "running", "{}", 5);
    insert("done", "done", "{}", 9);
    insert("typed", "requested", null, 9);
    try (RunQueue one = new RunQueue(database.address());
        RunQueue two = new RunQueue(database.address());
        RunQueue three = new RunQueue(database.address());
        RunClaim first = one.next().orElseThrow();
        RunClaim second = two.next().orElseThrow()) {
      assertThat(first.run()).isEqualTo("left");
      assertThat(second.run()).isEqualTo("newer");
      assertThat(three.next()).isEmpty();
    }
  }

  @Test
  void aRowThatAnotherControllerLooksAtIsPassedOver() throws Exception {
    insert("asked", "requested", "{}", 1);
    try (Connection looking = database.address().connect();
        RunQueue other = new RunQueue(database.address())) {
      looking.setAutoCommit(false);
      looking.createStatement().execute("select from runs where run = 'asked' for update");
      assertThat(other.next()).isEmpty();
      looking.rollback();
      Optional<RunClaim> claim = other.next();
      assertThat(claim).isPresent();
      claim.get().close();
    }
  }

  @Test
  void runsThatNobodyMakesAreSaidToHaveFailed() throws Exception {
    insert("killed", "running", null, 1);
    insert("made", "running", null, 1);
    insert("asked", "running", "{}", 1);
    insert("live", "running", null, 1);
    try (RunClaim made = RunClaim.of(database.address(), "made")) {
      assertThat(database.address().with(StuckRuns::fail))
          .doesNotContain(made.run())
          .containsExactly("killed");
    }
    assertThat(state("killed")).isEqualTo("failed");
    assertThat(Map.of("made", state("made"), "asked", state("asked"), "live", state("live")))
        .allSatisfy((run, state) -> assertThat(state).as(run).isEqualTo("running"));
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .untilAsserted(() -> RunClaim.of(database.address(), "killed").close());
  }

  @Test
  void oneProcessDoesAChore() {
    boolean both =
        database
            .address()
            .with(
                jdbc ->
                    ChoreLock.take(jdbc, "sweep")
                        && database.address().with(other -> ChoreLock.take(other, "sweep")));
    assertThat(both).isFalse();
    // The database notices a moment later that a connection is gone.
    await().until(() -> database.address().<Boolean>with(jdbc -> ChoreLock.take(jdbc, "sweep")));
  }
}
