package io.sightline.store.facts;

import static io.sightline.store.facts.FactWriter.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.observations.LabelScore;
import io.sightline.store.StoreFixture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** The garage has the camera gate, the harbour the camera quay. */
class LiveTakeBackTest {
  private static final long MINUTE = 60_000;
  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  private StoreFixture store;
  private FactWriter writer;
  private LiveTakeBack takeBack;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
    takeBack = new LiveTakeBack(store.address());
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private void gap(String run, int id, String camera, long at) {
    writer.write(FactKinds.CAMERA_GAPS, run, new CameraGap(head(id, at), camera, at, "timeout"));
  }

  private void stay(int id, String site, long at) {
    FactHead head = new FactHead(FactWriter.id(id), site, at, at, true, "", "");
    writer.write(
        FactKinds.VEHICLE_SESSIONS,
        "live",
        new VehicleSession(
            head,
            "ABCD12",
            "car",
            at,
            null,
            null,
            null,
            null,
            null,
            null,
            VehicleSession.Outcome.OPEN,
            null,
            false,
            false,
            null,
            null));
  }

  private <F extends Fact> List<Long> times(FactKind<F> kind, String run) {
    return FactQuery.of(kind, run).read(store.jdbc()).rows().stream()
        .map(row -> row.fact().head().atMillis() - NOON)
        .sorted()
        .toList();
  }

  private void observe(String run, String camera, long at) {
    store
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            values (?, gen_random_uuid(), 'garage', ?, to_timestamp(?), 0, 1, 1, '', '1', '')
            """)
        .params(run, camera, at / 1_000)
        .update();
  }

  private List<String> observed() {
    return store
        .jdbc()
        .sql(
            "select run || ' ' || camera || ' ' || to_char(at at time zone 'UTC', 'HH24:MI')"
                + " from observations order by 1")
        .query(String.class)
        .list();
  }

  @Test
  void whatOneCameraSaidLaterIsTakenBackAndTheOthersStays() {
    gap("live", 1, "gate", NOON);
    gap("live", 2, "gate", NOON + 1);
    gap("live", 3, "quay", NOON + 1);
    gap("replay", 4, "gate", NOON + 1);
    takeBack.after(FactWriter.JOB, "gate", NOON);
    assertThat(times(FactKinds.CAMERA_GAPS, "live")).containsExactly(0L, 1L);
    assertThat(
            FactQuery.of(FactKinds.CAMERA_GAPS, "live")
                .where("camera", "gate")
                .read(store.jdbc())
                .rows())
        .hasSize(1);
    assertThat(times(FactKinds.CAMERA_GAPS, "replay")).containsExactly(1L);
    takeBack.after(FactWriter.JOB, "quay", NOON);
    assertThat(times(FactKinds.CAMERA_GAPS, "live")).containsExactly(0L);
  }

  @Test
  void withoutStateNoGapGoesOn() {
    observe("live", "gate", NOON);
    latest("gate", NOON + 7_000);
    goingOn(1, "gate");
    goingOn(2, "quay");
    takeBack.withoutState(FactWriter.JOB, "garage", "gate");
    assertThat(
            store
                .jdbc()
                .sql("select camera from camera_gaps where not final and not retracted")
                .query(String.class)
                .list())
        .containsExactly("quay");
    assertThat(times(FactKinds.CAMERA_GAPS, "live")).as("they are no less true").hasSize(2);
  }

  private void goingOn(int id, String camera) {
    FactHead head = new FactHead(FactWriter.id(id), "garage", NOON - MINUTE, NOON, false, "", "");
    writer.write(FactKinds.CAMERA_GAPS, "live", new CameraGap(head, camera, NOON, "covered"));
  }

  private void latest(String camera, long at) {
    store
        .jdbc()
        .sql(
            "insert into camera_latest (camera, site, at, up, width, height, boxes)"
                + " values (?, 'garage', to_timestamp(?), true, 640, 480, '[]')")
        .params(camera, at / 1_000.0)
        .update();
  }

  @Test
  void withoutStateWhatNoObservationStandsBehindGoesBack() {
    assertThat(takeBack.withoutState(FactWriter.JOB, "garage", "gate")).isNull();
    observe("live", "gate", NOON - 5 * MINUTE);
    latest("gate", NOON + 7_000);
    gap("live", 1, "gate", NOON - 4 * MINUTE - 1);
    gap("live", 2, "gate", NOON - 4 * MINUTE);
    // Of the site more is known: its other camera has gone on.
    observe("live", "gate-2", NOON);
    latest("gate-2", NOON + 9_000);
    stay(1, "garage", NOON + 9_000);
    stay(2, "garage", NOON + 9_001);
    assertThat(takeBack.withoutState(FactWriter.JOB, "garage", "gate"))
        .isEqualTo(NOON - 4 * MINUTE - 1);
    assertThat(times(FactKinds.CAMERA_GAPS, "live")).containsExactly(-4 * MINUTE - 1);
    assertThat(times(FactKinds.VEHICLE_SESSIONS, "live")).containsExactly(9_000L);
    assertThat(takeBack.withoutState(FactWriter.JOB, "harbour", "gate"))
        .as("a camera that was elsewhere")
        .isNull();
  }

  @Test
  void withoutObservationsNothingOfTheLastMinutesStays() {
    latest("gate", NOON);
    gap("live", 1, "gate", NOON - 2 * MINUTE);
    gap("live", 2, "gate", NOON - 2 * MINUTE + 1);
    assertThat(takeBack.withoutState(FactWriter.JOB, "garage", "gate"))
        .isEqualTo(NOON - 2 * MINUTE);
    assertThat(times(FactKinds.CAMERA_GAPS, "live")).containsExactly(-2 * MINUTE);
  }

  @Test
  void staysOfTheCamerasSiteGoBackAndThoseOfOthersDoNot() {
    stay(1, "garage", NOON);
    stay(2, "garage", NOON + 5);
    stay(3, "harbour", NOON + 5);
    takeBack.after(FactWriter.JOB, "gate", NOON);
    assertThat(
            FactQuery.of(FactKinds.VEHICLE_SESSIONS, "live").read(store.jdbc()).rows().stream()
                .map(row -> row.fact().head().site() + (row.fact().head().atMillis() - NOON)))
        .containsExactlyInAnyOrder("garage0", "harbour5");
    takeBack.after(FactWriter.JOB, "gone", NOON - 10);
    assertThat(times(FactKinds.VEHICLE_SESSIONS, "live"))
        .as("a camera that is in no site any more")
        .containsExactly(0L, 5L);
  }

  @Test
  void windowsAreTheirScopes() {
    for (String camera : List.of("gate", "quay")) {
      FactHead head = new FactHead("", "garage", NOON, NOON + 9, true, "", "");
      writer.write(
          FactKinds.EMOTION_WINDOWS,
          "live",
          new EmotionWindow(
              head,
              camera,
              EmotionWindow.Scope.CAMERA,
              camera,
              MINUTE,
              NOON,
              1,
              1,
              2_000L,
              List.of(new LabelScore("happy", 1))));
    }
    takeBack.after(FactWriter.JOB, "gate", NOON);
    assertThat(FactQuery.of(FactKinds.EMOTION_WINDOWS, "live").read(store.jdbc()).rows())
        .extracting(row -> row.fact().scopeId())
        .as("by its newest evidence, not by its beginning")
        .containsExactly("quay");
  }

  @Test
  void anAlertIsItsSitesAndWhatPeopleSaidOfItStays() {
    writer.write(FactKinds.ALERTS, "live", alert("text"));
    store.jdbc().sql("update alerts set acknowledged_at = now()").update();
    takeBack.after(FactWriter.JOB, "gate", NOON);
    assertThat(times(FactKinds.ALERTS, "live")).isEmpty();
    writer.write(FactKinds.ALERTS, "live", alert("new"));
    assertThat(
            store
                .jdbc()
                .sql("select text from alerts where acknowledged_at is not null")
                .query(String.class)
                .list())
        .containsExactly("new");
  }

  @Test
  void whatIsTakenBackIsToldToWhoFollows() {
    gap("live", 1, "gate", NOON + 1);
    String written = "select written_xid::text from camera_gaps";
    String before = store.jdbc().sql(written).query(String.class).single();
    takeBack.after(FactWriter.JOB, "gate", NOON);
    String after = store.jdbc().sql(written).query(String.class).single();
    assertThat(Long.parseLong(after)).isGreaterThan(Long.parseLong(before));
    takeBack.after(FactWriter.JOB, "gate", NOON);
    assertThat(store.jdbc().sql(written).query(String.class).single()).as("once").isEqualTo(after);
  }

  @Test
  void minutesBehindTheOneThatIsTakenUpGo() {
    gap("live", 1, "gate", NOON);
    for (String camera : List.of("gate", "quay")) {
      observe("live", camera, NOON);
      observe("live", camera, NOON + MINUTE);
    }
    observe("replay", "gate", NOON + MINUTE);
    takeBack.after(FactWriter.JOB, "gate", NOON + 30_000);
    assertThat(observed())
        .containsExactly(
            "live gate 12:00", "live quay 12:00", "live quay 12:01", "replay gate 12:01");
  }

  private static Alert alert(String text) {
    return new Alert(
        head(1, NOON + 5), Alert.Kind.OVERSTAY, "cause", text, null, null, null, null, null, null);
  }

  private static Alert alert(int number, Alert.Kind kind, String camera, String entry) {
    return new Alert(
        head(number, NOON + number),
        kind,
        "cause " + number,
        "text",
        camera,
        null,
        entry,
        null,
        null,
        null);
  }

  @Test
  void alertsOfAnotherCameraAloneStay() {
    for (Alert alert :
        List.of(
            alert(1, Alert.Kind.FORBIDDEN_ZONE, "gate", null),
            alert(2, Alert.Kind.FORBIDDEN_ZONE, "quay", null),
            alert(3, Alert.Kind.FULL, null, null),
            alert(4, Alert.Kind.WATCHLIST, "quay", "wanted"))) {
      writer.write(FactKinds.ALERTS, "live", alert);
    }
    takeBack.after(FactWriter.JOB, "gate", NOON);
    assertThat(times(FactKinds.ALERTS, "live"))
        .as("a site's own, and who is wanted there, is decided by all its cameras")
        .containsExactly(2L);
  }

  @Test
  void aJobThatDoesNotHoldTheRunTakesNothingBack() {
    gap("live", 1, "gate", NOON + 5);
    observe("live", "gate", NOON + MINUTE);
    assertThatThrownBy(() -> takeBack.after("another", "gate", NOON))
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("not the job another's to write");
    assertThat(times(FactKinds.CAMERA_GAPS, "live")).containsExactly(5L);
    assertThat(observed()).hasSize(1);
  }
}
