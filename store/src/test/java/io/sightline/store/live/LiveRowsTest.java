package io.sightline.store.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class LiveRowsTest {
  private StoreFixture store;
  private LiveRows live;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    live = LiveRows.open(store.address(), FactKinds.PRODUCT);
  }

  @AfterEach
  void stop() {
    live.close();
    store.close();
  }

  private static String gaps(String run, int count) {
    return """
        insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
          model_sha256, layout_version, code_version)
        select '%s', gen_random_uuid(), 'garage', now() - interval '1 h' + n * interval '1 ms', 'gate',
          now(), 'timeout ' || n, 0, true, '', '', '1' from generate_series(1, %d) n
        """
        .formatted(run, count);
  }

  private void insert(String run, int count) {
    store.jdbc().sql(gaps(run, count)).update();
  }

  @Test
  void whatIsNewIsTheLiveRunsInTheOrderOfItsTransactions() {
    LiveSnapshot from = live.snapshot();
    insert("live", 2);
    insert("evening", 2);
    store
        .jdbc()
        .sql(
            "insert into camera_latest (camera, site, at, up, width, height, boxes)"
                + " values ('gate', 'garage', now(), true, 1, 1, '[]')")
        .update();
    LiveSnapshot now = live.snapshot();
    List<LiveRows.Row> rows = live.between(from, now, 0, 100);
    assertThat(rows).extracting(LiveRows.Row::feed).containsExactly("gaps", "gaps", "cameras");
    assertThat(rows.get(0).site()).isEqualTo("garage");
    assertThat(rows.get(0).json())
        .contains("\"kind\": \"camera_gaps\"")
        .contains("\"cursor\": \"" + rows.get(0).xid() + "\"")
        .contains("timeout 1")
        .doesNotContain("written_xid")
        .doesNotContain("code_version");
    assertThat(live.between(from, now, 0, 1)).hasSize(1);
    assertThat(live.between(now, live.snapshot(), 0, 100)).isEmpty();
  }

  @Test
  void aTransactionThatStaysOpenHidesNobodyElsesRowsAndItsOwnComeWhenItEnds() throws Exception {
    LiveSnapshot before = live.snapshot();
    try (Connection other = store.address().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(gaps("live", 1));
      insert("live", 2);
      LiveSnapshot meanwhile = live.snapshot();
      List<LiveRows.Row> others = live.between(before, meanwhile, 0, 100);
      assertThat(others).hasSize(2);
      // Whoever comes back with such a cursor is told of the one that is open yet.
      assertThat(others.get(0).json()).contains("\"cursor\": \"" + meanwhile.xmin() + "\"");
      assertThat(others.get(0).xid()).isGreaterThan(meanwhile.xmin());
      assertThat(live.between(meanwhile, live.snapshot(), 0, 100)).isEmpty();
      other.commit();
      LiveSnapshot after = live.snapshot();
      List<LiveRows.Row> late = live.between(meanwhile, after, 0, 100);
      assertThat(late).singleElement().extracting(LiveRows.Row::xid).isEqualTo(meanwhile.xmin());
      List<LiveRows.Row> again = new ArrayList<>();
      assertThat(live.tellSince(meanwhile.xmin(), after, 100, () -> true, again::addAll)).isTrue();
      assertThat(again).hasSize(3);
    }
  }

  @Test
  void manyRowsAreToldInPartsEachOnceAndATransactionWhole() {
    LiveSnapshot before = live.snapshot();
    for (int rows : new int[] {3, 1, 25, 2, 4}) {
      insert("live", rows);
    }
    List<Long> told = new ArrayList<>();
    List<Integer> parts = new ArrayList<>();
    assertThat(
            live.tell(
                before,
                live.snapshot(),
                10,
                () -> true,
                rows -> {
                  parts.add(rows.size());
                  rows.forEach(row -> told.add(row.xid()));
                }))
        .isTrue();
    assertThat(told).hasSize(35).isSorted();
    assertThat(parts).hasSizeGreaterThan(2);
    assertThat(live.tell(before, live.snapshot(), 10, () -> false, rows -> told.clear())).isFalse();
    assertThat(told).hasSize(35);
  }

  @Test
  void aCommitWakesWhoeverListens() {
    live.listen();
    insert("live", 1);
    long begun = System.nanoTime();
    live.await(60_000);
    assertThat(System.nanoTime() - begun).isLessThan(30_000_000_000L);
  }

  @Test
  void whatIsOldIsNotReadForWhatIsNew() {
    insert("live", 20_000);
    store.jdbc().sql("analyze camera_gaps").update();
    LiveSnapshot from = live.snapshot();
    insert("live", 3);
    assertThat(store.scanned("camera_gaps", () -> read(from))).isZero();
    assertThat(store.fetched("camera_gaps", () -> read(from))).isBetween(3L, 10L);
  }

  /** Over a connection that has ended, and so has told what it read, when this returns. */
  private void read(LiveSnapshot from) {
    try (LiveRows once = LiveRows.open(store.address(), FactKinds.PRODUCT)) {
      assertThat(once.between(from, live.snapshot(), 0, 100)).hasSize(3);
    }
    org.awaitility.Awaitility.await()
        .until(
            () ->
                store
                        .jdbc()
                        .sql(
                            "select count(*) from pg_stat_activity where datname = current_database()")
                        .query(Long.class)
                        .single()
                    <= 2);
  }

  @Test
  void feedsAreWhatTheKindsSayAndTheCameras() {
    assertThat(LiveRows.feeds(FactKinds.PRODUCT))
        .startsWith("alerts", "cameras")
        .contains("gaps", "sessions");
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidSo() {
    DatabaseAddress nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "a", "b");
    assertThatThrownBy(() -> LiveRows.open(nowhere, FactKinds.PRODUCT))
        .isInstanceOf(DataAccessResourceFailureException.class);
  }
}
