package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.holds.Holds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class RunDeletionTest {
  private StoreFixture store;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
      TestPlans.fill(store.address(), kind, 20);
    }
    for (String run : new String[] {"other", "live"}) {
      store
          .jdbc()
          .sql(
              """
              insert into observations (run, id, site, camera, at, revision, frames, detections,
                layout_version, code_version, payload)
              select ?, gen_random_uuid(), 'garage', 'gate',
                timestamptz '2026-01-01T23:59:00Z' + n * interval '1 hour', 0, 1, 1, '', '1', ''
              from generate_series(0, 60) n
              """)
          .param(run)
          .update();
      store
          .jdbc()
          .sql("insert into runs (run, site, state, layout) values (?, 'garage', 'done', '{}')")
          .param(run)
          .update();
      try (RunLease lease = new RunLease(store.address(), run, "job")) {
        lease.take();
      }
    }
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private long rows(String table, String run) {
    return store
        .jdbc()
        .sql("select count(*) from %s where run = ?".formatted(table))
        .param(run)
        .query(Long.class)
        .single();
  }

  private void delete() {
    RunDeletion.delete(store.jdbc(), FactKinds.PRODUCT, "other");
  }

  @Test
  void aRunGoesWithAllThatItHoldsAndNoOtherDoes() {
    delete();
    for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
      assertThat(rows(kind.name(), "other")).as(kind.name()).isZero();
      assertThat(rows(kind.name(), "live")).as(kind.name()).isPositive();
    }
    for (String table : new String[] {"observations", "runs", "run_leases"}) {
      assertThat(rows(table, "other")).as(table).isZero();
      assertThat(rows(table, "live")).as(table).isPositive();
    }
  }

  private String state(String run) {
    return store
        .jdbc()
        .sql("select state || ' ' || progress from runs where run = ?")
        .param(run)
        .query(String.class)
        .single();
  }

  @Test
  void aRunIsMarkedOnceItHasEndedAndIsNobodysToStart() {
    assertThat(RunDeletion.mark(store.jdbc(), "nobody")).isFalse();
    assertThat(RunDeletion.mark(store.jdbc(), "live")).isFalse();
    RunRows rows = new RunRows(store.jdbc());
    store.jdbc().sql("update runs set state = 'running'").update();
    assertThat(RunDeletion.mark(store.jdbc(), "other")).as("it goes on").isFalse();
    rows.fail("other", "It broke.");
    assertThat(RunDeletion.mark(store.jdbc(), "other")).isTrue();
    rows.progress("other", 0.5);
    assertThat(RunDeletion.mark(store.jdbc(), "other")).as("again").isTrue();
    assertThat(state("other")).isEqualTo("deleting 0.5");
    rows.allow("other");
    assertThat(rows.start("other")).isFalse();
    rows.cancelled("other");
    assertThat(state("other")).isEqualTo("deleting 0.5");
    assertThat(RunDeletion.marked(store.jdbc())).containsExactly("other");
  }

  @Test
  void rowsGoInBatchesAndTheShareIsTold() {
    List<Double> shares = new ArrayList<>();
    RunDeletion.rows(store.jdbc(), FactKinds.PRODUCT, "other", 3, shares::add);
    assertThat(rows("observations", "other")).isZero();
    assertThat(shares).isSorted().endsWith(1.0);
    // 61 rows of observations alone are 20 full batches.
    assertThat(shares.size()).isGreaterThan(20);
    assertThat(rows("runs", "other")).as("its own row is the last").isEqualTo(1);
  }

  @Test
  void aRunOfWhichSomethingIsHeldSaysSo() {
    Holds holds = new Holds(store.jdbc());
    Instant from = Instant.parse("2026-01-02T00:00:00Z");
    assertThat(RunDeletion.held(store.jdbc(), FactKinds.PRODUCT, "other")).isEmpty();
    holds.add("garage", "passages", from, from.plusSeconds(3_600), "of another kind", "ada");
    holds.add("harbour", null, from, from.plusSeconds(3_600), "of another site", "ada");
    holds.add("garage", null, from.minusSeconds(9_000), from.minusSeconds(8_000), "before", "ada");
    assertThat(RunDeletion.held(store.jdbc(), FactKinds.PRODUCT, "other")).isEmpty();
    holds.add("garage", null, from, from.plusSeconds(3_600), "Case 12", "ada");
    assertThat(RunDeletion.held(store.jdbc(), FactKinds.PRODUCT, "other"))
        .get()
        .extracting(Holds.Hold::reason)
        .isEqualTo("Case 12");
  }

  @Test
  void aDeletionThatIsBrokenOffLeavesTheRunToBeDeletedAgain() {
    store
        .jdbc()
        .sql(
            """
            create function refuse() returns trigger language plpgsql as $$
            begin
              raise exception 'not now';
            end $$
            """)
        .update();
    store
        .jdbc()
        .sql(
            "create trigger refuse before delete on observations for each row"
                + " when (old.at > '2026-01-03T00:00:00Z') execute function refuse()")
        .update();
    assertThatThrownBy(
            () -> RunDeletion.rows(store.jdbc(), FactKinds.PRODUCT, "other", 10, share -> {}))
        .isInstanceOf(DataAccessException.class);
    assertThat(rows("runs", "other")).isEqualTo(1);
    assertThat(rows("observations", "other")).as("gone already, in batches").isBetween(1L, 60L);
    store.jdbc().sql("drop trigger refuse on observations").update();
    delete();
    assertThat(rows("observations", "other") + rows("runs", "other")).isZero();
  }
}
