package io.sightline.store.runs;

import static io.sightline.store.facts.FactWriter.head;
import static io.sightline.store.facts.FactWriter.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.facts.VehicleTrack;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.LabelScore;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteFile;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static final Site GARAGE =
      SiteFile.parse(
              "site",
              Path.of("/"),
              "{site: garage, cameras: [{id: gate, uri: 'rtsp://10.0.0.7/a'}]}")
          .site();

  private StoreFixture store;
  private FactWriter writer;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private RunSummary read(String run, String observationsOf) {
    return RunSummary.read(store.jdbc(), run, observationsOf, GARAGE, null, null, 12.345, 2.06);
  }

  private void observe(String run, String camera, int frames) {
    store
        .jdbc()
        .sql(
            """
            insert into observations (run, id, site, camera, at, revision, frames, detections,
              layout_version, code_version, payload)
            values (?, gen_random_uuid(), 'garage', ?, now(), 0, ?, 2, '', '1', '')
            """)
        .params(run, camera, frames)
        .update();
  }

  private void plate(int number, String text, boolean isFinal) {
    FactHead head = new FactHead(id(number), "garage", 1_000, 1_000, isFinal, "", "");
    writer.write(
        FactKinds.PLATE_READS, "night", new PlateRead(head, "gate", null, text, 1, 3, null));
  }

  private void spot(int number, String spot, SpotState state) {
    writer.write(
        FactKinds.SPOT_TRANSITIONS,
        "night",
        new SpotTransition(head(number, 1_000), spot, state, SpotState.UNKNOWN, "gate"));
  }

  private void faces(String camera, long at, int faces, LabelScore... shares) {
    FactHead head = new FactHead("", "garage", at, at, true, "", "");
    writer.write(
        FactKinds.EMOTION_WINDOWS,
        "night",
        new EmotionWindow(
            head,
            camera,
            EmotionWindow.Scope.CAMERA,
            camera,
            60_000,
            at,
            faces,
            1,
            2_000L,
            List.of(shares)));
  }

  @Test
  void aRunOfNothingCameToNothing() {
    assertThat(read("night", "night"))
        .isEqualTo(
            new RunSummary(
                "night", "garage", 0, 12.3, 2.1, 0, 0, List.of(), 0, 0, List.of(), 0, Map.of(), 0,
                Map.of(), 0));
  }

  @Test
  void whatIsStoredIsCountedAndWhatIsNotFinalIsNot() {
    observe("evening", "gate", 10);
    observe("evening", "quay", 100);
    observe("night", "gate", 1_000);
    for (int i = 0; i < 3; i++) {
      writer.write(
          FactKinds.VEHICLE_TRACKS,
          i == 2 ? "other" : "night",
          new VehicleTrack(head(i, 1_000), "gate", "car", 2_000, VehicleTrack.EndedBy.LOST));
    }
    writer.write(
        FactKinds.PASSAGES,
        "night",
        new Passage(
            head(1, 1_000), "gate", "in", Gate.Direction.ENTRY, id(1), "car", null, null, null));
    writer.write(
        FactKinds.POISON_RECORDS,
        "night",
        new PoisonRecord(head(1, 1_000), "gate", "vehicles", "broken", null, 0));
    plate(1, "ZZ99", true);
    plate(2, "AA11", true);
    plate(3, "AA11", true);
    plate(4, "NOTYET", false);
    spot(1, "B2", SpotState.OCCUPIED);
    spot(2, "A1", SpotState.OCCUPIED);
    spot(3, "B2", SpotState.FREE);
    spot(4, "C3", SpotState.FREE);
    RunSummary summary = read("night", "evening");
    assertThat(summary.frames()).as("of the site's cameras").isEqualTo(10);
    assertThat(summary.observations()).isEqualTo(2);
    assertThat(summary.vehicles()).isEqualTo(2);
    assertThat(summary.passages()).isEqualTo(1);
    assertThat(summary.poison()).isEqualTo(1);
    assertThat(summary.plates()).containsExactly("AA11", "ZZ99");
    assertThat(summary.spotsOccupied()).containsExactly("A1", "B2");
    assertThat(Json.read(Json.write(summary), RunSummary.class)).isEqualTo(summary);
  }

  @Test
  void emotionsAreSharesOfAllFacesOfACamera() {
    faces("gate", 0, 30, new LabelScore("happy", 1));
    faces("gate", 60_000, 10, new LabelScore("happy", 0.5f), new LabelScore("sad", 0.5f));
    faces("quay", 0, 0);
    assertThat(read("night", "night").emotions())
        .isEqualTo(
            Map.of(
                "gate", new RunSummary.EmotionShares(40, Map.of("happy", 0.875, "sad", 0.125)),
                "quay", new RunSummary.EmotionShares(0, Map.of())));
  }
}
