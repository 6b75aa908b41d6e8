package io.sightline.store.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactLists;
import io.sightline.store.facts.FactQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionConditionsTest {
  private static final int STAYS = 10_000;

  private StoreFixture store;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    store
        .jdbc()
        .sql(
            """
            insert into vehicle_sessions (run, id, site, at, plate, label, entered_at, left_at,
              stay_ms, entry_camera, outcome, grace, overstay, revision, final, model_sha256, layout_version, code_version)
            select 'live', md5('s' || n)::uuid, 'garage',
              timestamptz '2026-03-01T08:00:00Z' + n * interval '1 s', 'P' || n, 'car',
              timestamptz '2026-03-01T08:00:00Z' + n * interval '1 s', now(), 60000,
              'gate', 'completed', false, n % 100 = 7, 0, true, '', '', '1'
            from generate_series(1, ?) n
            """)
        .param(STAYS)
        .update();
    store.jdbc().sql("analyze vehicle_sessions").update();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private int read(FactQuery<VehicleSession> stays) {
    return new FactLists(store.database()).read(stays).rows().size();
  }

  private static FactQuery<VehicleSession> stays() {
    return FactQuery.of(FactKinds.VEHICLE_SESSIONS, "live").part(10, null);
  }

  @Test
  void theNewestStaysThroughACameraAreFoundWithoutReadingAllStays() {
    FactQuery<VehicleSession> throughGate = stays();
    SessionConditions.throughCamera(throughGate, "gate");
    assertThat(store.scanned("vehicle_sessions", () -> assertThat(read(throughGate)).isEqualTo(10)))
        .isZero();
    FactQuery<VehicleSession> throughQuay = stays();
    SessionConditions.throughCamera(throughQuay, "quay");
    assertThat(store.scanned("vehicle_sessions", () -> assertThat(read(throughQuay)).isZero()))
        .isZero();
  }

  @Test
  void theNewestStaysOfAPlateAreFoundWithoutReadingAllStays() {
    FactQuery<VehicleSession> ofPlate = stays().where("plate", "P17");
    assertThat(store.scanned("vehicle_sessions", () -> assertThat(read(ofPlate)).isEqualTo(1)))
        .isZero();
    FactQuery<VehicleSession> over = stays();
    SessionConditions.open(over, false);
    SessionConditions.overstay(over, false);
    assertThat(read(over)).isEqualTo(10);
    FactQuery<VehicleSession> tooLong = stays();
    SessionConditions.overstay(tooLong, true);
    assertThat(store.scanned("vehicle_sessions", () -> assertThat(read(tooLong)).isEqualTo(10)))
        .isZero();
  }
}
