package io.sightline.job.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.Digest;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ModelUse;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.ModelChoice;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.PoolOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class PerceptionStageTest {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final int CAR = -1;

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

  private List<Observations> look(List<Frame> frames, boolean live) throws Exception {
    PoolOptions options = new PoolOptions(1, 1, Duration.ZERO, 16, true, LIMIT, live ? 1 : 2);
    CameraModels models = CameraModels.byCamera(Map.of(ModelRole.VEHICLES, Map.of("gate", choice)));
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                new DetectVehicles(models, options, live),
                600_000,
                16,
                AsyncDataStream.OutputMode.ORDERED),
            new SeenFrameSerializer())) {
      harness.setup(new SeenFrameSerializer());
      harness.open();
      long begun = System.nanoTime();
      for (Frame frame : frames) {
        harness.processElement(SeenFrame.of(frame), frame.header().capturedAtMillis());
      }
      harness.endInput();
      // Closing waits a moment for the call that is stuck.
      took = Duration.ofNanos(System.nanoTime() - begun);
      return harness.extractOutputValues().stream().map(SeenFrame::observations).toList();
    }
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
    assertThat(seen).extracting(Observations::poisonStage).containsExactly(null, "vehicles", null);
    assertThat(seen.get(1).poison()).contains("The model 'blob-moody' fails at this picture");
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
    assertThat(seen.get(1).poison()).isEqualTo(PerceptionStage.TOO_SLOW);
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
}
