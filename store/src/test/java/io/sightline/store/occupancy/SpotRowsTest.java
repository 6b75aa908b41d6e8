package io.sightline.store.occupancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpotRowsTest {
  private static final int TRANSITIONS = 40_000;

  private StoreFixture store;
  private SpotRows spots;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    spots = new SpotRows(store.database());
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private void transitions(String run, int count) {
    store
        .jdbc()
        .sql(
            """
            insert into spot_transitions (run, id, site, at, spot, state, previous, camera, revision,
              final, model_sha256, layout_version, code_version)
            select ?, gen_random_uuid(), 'garage', timestamptz '2026-03-01T08:00:00Z' + n * interval '1 s',
              'A' || n % 50, case n % 100 when 1 then 'free' else 'occupied' end, 'unknown', 'gate',
              0, true, '', '', '1'
            from generate_series(1, ?) n
            """)
        .params(run, count)
        .update();
    store.jdbc().sql("analyze spot_transitions").update();
  }

  @Test
  void aSpotIsAsItsNewestLiveTransitionThatStandsSays() {
    transitions("live", 101);
    transitions("evening", 151);
    assertThat(spots.now(null, "", "", 1_000))
        .extracting(SpotRows.SpotNow::site, SpotRows.SpotNow::spot, SpotRows.SpotNow::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("garage", "A1", "free"),
            org.assertj.core.groups.Tuple.tuple("harbour", "B1", "unknown"));
    store
        .jdbc()
        .sql("update spot_transitions set retracted = true where run = 'live' and state = 'free'")
        .update();
    assertThat(spots.now(List.of("garage"), "", "", 1_000))
        .singleElement()
        .satisfies(spot -> assertThat(spot.state()).isEqualTo("occupied"));
    assertThat(spots.now(List.of(), "", "", 1_000)).isEmpty();
  }

  @Test
  void aLongHistoryIsNotReadForIt() {
    transitions("live", TRANSITIONS);
    long scanned = store.scanned("spot_transitions", () -> spots.now(null, "", "", 1_000));
    long fetched = store.fetched("spot_transitions", () -> spots.now(null, "", "", 1_000));
    assertThat(scanned).isZero();
    assertThat(fetched).isBetween(1L, 10L);
  }
}
