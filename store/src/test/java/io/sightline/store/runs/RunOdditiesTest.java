package io.sightline.store.runs;

import static io.sightline.store.facts.FactWriter.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.CameraGap;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.FootageTime;
import io.sightline.domain.facts.PoisonRecord;
import io.sightline.store.StoreFixture;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunOdditiesTest {
  private StoreFixture store;
  private FactWriter writer;
  private int facts;

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

  private List<String> sentences(Map<String, Long> dropped, long gaps) {
    return RunOddities.sentences(
        store.jdbc(),
        new RunSummary(
            "night", "yard", 0, 0, 0, 0, 0, List.of(), 0, 0, List.of(), 0, Map.of(), 0, dropped,
            gaps));
  }

  private FactHead head(long at) {
    return new FactHead(id(facts++), "yard", at, at, true, "", "");
  }

  private void gap(String camera, long at, long endedAt, String reason) {
    writer.write(FactKinds.CAMERA_GAPS, "night", new CameraGap(head(at), camera, endedAt, reason));
  }

  @Test
  void ofWhatIsAsItShouldBeNothingIsSaid() {
    writer.write(
        FactKinds.FOOTAGE_TIMES, "night", new FootageTime(head(0), "gate", "a.mp4", 9, 0, null));
    assertThat(sentences(Map.of(), 0)).isEmpty();
  }

  @Test
  void whatIsOftenIsSaidOnce() {
    for (int hour = 0; hour < 500; hour++) {
      gap("lot", hour * 3_600_000L, (hour + 1) * 3_600_000L, "no-footage");
    }
    gap("gate", 1_000, 2_000, "cut-off");
    assertThat(sentences(Map.of("not-after-last", 1L), 501))
        .containsExactly(
            "1 frame was left out: their time is not after that of the frame before.",
            "Camera 'gate' from 1970-01-01T00:00:01Z to 1970-01-01T00:00:02Z: the file ends before"
                + " it should; copy it again if there is more of it.",
            "Camera 'lot' 500 times, first from 1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z: there"
                + " is no footage.");
  }

  @Test
  void framesThatCouldNotBeLookedAtAreCountedWithTheFirstReason() {
    for (int i = 0; i < 3; i++) {
      writer.write(
          FactKinds.POISON_RECORDS,
          "night",
          new PoisonRecord(
              head(1_000 * (i + 1)),
              "lot",
              "vehicles",
              "The picture " + i + ".jpg is cut off",
              i + ".jpg",
              0));
    }
    assertThat(sentences(Map.of(), 0))
        .containsExactly(
            "Camera 'lot': 3 frames could not be looked at, the first at 1970-01-01T00:00:01Z: The"
                + " picture 0.jpg is cut off.");
  }

  @Test
  void stampsThatAreNotBelievedAreNamedByTheirFile() {
    for (int i = 0; i < 3; i++) {
      writer.write(
          FactKinds.FOOTAGE_TIMES,
          "night",
          new FootageTime(head(4_000 + i), "gate", "a.mp4", 4_000 + i, 13_000, "stamp-stray"));
    }
    assertThat(sentences(Map.of(), 0))
        .containsExactly(
            "Camera 'gate': in a.mp4, from 1970-01-01T00:00:04Z on, 3 of the frames analysed have a"
                + " time stamp that lies aside, and were dated by the stream's own pace.");
  }
}
