package io.sightline.store.sessions;

import static io.sightline.store.facts.FactWriter.head;
import static io.sightline.store.facts.FactWriter.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.facts.VehicleTrack.EndedBy;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.facts.TestPlans;
import io.sightline.store.sessions.StayRows.Told;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StayRowsTest {
  private static final Instant FROM = Instant.ofEpochMilli(10_000);
  private static final Instant TO = Instant.ofEpochMilli(90_000);

  private StoreFixture store;
  private FactWriter writer;
  private StayRows rows;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
    rows = new StayRows(store.database());
    writer.write(
        FactKinds.VEHICLE_SESSIONS,
        "live",
        new VehicleSession(
            head(1, 10_000),
            "ABCD12",
            "car",
            10_000L,
            90_000L,
            80_000L,
            id(11),
            id(12),
            id(21),
            id(22),
            VehicleSession.Outcome.COMPLETED,
            VehicleSession.Match.PLATE,
            false,
            false,
            "gate",
            "gate"));
    passage(11, 10_000, 21);
    passage(12, 90_000, 22);
    passage(13, 40_000, 21);
    passage(14, 40_000, 23);
    for (int track : List.of(21, 22, 23)) {
      writer.write(
          FactKinds.VEHICLE_TRACKS,
          "live",
          new VehicleTrack(head(track, 9_000), "gate", "car", 95_000, EndedBy.LOST));
      writer.write(
          FactKinds.PLATE_READS,
          "live",
          new PlateRead(head(30 + track, 9_500), "gate", id(track), "ABCD12", 1, 3, null));
    }
    gap(61, 1_000, 9_000);
    gap(62, 5_000, 15_000);
    gap(63, 80_000, 95_000);
    gap(64, 91_000, 95_000);
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private void passage(int number, long at, int track) {
    writer.write(
        FactKinds.PASSAGES,
        "live",
        new Passage(
            head(number, at), "gate", "main", Direction.ENTRY, id(track), "car", null, null, null));
  }

  private void gap(int number, long at, long until) {
    writer.write(FactKinds.CAMERA_GAPS, "live", new CameraGap(head(number, at), "gate", until, ""));
  }

  private VehicleSession stay() {
    return rows.find("live", UUID.fromString(id(1))).orElseThrow().fact();
  }

  private static List<String> ids(List<? extends Told<?>> facts) {
    return facts.stream().map(told -> told.fact().head().id()).toList();
  }

  @Test
  void aStayHasWhatItsTracksHaveAndTheGapsWithinIt() {
    List<String> tracks = List.of(id(21), id(22));
    assertThat(ids(rows.passages("live", stay()))).containsExactly(id(11), id(13), id(12));
    assertThat(ids(rows.reads("live", "garage", tracks))).containsExactly(id(51), id(52));
    assertThat(ids(rows.tracks("live", "garage", tracks, FROM, TO)))
        .containsExactly(id(21), id(22));
    assertThat(ids(rows.gaps("live", "garage", FROM, TO))).containsExactly(id(62), id(63));
    assertThat(rows.passages("live", stay()).get(0).told())
        .containsEntry("code_version", "1")
        .containsEntry("gate", "main");
  }

  @Test
  void anotherRunAndWhatWasTakenBackAreNotThere() {
    assertThat(rows.find("other", UUID.fromString(id(1)))).isEmpty();
    assertThat(rows.reads("live", "harbour", List.of(id(21)))).isEmpty();
    store.jdbc().sql("update vehicle_sessions set retracted = true").update();
    assertThat(rows.find("live", UUID.fromString(id(1)))).isEmpty();
  }

  @Test
  void whatBelongsToAStayIsFoundWithoutLookingThroughTheRest() {
    for (FactKind<?> kind :
        List.of(
            FactKinds.VEHICLE_SESSIONS,
            FactKinds.PASSAGES,
            FactKinds.PLATE_READS,
            FactKinds.VEHICLE_TRACKS,
            FactKinds.CAMERA_GAPS)) {
      TestPlans.fill(store.address(), kind, 20_000);
    }
    VehicleSession stay = stay();
    List<String> tracks = List.of(id(21), id(22));
    for (String table :
        List.of("vehicle_sessions", "passages", "plate_reads", "vehicle_tracks", "camera_gaps")) {
      assertThat(
              store.scanned(
                  table,
                  () -> {
                    rows.find("live", UUID.fromString(id(1)));
                    rows.passages("live", stay);
                    rows.reads("live", "garage", tracks);
                    rows.tracks("live", "garage", tracks, FROM, TO);
                    rows.gaps("live", "garage", FROM, TO);
                  }))
          .as(table)
          .isLessThan(100);
    }
  }
}
