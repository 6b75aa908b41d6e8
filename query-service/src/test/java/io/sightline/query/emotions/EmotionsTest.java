package io.sightline.query.emotions;

import static io.sightline.query.TestFacts.emotions;
import static io.sightline.query.TestFacts.showed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.facts.EmotionWindow;
import io.sightline.domain.observations.LabelScore;
import io.sightline.query.UseCases;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.failures.NotFound;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmotionsTest {
  private static final ListQuestion ALL = new ListQuestion("evening", null, null, null, null, null);

  @TempDir static Path folder;
  private static UseCases service;
  private static Emotions emotions;

  @BeforeAll
  static void start() {
    service = UseCases.start(folder);
    emotions = service.get(Emotions.class);
    service.store(
        FactKinds.EMOTION_WINDOWS,
        "evening",
        emotions("garage", "gate", 1),
        emotions("garage", "deck", 2),
        inZone(emotions("garage", "deck", 7), "north"),
        emotions("harbour", "quay", 3));
    service.store(
        FactKinds.EMOTION_SEGMENTS,
        "evening",
        showed("garage", "gate", 4),
        showed("harbour", "quay", 5));
  }

  @Test
  void whatFacesShowedIsOfTheCamerasThatMayBeSeen() {
    assertThat(emotions.segments(service.reader(UseCases.VIEWER), ALL, null, null).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.fact()).isEqualTo(showed("garage", "gate", 4)));
    assertThat(emotions.segments(service.reader(UseCases.ADMIN), ALL, null, null).rows())
        .hasSize(2);
    assertThatThrownBy(() -> emotions.segments(service.reader(UseCases.VIEWER), ALL, "quay", null))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(
            () -> emotions.segments(service.reader(UseCases.VIEWER), ALL, null, "nowhere"))
        .isInstanceOf(NotFound.class);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static List<String> cameras(String username, String camera) {
    return emotions.windows(service.reader(username), ALL, camera, null, "1m").rows().stream()
        .map(row -> row.fact().scopeId())
        .toList();
  }

  @Test
  void windowsAreOfTheCamerasThatMayBeSeen() {
    assertThat(cameras(UseCases.ADMIN, null)).containsExactly("quay", "deck", "gate");
    assertThat(cameras(UseCases.VIEWER, null)).containsExactly("deck", "gate");
    assertThat(cameras(UseCases.VIEWER, "gate")).containsExactly("gate");
    assertThatThrownBy(() -> cameras(UseCases.VIEWER, "quay"))
        .isInstanceOf(NotFound.class)
        .hasMessage("The camera 'quay' is not here; check its name.");
  }

  private static EmotionWindow inZone(EmotionWindow of, String zone) {
    return new EmotionWindow(
        of.head(),
        of.camera(),
        EmotionWindow.Scope.ZONE,
        zone,
        of.windowMillis(),
        of.startsAtMillis(),
        of.faces(),
        of.people(),
        of.meanDwellMillis(),
        of.distribution());
  }

  @Test
  void windowsOfAZoneAreAskedForByIt() {
    for (String camera : new String[] {null, "deck"}) {
      assertThat(
              emotions.windows(service.reader(UseCases.VIEWER), ALL, camera, "north", "1m").rows())
          .singleElement()
          .satisfies(row -> assertThat(row.fact().scope()).isEqualTo(EmotionWindow.Scope.ZONE));
    }
    assertThatThrownBy(
            () -> emotions.windows(service.reader(UseCases.OTHER), ALL, null, "north", "1m"))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aWindowSaysWhichShareOfTheFacesShowedWhat() {
    assertThat(emotions.windows(service.reader(UseCases.VIEWER), ALL, "gate", null, "1m").rows())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.fact().faces()).isEqualTo(4);
              assertThat(row.fact().distribution())
                  .containsExactly(new LabelScore("happy", 0.75f), new LabelScore("sad", 0.25f));
            });
  }

  @Test
  void theModelIsTheOneThatThereIs() {
    assertThat(emotions.model().id()).isEqualTo("faces");
    assertThatThrownBy(() -> new Emotions(service.get(Facts.class), Optional.empty()).model())
        .isInstanceOf(NotFound.class)
        .hasMessage("A model for emotions is not here; check its name.");
  }
}
