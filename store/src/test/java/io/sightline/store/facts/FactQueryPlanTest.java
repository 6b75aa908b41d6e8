package io.sightline.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FactHead;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each list that people ask for is found by the index that is there for it. */
class FactQueryPlanTest {
  private static final int ROWS = 20_000;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private static TestDatabase database;
  private static DatabaseAddress address;

  @BeforeAll
  static void fill() {
    database = TestDatabase.create();
    address = database.address();
    for (FactKind<?> kind :
        List.of(
            FactKinds.PASSAGES,
            FactKinds.OCCUPANCY_WINDOWS,
            FactKinds.EMOTION_WINDOWS,
            FactKinds.SPOT_TRANSITIONS,
            FactKinds.PLATE_READS,
            FactKinds.VEHICLE_SESSIONS,
            FactKinds.DWELL_TIMES,
            FactKinds.CAMERA_GAPS)) {
      TestPlans.fill(address, kind, ROWS);
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private static void isFoundBy(FactQuery<?> query, String index) {
    assertThat(TestPlans.of(address, query.sql(), query.parameters()))
        .contains(index)
        .doesNotContain("Seq Scan on");
  }

  @Test
  void passagesByPlate() {
    isFoundBy(
        FactQuery.of(FactKinds.PASSAGES, "live").where("plate", "plate-7"),
        "passages_default_run_plate_at_idx");
  }

  @Test
  void passagesByGate() {
    isFoundBy(
        FactQuery.of(FactKinds.PASSAGES, "live")
            .where("gate", "gate-7")
            .between(FIRST, FIRST.plusSeconds(ROWS)),
        "passages_default_run_gate_at_idx");
  }

  @Test
  void dwellTimesOfOneZone() {
    FactQuery<?> query =
        FactQuery.of(FactKinds.DWELL_TIMES, "live")
            .where("zone", "zone-7")
            .between(FIRST, FIRST.plusSeconds(ROWS));
    Map<String, Object> parameters = new HashMap<>(query.parameters());
    parameters.putAll(Map.of("width", 60_000L, "last", 999));
    assertThat(TestPlans.of(address, query.countsSql("dwell_ms"), parameters))
        .contains("dwell_times_default_run_zone_at_idx")
        .doesNotContain("Seq Scan on");
  }

  @Test
  void windowsOfOneSpotOrZone() {
    for (String scope : List.of("spot", "zone")) {
      isFoundBy(
          FactQuery.of(FactKinds.OCCUPANCY_WINDOWS, "live")
              .where("scope", scope)
              .where("scope_id", "scope_id-7")
              .where("window_ms", 3L)
              .between(FIRST, FIRST.plusSeconds(ROWS)),
          "occupancy_windows_default_run_scope_");
    }
  }

  @Test
  void windowsOfAllSites() {
    isFoundBy(
        FactQuery.of(FactKinds.OCCUPANCY_WINDOWS, "live")
            .where("scope", "scope-7")
            .where("window_ms", 3L)
            .between(FIRST, FIRST.plusSeconds(ROWS)),
        "occupancy_windows_default_run_scope_window_ms_at_idx");
  }

  @Test
  void emotionsOfOneCamera() {
    isFoundBy(
        FactQuery.of(FactKinds.EMOTION_WINDOWS, "live")
            .where("scope", "scope-7")
            .where("scope_id", "scope_id-7"),
        "emotion_windows_default_run_scope_scope_id_window_ms_at_idx");
  }

  @Test
  void transitionsOfOneSpot() {
    isFoundBy(
        FactQuery.of(FactKinds.SPOT_TRANSITIONS, "live")
            .sites(List.of("site-7"))
            .where("spot", "spot-7"),
        "spot_transitions_default_run_site_spot_at_idx");
  }

  @Test
  void platesByTextTrackAndId() {
    isFoundBy(
        FactQuery.of(FactKinds.PLATE_READS, "live").where("text", "text-7"),
        "plate_reads_default_text_at_idx");
    isFoundBy(
        FactQuery.of(FactKinds.PLATE_READS, "live").where("track", new UUID(1, 2)),
        "plate_reads_default_track_idx");
    isFoundBy(
        FactQuery.of(FactKinds.PLATE_READS, "live").where("id", new UUID(1, 2)),
        "plate_reads_default_id_idx");
  }

  @Test
  void staysByPlate() {
    isFoundBy(
        FactQuery.of(FactKinds.VEHICLE_SESSIONS, "live").where("plate", "plate-7"),
        "vehicle_sessions_default_run_plate_at_idx");
  }

  @Test
  void aSitesNewestOfAKindWithoutAnIndexOfItsOwn() {
    isFoundBy(
        FactQuery.of(FactKinds.CAMERA_GAPS, "live")
            .sites(List.of("site-7"))
            .between(FIRST.plusSeconds(10), FIRST.plusSeconds(500)),
        "camera_gaps_default_");
  }

  @Test
  void theNextPartBeginsWhereTheOneBeforeEnded() {
    FactQuery<CameraGap> first = FactQuery.of(FactKinds.CAMERA_GAPS, "live").part(10, null);
    String cursor = address.with(first::read).next().orElseThrow();
    FactQuery<CameraGap> second = FactQuery.of(FactKinds.CAMERA_GAPS, "live").part(10, cursor);
    isFoundBy(second, "camera_gaps_default_pkey");
    FactQuery<CameraGap> both = FactQuery.of(FactKinds.CAMERA_GAPS, "live").part(20, null);
    assertThat(address.with(both::read).rows().subList(10, 20))
        .isEqualTo(address.with(second::read).rows());
  }

  @Test
  void partsOfWindowsGoOnBetweenThoseOfOneTime() {
    try (FactWriter writer = new FactWriter(address)) {
      for (String camera : List.of("b", "d", "a", "e", "c")) {
        writer.write(
            FactKinds.EMOTION_WINDOWS,
            "ties",
            new EmotionWindow(
                new FactHead("", "garage", 1_000, 1_000, true, "", ""),
                camera,
                EmotionWindow.Scope.CAMERA,
                camera,
                60_000,
                1_000,
                0,
                0,
                null,
                List.of()));
      }
    }
    List<String> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      FactQuery<EmotionWindow> part =
          FactQuery.of(FactKinds.EMOTION_WINDOWS, "ties").part(2, cursor.orElse(null));
      FactPage<EmotionWindow> page = address.with(part::read);
      page.rows().forEach(row -> seen.add(row.fact().scopeId()));
      cursor = page.next();
    } while (cursor.isPresent() && seen.size() < 10);
    assertThat(seen).containsExactly("e", "d", "c", "b", "a");
  }
}
