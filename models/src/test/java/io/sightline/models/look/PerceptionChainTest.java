package io.sightline.models.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.geometry.Point;
import io.sightline.domain.geometry.Polygon;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Spot;
import io.sightline.models.TestModels;
import io.sightline.models.TestingModels;
import io.sightline.models.look.Wanted.PlatesWithoutVehicle;
import io.sightline.models.runtime.ModelTimeoutException;
import io.sightline.models.runtime.PinnedModel;
import io.sightline.models.runtime.PoolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PerceptionChainTest {
  private static final Picture PICTURE = new Picture(128, 128, new byte[128 * 128 * 3]);

  /** What cannot be looked for when a look fails. */
  private static final Map<ModelRole, Set<ModelRole>> BEHIND =
      Map.of(
          ModelRole.VEHICLES, EnumSet.of(ModelRole.PLATES, ModelRole.PLATE_TEXT),
          ModelRole.PLATES, EnumSet.of(ModelRole.PLATE_TEXT),
          ModelRole.FACES, EnumSet.of(ModelRole.EMOTIONS));

  @TempDir Path folder;
  private TestingModels models;

  @BeforeEach
  void makeModels() {
    models = new TestingModels(TestModels.read(TestModels.install(folder), "blob-any"));
  }

  private static Spot spot(int number) {
    int left = number % 10 * 10;
    return new Spot(
        "S" + number,
        new Polygon(List.of(at(left, 0), at(left + 9, 0), at(left + 9, 9), at(left, 9))),
        null);
  }

  private static Point at(int x, int y) {
    return new Point(x, y);
  }

  private static Wanted everything(int spots, CropKeeper keeper) {
    Map<ModelRole, PinnedModel> all = new EnumMap<>(ModelRole.class);
    for (ModelRole role : ModelRole.values()) {
      all.put(role, TestingModels.model(role));
    }
    List<Spot> places = new ArrayList<>();
    for (int i = 0; i < spots; i++) {
      places.add(spot(i));
    }
    Wanted.Plates any = Wanted.Plates.any(PlatesWithoutVehicle.NOWHERE);
    return new Wanted(all, Map.of(), places, false, any, keeper, true, false);
  }

  private static CompletableFuture<String> named(Picture crop, int rank) {
    return CompletableFuture.completedFuture("crop-" + rank);
  }

  private Seen look(Duration limit, Wanted wanted) throws Exception {
    try (PerceptionChain chain = new PerceptionChain(models, limit)) {
      return chain.look(PICTURE, wanted).get(30, TimeUnit.SECONDS);
    }
  }

  /** What was seen by whom, as far as a look's answer goes. */
  private static Map<ModelRole, Object> answers(Seen seen) {
    Map<ModelRole, Object> answers = new EnumMap<>(ModelRole.class);
    answers.put(ModelRole.SPOTS, seen.spots());
    answers.put(ModelRole.VEHICLES, seen.vehicles());
    answers.put(ModelRole.PLATES, seen.plates().stream().map(PlateSighting::box).toList());
    answers.put(ModelRole.PLATE_TEXT, seen.plates().stream().map(PlateSighting::text).toList());
    answers.put(ModelRole.FACES, seen.faces().stream().map(face -> face.box()).toList());
    answers.put(ModelRole.EMOTIONS, seen.faces().stream().map(face -> face.emotions()).toList());
    return answers;
  }

  private static Set<ModelRole> made(Seen seen) {
    Set<ModelRole> made = EnumSet.noneOf(ModelRole.class);
    for (ModelRole role : ModelRole.values()) {
      if (seen.models().stream().anyMatch(use -> use.role().equals(role.key()))) {
        made.add(role);
      }
    }
    return made;
  }

  @Test
  void everythingIsSeenAndPutDownInTheOrderOfThePlaces() throws Exception {
    Seen seen = look(Duration.ofSeconds(20), everything(2, PerceptionChainTest::named));
    assertThat(seen.spots()).extracting(SpotSighting::spot).containsExactly("S0", "S1");
    assertThat(seen.vehicles()).extracting(Detection::colours).doesNotContainNull();
    assertThat(seen.plates())
        .singleElement()
        .satisfies(
            plate -> {
              assertThat(plate.text().text()).isEqualTo("AB12");
              assertThat(plate.crop()).isEqualTo("crop-0");
            });
    assertThat(seen.faces().get(0).emotions()).isNotEmpty();
    assertThat(seen.models())
        .extracting(ModelUse::role)
        .containsExactly("spots", "vehicles", "plates", "plate-text", "faces", "emotions");
    assertThat(seen.failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ModelRole.class)
  void aLookThatFailsLosesOnlyItsOwnAnswer(ModelRole role) throws Exception {
    Seen whole = look(Duration.ofSeconds(20), everything(2, null));
    RuntimeException reason = new IllegalStateException("broken");
    models.fails(role, reason);
    losesOnly(role, whole, look(Duration.ofSeconds(20), everything(2, null)));
    assertThat(look(Duration.ofSeconds(20), everything(2, null)).failures())
        .containsExactly(new Seen.Failure(role, reason));
  }

  @ParameterizedTest
  @EnumSource(ModelRole.class)
  void aLookThatHangsLosesOnlyItsOwnAnswerAndTakesItsQuestionsBack(ModelRole role)
      throws Exception {
    Seen whole = look(Duration.ofSeconds(20), everything(2, null));
    models.hangs(role);
    Seen seen = look(Duration.ofMillis(100), everything(2, null));
    losesOnly(role, whole, seen);
    assertThat(seen.failures().get(0).cause()).isInstanceOf(ModelTimeoutException.class);
    await()
        .untilAsserted(
            () ->
                assertThat(models.asked(role))
                    .isNotEmpty()
                    .allMatch(CompletableFuture::isCancelled));
  }

  private static void losesOnly(ModelRole role, Seen whole, Seen seen) {
    assertThat(seen.failures()).extracting(Seen.Failure::role).containsExactly(role);
    Set<ModelRole> lost = EnumSet.of(role);
    lost.addAll(BEHIND.getOrDefault(role, Set.of()));
    assertThat(made(seen)).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(lost)));
    for (ModelRole other : made(seen)) {
      assertThat(answers(seen).get(other)).as("%s", other).isEqualTo(answers(whole).get(other));
    }
  }

  @Test
  void aModelThatIsNotThereFailsItsOwnLook() throws Exception {
    Wanted all = everything(2, null);
    RuntimeException reason = new IllegalArgumentException("there is none");
    Map<ModelRole, PinnedModel> others = new EnumMap<>(all.models());
    others.remove(ModelRole.FACES);
    Seen seen =
        look(
            Duration.ofSeconds(20),
            new Wanted(
                others,
                Map.of(ModelRole.FACES, reason),
                all.spots(),
                false,
                all.plates(),
                null,
                false,
                false));
    assertThat(seen.failures()).containsExactly(new Seen.Failure(ModelRole.FACES, reason));
    assertThat(seen.plates()).isNotEmpty();
  }

  @Test
  void aStoreThatDoesNotKeepCostsPicturesOnly() throws Exception {
    RuntimeException reason = new IllegalStateException("full");
    Seen seen =
        look(
            Duration.ofSeconds(20),
            everything(2, (crop, rank) -> CompletableFuture.failedFuture(reason)));
    assertThat(seen.plates()).extracting(PlateSighting::crop).containsOnlyNulls();
    assertThat(seen.plates().get(0).text().text()).isEqualTo("AB12");
    assertThat(seen.notKept()).isSameAs(reason);
    assertThat(seen.failures()).isEmpty();
  }

  @Test
  void whatComesOutDoesNotDependOnWhichLookEndedFirst() throws Exception {
    Seen whole = look(Duration.ofSeconds(20), everything(3, null));
    Map<ModelRole, Object> answers = new EnumMap<>(ModelRole.class);
    for (ModelRole role : ModelRole.values()) {
      answers.put(role, answer(role));
      models.hangs(role);
    }
    for (int seed = 0; seed < 20; seed++) {
      try (PerceptionChain chain = new PerceptionChain(models, Duration.ofSeconds(20))) {
        CompletableFuture<Seen> seen = chain.look(PICTURE, everything(3, null));
        List<ModelRole> order = new ArrayList<>(List.of(ModelRole.values()));
        Collections.shuffle(order, new Random(seed));
        while (!seen.isDone()) {
          for (ModelRole role : order) {
            models.asked(role).forEach(asked -> asked.complete(answers.get(role)));
          }
        }
        assertThat(seen.get()).as("seed %d", seed).isEqualTo(whole);
      }
    }
  }

  private Object answer(ModelRole role) throws Exception {
    return role == ModelRole.PLATE_TEXT
        ? models.reader(TestingModels.model(role)).get().submit(PICTURE).get()
        : models.detector(TestingModels.model(role)).get().submit(PICTURE).get();
  }

  @Test
  void manySpotsAreAskedInTurnsAndAnsweredInTheirOrder() throws Exception {
    int spots = 3 * PoolOptions.PICTURES_A_FRAME + 7;
    models.hangs(ModelRole.SPOTS);
    try (PerceptionChain chain = new PerceptionChain(models, Duration.ofSeconds(20))) {
      CompletableFuture<Seen> seen = chain.look(PICTURE, everything(spots, null));
      int answered = 0;
      while (!seen.isDone()) {
        List<CompletableFuture<Object>> asked = models.asked(ModelRole.SPOTS);
        assertThat(asked.size() - answered).isBetween(1, PoolOptions.PICTURES_A_FRAME);
        for (int i = asked.size() - 1; i >= answered; i--) {
          asked.get(i).complete(List.of(new Detection("occupied", i / 1000f, new Box(0, 0, 1, 1))));
        }
        answered = asked.size();
      }
      assertThat(seen.get().spots()).hasSize(spots);
      for (int i = 0; i < spots; i++) {
        assertThat(seen.get().spots().get(i).spot()).isEqualTo("S" + i);
        assertThat(seen.get().spots().get(i).occupied()).isEqualTo(i / 1000f);
      }
    }
  }

  @Test
  void withoutAVehicleThereIsNoPlateInAVideoAndThereMayBeOneInAPhotograph() throws Exception {
    models.says(ModelRole.VEHICLES, List.of());
    Wanted video = everything(0, null);
    Seen passed = look(Duration.ofSeconds(20), video);
    assertThat(passed.plates()).isEmpty();
    assertThat(made(passed)).contains(ModelRole.PLATES, ModelRole.PLATE_TEXT);
    Seen photograph = look(Duration.ofSeconds(20), Wanted.ofPhotograph(video.models()));
    assertThat(photograph.plates())
        .singleElement()
        .satisfies(
            plate -> {
              assertThat(plate.vehicle()).isEqualTo(PlateSighting.NO_VEHICLE);
              assertThat(plate.text().text()).isEqualTo("AB12");
            });
  }
}
