package io.sightline.query.plates;

import static io.sightline.query.TestFacts.id;
import static io.sightline.query.TestFacts.plate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaAddress;
import io.sightline.media.store.MediaStore;
import io.sightline.query.UseCases;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.query.plates.Plates.PlateQuestion;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatesTest {
  private static final byte[] PICTURE = {1, 2, 3};

  @TempDir Path folder;
  private UseCases service;
  private Plates plates;

  @BeforeEach
  void start() throws Exception {
    service = UseCases.start(folder);
    plates = service.get(Plates.class);
    service.store(
        FactKinds.PLATE_READS,
        "evening",
        plate("garage", "gate", 1, "ABCD12", "gate/1-0.jpg"),
        plate("garage", "gate", 2, "NONE11", null),
        plate("garage", "deck", 3, "LOST22", "deck/3-0.jpg"),
        plate("harbour", "quay", 4, "XYZW34", "quay/4-0.jpg"));
    try (MediaStore store = service.get(MediaAddress.class).open()) {
      store.put(EvidenceNames.of("evening", "gate/1-0.jpg"), PICTURE);
      store.put(EvidenceNames.of("evening", "quay/4-0.jpg"), PICTURE);
    }
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private List<String> texts(String username, String camera, String text, UUID track) {
    ListQuestion all = new ListQuestion("evening", null, null, null, null, null);
    return plates
        .find(service.reader(username), new PlateQuestion(all, camera, text, track))
        .rows()
        .stream()
        .map(row -> row.fact().text())
        .toList();
  }

  private byte[] picture(String username, String run, String text) {
    return plates.picture(service.reader(username), run, id("plate " + text));
  }

  @Test
  void platesAreFoundByCameraTextAndTrack() {
    assertThat(texts(UseCases.ADMIN, null, null, null))
        .containsExactly("XYZW34", "LOST22", "NONE11", "ABCD12");
    assertThat(texts(UseCases.VIEWER, null, null, null))
        .containsExactly("LOST22", "NONE11", "ABCD12");
    assertThat(texts(UseCases.VIEWER, "gate", null, null)).containsExactly("NONE11", "ABCD12");
    assertThat(texts(UseCases.VIEWER, null, "LOST22", null)).containsExactly("LOST22");
    assertThat(texts(UseCases.VIEWER, null, null, id("track gate1"))).containsExactly("ABCD12");
    assertThat(texts(UseCases.VIEWER, null, "XYZW34", null)).isEmpty();
    for (String written : List.of("lost22", "LOST-22", " l o s t . 22 ", "ＬＯＳＴ２２")) {
      assertThat(texts(UseCases.VIEWER, null, written, null)).as(written).containsExactly("LOST22");
    }
    assertThatThrownBy(() -> texts(UseCases.VIEWER, null, " - ", null))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("`plate`");
    assertThatThrownBy(() -> texts(UseCases.VIEWER, "quay", null, null))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aPictureIsShownToThoseWhoMaySeeItsSiteAndTheLookIsWrittenDown() {
    assertThat(picture(UseCases.VIEWER, "evening", "ABCD12")).isEqualTo(PICTURE);
    assertThat(service.audited()).containsExactly("victor look gate done 10.1.2.3");
    assertThatThrownBy(() -> picture(UseCases.VIEWER, "evening", "XYZW34"))
        .isInstanceOf(NotFound.class)
        .hasMessageStartingWith("A plate ");
    assertThatThrownBy(() -> picture(UseCases.VIEWER, "live", "ABCD12"))
        .isInstanceOf(NotFound.class);
    assertThat(service.audited()).hasSize(1);
    assertThat(picture(UseCases.OTHER, "evening", "XYZW34")).isEqualTo(PICTURE);
  }

  @Test
  void whoSearchesForAPlateIsWrittenDown() {
    texts(UseCases.VIEWER, null, "LOST22", null);
    assertThat(service.audited()).anyMatch(line -> line.startsWith("victor search plate_reads"));
  }

  @Test
  void aPlateWithoutAPictureSaysSo() {
    for (String text : List.of("NONE11", "LOST22")) {
      assertThatThrownBy(() -> picture(UseCases.VIEWER, "evening", text))
          .as(text)
          .isInstanceOf(NotFound.class)
          .hasMessageStartingWith("A picture of this plate");
    }
  }

  @Test
  void aRunOfStoredObservationsShowsItsSourcesPictures() {
    service
        .jdbc()
        .sql(
            "insert into runs (run, site, state, from_run, layout)"
                + " values ('again', 'garage', 'done', 'evening', '{}')")
        .update();
    service.store(
        FactKinds.PLATE_READS, "again", plate("garage", "gate", 1, "ABCD12", "gate/1-0.jpg"));
    assertThat(picture(UseCases.VIEWER, "again", "ABCD12")).isEqualTo(PICTURE);
  }

  @Test
  void aPlateThatWasTakenBackIsNotThere() {
    service.jdbc().sql("update plate_reads set retracted = true where text = 'ABCD12'").update();
    assertThat(texts(UseCases.VIEWER, "gate", null, null)).containsExactly("NONE11");
    assertThatThrownBy(() -> picture(UseCases.VIEWER, "evening", "ABCD12"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aPictureOfBeforeSaysNothingThatAPseudonymDoesNot() {
    assertThat(picture(UseCases.VIEWER, "evening", "ABCD12")).isEqualTo(PICTURE);
    service.addSite(UseCases.GARAGE + "privacy: {plates: pseudonym}\n");
    assertThatThrownBy(() -> picture(UseCases.VIEWER, "evening", "ABCD12"))
        .isInstanceOf(NotFound.class);
    assertThat(plates.pictureOf("evening", id("plate ABCD12"))).isEmpty();
  }
}
