package io.sightline.store.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.TestPlans;
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
    assertThatThrownBy(this::delete).isInstanceOf(DataAccessException.class);
    assertThat(rows("runs", "other")).isEqualTo(1);
    assertThat(rows("passages", "other")).as("gone already, table by table").isZero();
    assertThat(rows("observations", "other")).as("gone already, day by day").isBetween(1L, 40L);
    store.jdbc().sql("drop trigger refuse on observations").update();
    delete();
    assertThat(rows("observations", "other") + rows("runs", "other")).isZero();
  }
}
