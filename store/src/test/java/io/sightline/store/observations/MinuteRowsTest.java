package io.sightline.store.observations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MinuteRowsTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");

  @Test
  void aMinuteIsFoundByItsKeyAlone() {
    try (StoreFixture store = StoreFixture.create()) {
      store
          .jdbc()
          .sql(
              """
              insert into observations (run, id, site, camera, at, revision, frames, detections,
                layout_version, code_version, payload)
              select 'evening', gen_random_uuid(), 'garage', 'gate',
                timestamptz '2026-03-01T08:00:00Z' + n * interval '1 min', 0, 1, 1, '', '1',
                convert_to(n::text, 'UTF8')
              from generate_series(0, 5000) n
              """)
          .update();
      store.jdbc().sql("analyze observations").update();
      MinuteRows minutes = new MinuteRows(store.database());
      assertThat(minutes.find("evening", "gate", EIGHT.plusSeconds(7 * 60)).orElseThrow())
          .satisfies(
              minute -> {
                assertThat(minute.site()).isEqualTo("garage");
                assertThat(minute.payload()).containsExactly('7');
              });
      assertThat(minutes.find("evening", "quay", EIGHT)).isEmpty();
      store
          .jdbc()
          .sql(
              """
              insert into runs (run, site, state, from_run, identity, layout)
              values ('again', 'garage', 'done', 'evening', '{}', '{}')
              """)
          .update();
      assertThat(minutes.find("again", "gate", EIGHT.plusSeconds(60)).orElseThrow().payload())
          .as("what the run was judged by")
          .containsExactly('1');
      assertThat(minutes.find("live", "gate", EIGHT)).isEmpty();
      assertThat(store.scanned("observations", () -> minutes.find("evening", "gate", EIGHT)))
          .isZero();
      assertThat(store.fetched("observations", () -> minutes.find("evening", "gate", EIGHT)))
          .isEqualTo(1);
    }
  }
}
