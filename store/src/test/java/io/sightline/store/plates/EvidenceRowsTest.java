package io.sightline.store.plates;

import static io.sightline.store.facts.FactWriter.head;
import static io.sightline.store.facts.FactWriter.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.site.Gate.Direction;
import io.sightline.store.StoreFixture;
import io.sightline.store.erasure.ErasedMinutes;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import io.sightline.store.facts.TestPlans;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvidenceRowsTest {
  private StoreFixture store;
  private FactWriter writer;
  private EvidenceRows evidence;

  @BeforeEach
  void start() {
    store = StoreFixture.create();
    writer = new FactWriter(store.address());
    evidence = new EvidenceRows(store.database());
  }

  @AfterEach
  void stop() {
    writer.close();
    store.close();
  }

  private void plate(String run, int number, String picture) {
    writer.write(
        FactKinds.PLATE_READS,
        run,
        new PlateRead(head(number, 1_000), "gate", null, "ABCD12", 1, 3, picture));
  }

  private void passage(String run, int number, String picture) {
    writer.write(
        FactKinds.PASSAGES,
        run,
        new Passage(
                head(number, 1_000),
                "gate",
                "main",
                Direction.ENTRY,
                id(9),
                "car",
                null,
                null,
                null)
            .pictured(picture, picture == null ? null : 2));
  }

  @Test
  void wholePicturesAreNamedByPassages() {
    passage("live", 1, "gate/1-whole.jpg");
    passage("live", 2, null);
    passage("replay", 3, "gate/3-whole.jpg");
    List<String> asked = List.of("gate/1-whole.jpg", "gate/3-whole.jpg");
    assertThat(evidence.named("live", asked)).containsExactly("gate/1-whole.jpg");
    assertThat(evidence.findOfPassage("live", UUID.fromString(id(1))))
        .contains(
            new EvidenceRows.OfPassage("garage", "gate", "live", "gate/1-whole.jpg", 2, null));
    assertThat(evidence.findOfPassage("live", UUID.fromString(id(2))))
        .contains(new EvidenceRows.OfPassage("garage", "gate", "live", null, null, null));
    new ErasedMinutes(store.jdbc()).forget("live", asked);
    assertThat(evidence.named("live", asked)).isEmpty();
    assertThat(evidence.named("replay", asked)).containsExactly("gate/3-whole.jpg");
  }

  private void retract(int number) {
    store
        .jdbc()
        .sql("update plate_reads set retracted = true where id = ?::uuid")
        .param(id(number))
        .update();
  }

  @Test
  void aRunOfStoredObservationsHasItsSourcesPictures() {
    plate("again", 1, "gate/1.jpg");
    store
        .jdbc()
        .sql(
            "insert into runs (run, site, state, from_run, layout)"
                + " values ('again', 'garage', 'done', 'evening', '{}')")
        .update();
    UUID plate = UUID.fromString(id(1));
    assertThat(evidence.find("again", plate))
        .contains(new EvidenceRows.Evidence("garage", "gate", "evening", "gate/1.jpg", "ABCD12"));
    assertThat(evidence.find("again", UUID.fromString(id(2)))).isEmpty();
    retract(1);
    assertThat(evidence.find("again", plate)).isEmpty();
  }

  @Test
  void picturesAreNamedByFactsThatCountAndByTheirRunsAlone() {
    plate("live", 1, "gate/1.jpg");
    plate("live", 2, "gate/2.jpg");
    plate("live", 3, null);
    plate("replay", 4, "gate/4.jpg");
    retract(2);
    List<String> asked = List.of("gate/1.jpg", "gate/2.jpg", "gate/4.jpg", "gate/5.jpg");
    assertThat(evidence.named("live", asked)).containsExactly("gate/1.jpg");
    assertThat(evidence.named("live", List.of())).isEmpty();
  }

  @Test
  void picturesAndPlatesAreFoundWithoutLookingThroughTheOthers() {
    TestPlans.fill(store.address(), FactKinds.PLATE_READS, 20_000);
    TestPlans.fill(store.address(), FactKinds.PASSAGES, 20_000);
    plate("live", 1, "gate/1.jpg");
    List<String> asked = List.of("gate/1.jpg");
    assertThat(store.scanned("passages", () -> evidence.named("live", asked))).isZero();
    assertThat(
            store.scanned("passages", () -> evidence.findOfPassage("live", UUID.fromString(id(1)))))
        .isZero();
    assertThat(
            store.scanned("passages", () -> new ErasedMinutes(store.jdbc()).forget("live", asked)))
        .isZero();
    assertThat(store.scanned("plate_reads", () -> evidence.named("live", List.of("gate/1.jpg"))))
        .isZero();
    assertThat(store.scanned("plate_reads", () -> evidence.find("live", UUID.fromString(id(1)))))
        .isZero();
  }
}
