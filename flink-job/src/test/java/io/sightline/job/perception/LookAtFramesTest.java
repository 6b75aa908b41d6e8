package io.sightline.job.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.Digest;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.LookFailure;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.TestStories;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunSettings;
import io.sightline.models.TestModels;
import io.sightline.models.TestingModels;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.LoadedModels;
import io.sightline.models.runtime.ModelTimeoutException;
import io.sightline.models.runtime.PoolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class LookAtFramesTest {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final int CAR = -1;
  private static final int IN_FLIGHT = 16;

  /** What the test model thinks of pictures of one level: see make_blob_models.py. */
  private static final int THROWS = 255;

  private static final int TAKES_SECONDS = 170;

  @TempDir Path folder;
  private ModelChoice choice;
  private Duration took;

  @BeforeEach
  void installModel() throws Exception {
    ModelManifest manifest = TestModels.read(TestModels.install(folder), "blob-moody");
    choice =
        new ModelChoice(
            folder.resolve("blob-moody/model.yaml").toString(),
            "blob-moody",
            "1.0.0",
            Digest.sha256(manifest.file()));
  }

  private static Frame frame(int number, String camera, int level) {
    byte[] bgr = new byte[128 * 128 * 3];
    if (level == CAR) {
      for (int y = 40; y < 64; y++) {
        Arrays.fill(bgr, (y * 128 + 40) * 3, (y * 128 + 64) * 3, (byte) 255);
      }
    } else {
      Arrays.fill(bgr, (byte) level);
    }
    FrameHeader header =
        new FrameHeader(
            "site",
            camera,
            0,
            number,
            number * 200L,
            RecordKind.FRAME,
            null,
            false,
            "layout",
            null);
    return new Frame(header, new Picture(128, 128, bgr));
  }

  private static RunSettings settings(CameraModels models, boolean live) {
    return live
        ? RunSettings.live("1", TestStories.LAYOUTS, models, FrameLoad.NONE)
        : RunSettings.replay("run", "1", TestStories.LAYOUTS, models, FrameLoad.NONE);
  }

  private List<Observations> look(List<Frame> frames, boolean live) throws Exception {
    PoolOptions options = new PoolOptions(1, 1, Duration.ZERO, 16, true, LIMIT, live ? 1 : 2);
    CameraModels models = CameraModels.byCamera(Map.of(ModelRole.VEHICLES, Map.of("gate", choice)));
    return look(
        frames,
        new LookAtFrames(
            settings(models, live),
            () -> LoadedModels.once(options),
            Duration.ofMinutes(10),
            IN_FLIGHT));
  }

  private List<Observations> look(List<Frame> frames, LookAtFrames look) throws Exception {
    try (var harness = LookHarness.of(look, IN_FLIGHT)) {
      harness.open();
      long begun = System.nanoTime();
      for (Frame frame : frames) {
        harness.processElement(frame, frame.header().capturedAtMillis());
      }
      harness.endInput();
      // Closing waits a moment for the call that is stuck.
      took = Duration.ofNanos(System.nanoTime() - begun);
      harness.getEnvironment().getActualExternalFailureCause().ifPresent(LookAtFramesTest::raise);
      return harness.extractOutputValues();
    }
  }

  private static void raise(Throwable failure) {
    throw new IllegalStateException("The job fails.", failure);
  }

  @Test
  @DisplayName("N2: exactly the frame that the model refuses becomes poison")
  void poison() throws Exception {
    List<Observations> seen =
        look(
            List.of(frame(0, "gate", CAR), frame(1, "gate", THROWS), frame(2, "gate", CAR)), false);
    assertThat(seen)
        .extracting(one -> one.vehicles().isEmpty())
        .containsExactly(false, true, false);
    assertThat(seen).extracting(one -> one.failures().size()).containsExactly(0, 1, 0);
    assertThat(seen.get(1).failures().get(0).stage()).isEqualTo("vehicles");
    assertThat(seen.get(1).failures().get(0).reason())
        .contains("The model 'blob-moody' fails at this picture");
    assertThat(seen.get(1).hasSeen(ModelRole.VEHICLES)).isFalse();
  }

  @Test
  @DisplayName("N3: a live frame whose model takes too long becomes poison in time")
  void slow() throws Exception {
    look(List.of(frame(0, "gate", CAR)), true);
    List<Observations> seen =
        look(
            List.of(frame(0, "gate", CAR), frame(1, "gate", TAKES_SECONDS), frame(2, "gate", CAR)),
            true);
    assertThat(seen)
        .extracting(one -> one.vehicles().isEmpty())
        .containsExactly(false, true, false);
    assertThat(seen.get(1).failures())
        .containsExactly(new LookFailure("vehicles", LookAtFrames.TOO_SLOW));
    assertThat(took).isLessThan(LIMIT.plusSeconds(1));
  }

  @Test
  void whatSawAFrameStandsInItsObservationsAndOtherCamerasPassBy() throws Exception {
    List<Observations> seen = look(List.of(frame(0, "gate", CAR), frame(0, "yard", CAR)), false);
    assertThat(seen.get(0).models())
        .containsExactly(new ModelUse("vehicles", "blob-moody", "1.0.0", choice.sha256()));
    assertThat(seen.get(0).width()).isEqualTo(128);
    assertThat(seen.get(1).models()).isEmpty();
    assertThat(seen.get(1).vehicles()).isEmpty();
  }

  private TestingModels testing() {
    return new TestingModels(TestModels.read(folder, "blob-any"));
  }

  /** Looks for everything in the frames of the camera at the gate. */
  private LookAtFrames everything(TestingModels models, boolean live, Duration limit) {
    Map<ModelRole, Map<String, ModelChoice>> all = new EnumMap<>(ModelRole.class);
    for (ModelRole role : ModelRole.values()) {
      all.put(role, Map.of("gate", choice));
    }
    return new LookAtFrames(
        settings(CameraModels.byCamera(all), live), () -> models, limit, IN_FLIGHT);
  }

  @ParameterizedTest
  @EnumSource(value = ModelRole.class, names = "SPOTS", mode = EnumSource.Mode.EXCLUDE)
  void aLiveFrameLosesOnlyTheAnswerOfTheModelThatHangs(ModelRole role) throws Exception {
    List<Observations> seen =
        look(
            List.of(frame(0, "gate", CAR)),
            everything(testing().hangs(role), true, Duration.ofMillis(100)));
    assertThat(seen.get(0).failures())
        .containsExactly(new LookFailure(role.key(), LookAtFrames.TOO_SLOW));
    assertThat(seen.get(0).hasSeen(role)).isFalse();
    assertThat(seen.get(0).hasSeen(ModelRole.SPOTS)).isTrue();
    assertThat(
            seen.get(0).hasSeen(role == ModelRole.FACES ? ModelRole.PLATE_TEXT : ModelRole.FACES))
        .isTrue();
  }

  @Test
  void aLiveFrameCarriesTheFailureOfEachLook() throws Exception {
    TestingModels models =
        testing()
            .fails(ModelRole.EMOTIONS, new IllegalStateException("no emotions"))
            .fails(ModelRole.SPOTS, new IllegalStateException("no spots"))
            .fails(ModelRole.PLATES, new IllegalStateException("no plates"));
    CameraModels known =
        CameraModels.byCamera(
            Map.of(
                ModelRole.PLATES, Map.of("a", choice),
                ModelRole.SPOTS, Map.of("a", choice),
                ModelRole.FACES, Map.of("a", choice),
                ModelRole.EMOTIONS, Map.of("a", choice)));
    List<Observations> seen =
        look(
            List.of(frame(0, "a", CAR)),
            new LookAtFrames(
                settings(known, true), () -> models, Duration.ofMinutes(1), IN_FLIGHT));
    assertThat(seen.get(0).failures())
        .containsExactly(
            new LookFailure("spots", "no spots"),
            new LookFailure("plates", "no plates"),
            new LookFailure("emotions", "no emotions"));
    assertThat(seen.get(0).faces()).hasSize(1);
  }

  @Test
  void aRecordedFrameIsNotLeftOutWhenAModelIsTooSlow() {
    assertThatThrownBy(
            () ->
                look(
                    List.of(frame(0, "gate", CAR)),
                    everything(testing().hangs(ModelRole.FACES), false, Duration.ofMillis(100))))
        .hasMessage("The job fails.")
        .hasRootCauseInstanceOf(ModelTimeoutException.class);
  }

  @Test
  void whatIsAnsweredAfterTheEndIsNoFailureAndIsNotHandedOn() throws Exception {
    TestingModels models = testing().hangs(ModelRole.VEHICLES).hangs(ModelRole.FACES);
    var harness = LookHarness.of(everything(models, false, Duration.ofMinutes(1)), IN_FLIGHT);
    harness.open();
    harness.processElement(frame(0, "gate", CAR), 0);
    harness.processElement(frame(1, "gate", CAR), 200);
    harness.close();
    models.asked(ModelRole.VEHICLES).get(0).complete(List.of());
    models.asked(ModelRole.FACES).get(0).complete(List.of());
    models
        .asked(ModelRole.VEHICLES)
        .get(1)
        .completeExceptionally(new CancellationException("The pool was closed."));
    models.asked(ModelRole.FACES).get(1).complete(List.of());
    assertThat(harness.getEnvironment().getActualExternalFailureCause()).isEmpty();
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  /** A task whose mailbox is shut. */
  private static final class Shut implements ResultFuture<Observations> {
    private int asked;

    @Override
    public void complete(Collection<Observations> result) {
      asked++;
      throw new RejectedExecutionException("Mailbox is in state QUIESCED");
    }

    @Override
    public void completeExceptionally(Throwable error) {
      asked++;
      throw new RejectedExecutionException("Mailbox is in state QUIESCED");
    }

    @Override
    public void complete(CollectionSupplier<Observations> supplier) {
      throw new IllegalStateException("Not in this test.");
    }
  }

  @Test
  void aResultThatATaskWithAShutMailboxDoesNotTakeIsDiscarded() {
    Observations seen = Observations.nothing(frame(0, "gate", CAR).header());
    Shut shut = new Shut();
    Results results = new Results();
    results.complete(shut, seen);
    results.fail(shut, seen, new IllegalStateException("late"));
    assertThat(shut.asked).isEqualTo(2);
    results.close();
    results.complete(shut, seen);
    results.fail(shut, seen, new IllegalStateException("later"));
    assertThat(shut.asked).isEqualTo(2);
  }
}
