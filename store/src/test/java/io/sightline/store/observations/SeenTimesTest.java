package io.sightline.store.observations;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.store.StoreFixture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenTimesTest {
  private static final Instant EIGHT = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant DAY = EIGHT.plusSeconds(86_400);

  private static Instant after(double minutes) {
    return EIGHT.plusMillis(Math.round(minutes * 60_000));
  }

  private static void minutes(StoreFixture store, String run, String camera, int first, int last) {
    store
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            select :run, gen_random_uuid(), 'garage', :camera,
              timestamptz '2026-03-01T08:00:00Z' + n * interval '1 min', 0, 1, 1, '', '1', ''
            from generate_series(:first, :last) n
            """)
        .param("run", run)
        .param("camera", camera)
        .param("first", first)
        .param("last", last)
        .update();
  }

  private static void gap(StoreFixture store, String run, Instant from, Instant to) {
    store
        .jdbc()
        .sql(
            """
            insert into camera_gaps (run, id, site, at, camera, ended_at, reason, revision, final,
              model_sha256, layout_version, code_version)
            values (:run, gen_random_uuid(), 'garage', cast(:from as timestamptz), 'gate',
              cast(:to as timestamptz), 'away', 0, true, '', '', '1')
            """)
        .param("run", run)
        .param("from", from.toString())
        .param("to", to.toString())
        .update();
  }

  private static SeenTimes of(StoreFixture store, String run, String seenBy, boolean live) {
    return SeenTimes.of(
        store.jdbc(), run, seenBy, live, List.of("gate", "quay"), EIGHT.minusSeconds(600), DAY);
  }

  @Test
  void whereNobodyLookedIsToldFromWhatIsNotKnown() {
    try (StoreFixture store = StoreFixture.create()) {
      minutes(store, "evening", "gate", 0, 20);
      minutes(store, "evening", "gate", 31, 40);
      gap(store, "evening", after(5.25), after(7.5));
      SeenTimes seen = of(store, "evening", "evening", false);
      assertThat(seen.wasSeen("gate", after(3.1))).isTrue();
      assertThat(seen.wasSeen("gate", after(5.25))).as("its last frame").isTrue();
      assertThat(seen.wasSeen("gate", after(6))).as("in the gap").isFalse();
      assertThat(seen.wasSeen("gate", after(7.5))).isTrue();
      assertThat(seen.wasSeen("gate", after(25))).as("a minute without frames").isFalse();
      assertThat(seen.wasSeen("gate", after(-5))).as("before it began").isFalse();
      assertThat(seen.wasSeen("gate", after(60))).as("after it ended").isFalse();
      assertThat(seen.wasSeen("quay", after(25))).as("of which nothing is kept").isTrue();
      assertThat(seen.wasSeen("elsewhere", after(6))).as("not asked for").isTrue();
      SeenTimes again = of(store, "again", "evening", false);
      assertThat(again.wasSeen("gate", after(25))).as("judged by the same minutes").isFalse();
      assertThat(again.wasSeen("gate", after(6))).as("its own gaps").isTrue();
    }
  }

  @Test
  void ofALiveRunWhatIsOldMayBeGoneAndWhatIsNewMayBeOnItsWay() {
    try (StoreFixture store = StoreFixture.create()) {
      minutes(store, "live", "gate", 0, 20);
      minutes(store, "live", "gate", 31, 40);
      gap(store, "live", after(40.5), after(45));
      SeenTimes seen = of(store, "live", "live", true);
      assertThat(seen.wasSeen("gate", after(-5))).isTrue();
      assertThat(seen.wasSeen("gate", after(25))).isFalse();
      assertThat(seen.wasSeen("gate", after(41))).as("away").isFalse();
      assertThat(seen.wasSeen("gate", after(50))).isTrue();
    }
  }

  @Test
  void aVideoBeginsAndEndsWithItsFramesAndItsObservationsMayBeGone() {
    try (StoreFixture store = StoreFixture.create()) {
      minutes(store, "evening", "gate", 10, 20);
      store
          .jdbc()
          .sql(
              """
              insert into footage_times (run, id, site, at, camera, file, ended_at, stamp_ms,
                revision, final, model_sha256, layout_version, code_version)
              values ('evening', gen_random_uuid(), 'garage', timestamptz '2026-03-01T08:00:30Z',
                'gate', 'gate.mp4', timestamptz '2026-03-01T08:20:10Z', 0, 0, true, '', '', '1')
              """)
          .update();
      SeenTimes seen = of(store, "evening", "evening", false);
      assertThat(seen.wasSeen("gate", after(0.25))).isFalse();
      assertThat(seen.wasSeen("gate", after(5))).as("its minute was deleted").isTrue();
      assertThat(seen.wasSeen("gate", after(20.1))).isTrue();
      assertThat(seen.wasSeen("gate", after(20.5))).isFalse();
    }
  }
}
