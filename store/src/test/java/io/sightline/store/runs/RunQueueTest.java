package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.runs.ReplayRequest;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.health.Vitals;
import io.sightline.store.standing.RunStanding;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class RunQueueTest {
  private static final String OTHERS =
      " from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
          + " and backend_type = 'client backend'";

  private StoreFixture store;
  private RunCatalogue runs;
  private RunQueue queue;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    runs = new RunCatalogue(store.database(), FactKinds.PRODUCT);
    queue = new RunQueue(store.address());
  }

  @AfterEach
  void stop() {
    queue.close();
    store.close();
  }

  private void request(String run) {
    runs.request(run, "garage", new ReplayRequest("{}", "evening", null, null, null, null));
  }

  private long others() {
    return store.jdbc().sql("select count(*)" + OTHERS).query(Long.class).single();
  }

  private void until(long connections) {
    Awaitility.await().untilAsserted(() -> assertThat(others()).isEqualTo(connections));
  }

  @Test
  void whoLooksKeepsOneConnectionWhichGoesWithWhatIsFound() {
    until(0);
    assertThat(queue.next()).isEmpty();
    assertThat(queue.next()).isEmpty();
    assertThat(others()).isEqualTo(1);
    request("night");
    try (RunClaim claim = queue.next().orElseThrow()) {
      assertThat(claim.run()).isEqualTo("night");
      queue.close();
      assertThat(claim.rows().isCancelRequested("night")).as("its own connection").isFalse();
      assertThat(queue.next()).as("claimed").isEmpty();
      assertThat(others()).isEqualTo(2);
    }
    queue.close();
    until(0);
  }

  @Test
  void whatIsWantedIsFoundAmongManyRunsByItsIndex() {
    store
        .jdbc()
        .sql(
            """
            insert into runs (run, site, state, layout, request)
            select 'old-' || g, 'garage', 'done', '{}', '{}' from generate_series(1, 20000) g
            """)
        .update();
    store.jdbc().sql("analyze runs").update();
    assertThat(
            TestPlans.of(
                store.address(), RunClaim.REQUESTED + " order by requested_at, run", Map.of()))
        .contains("runs_wanted")
        .doesNotContain("Seq Scan", "Sort");
    assertThat(
            TestPlans.of(
                store.address(),
                Vitals.WAITING,
                Map.of("makers", RunStanding.MAKERS, "lock", RunStanding.LOCK)))
        .contains("runs_wanted")
        .doesNotContain("Seq Scan on runs");
  }

  @Test
  void aClaimThatIsGivenUpIsNextAgain() {
    request("night");
    queue.next().orElseThrow().close();
    until(0);
    try (RunClaim again = queue.next().orElseThrow()) {
      assertThat(again.run()).isEqualTo("night");
    }
  }

  @Test
  void aConnectionThatIsLostIsMadeAgain() {
    assertThat(queue.next()).isEmpty();
    store.jdbc().sql("select pg_terminate_backend(pid)" + OTHERS).query().listOfRows();
    assertThatThrownBy(queue::next).isInstanceOf(DataAccessException.class);
    request("night");
    try (RunClaim claim = queue.next().orElseThrow()) {
      assertThat(claim.run()).isEqualTo("night");
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidSo() {
    DatabaseAddress nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "a", "b");
    try (RunQueue none = new RunQueue(nowhere)) {
      assertThatThrownBy(none::next).isInstanceOf(DataAccessException.class);
    }
    assertThatThrownBy(() -> RunClaim.of(nowhere, "night")).isInstanceOf(DataAccessException.class);
    try (RunLease lease = new RunLease(nowhere, "night", "job")) {
      assertThatThrownBy(lease::take).isInstanceOf(DataAccessException.class);
    }
    assertThat(nowhere.answers()).isFalse();
    assertThat(store.address().answers()).isTrue();
  }
}
