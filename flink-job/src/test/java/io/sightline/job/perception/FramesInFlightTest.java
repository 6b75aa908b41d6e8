package io.sightline.job.perception;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.Digest;
import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.TestStories;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunSettings;
import io.sightline.media.DatedVideo;
import io.sightline.media.TestFootage;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.LoadedModels;
import io.sightline.models.runtime.PoolOptions;
import java.awt.Color;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Flink's harness may be interrupted while it closes.
class FramesInFlightTest {
  private static final int FRAMES = 12;
  private static final int IN_FLIGHT = FRAMES + 4;

  @TempDir Path folder;
  private Path video;
  private final List<Frame> frames = new ArrayList<>();

  @BeforeEach
  void decodeFootage() {
    video =
        TestFootage.write(
            folder.resolve("square.mp4"),
            640,
            360,
            10,
            40,
            15,
            (graphics, n) -> {
              graphics.setColor(Color.WHITE);
              graphics.fillRect(n * 12, 100, 100, 100);
            });
    try (DatedVideo file = DatedVideo.open(video, DatedVideo.Position.START)) {
      for (int n = 0; n < FRAMES; n++) {
        file.advance();
        FrameHeader header =
            new FrameHeader(
                "site",
                "camera",
                0,
                n,
                n * 100,
                RecordKind.FRAME,
                null,
                false,
                "layout",
                new FrameAddress(video.toString(), file.frame().stamp().micros()));
        frames.add(new Frame(header, file.position().video(), null, file.frame().picture()));
      }
    }
  }

  /** Takes frames and never answers, so that all of them are in flight. */
  private static final class Silent implements AsyncFunction<Frame, Observations> {
    @Override
    public void asyncInvoke(Frame frame, ResultFuture<Observations> result) {
      // Nobody answers.
    }

    @Override
    public void timeout(Frame frame, ResultFuture<Observations> result) {
      throw new IllegalStateException("Not in this test.");
    }
  }

  @Test
  void aCheckpointHoldsTheirAddressesAndAfterARestoreTheyAreSeenTheSame() throws Exception {
    OperatorSubtaskState state;
    try (var harness = LookHarness.of(new Silent(), IN_FLIGHT)) {
      harness.open();
      for (Frame frame : frames) {
        harness.processElement(frame, frame.header().capturedAtMillis());
      }
      state = harness.snapshot(1, 1);
    }
    long pixels = (long) FRAMES * 640 * 360 * 3;
    assertThat(state.getStateSize())
        .as("bytes of a checkpoint with %d frames in flight", FRAMES)
        .isLessThan(FRAMES * 500L)
        .isLessThan(pixels / 1_000);

    LookAtFrames fresh = detect();
    List<Observations> direct = observe(LookHarness.of(fresh, IN_FLIGHT), null);
    LookAtFrames restored = detect();
    List<Observations> again = observe(LookHarness.of(restored, IN_FLIGHT), state);
    assertThat(direct).hasSize(FRAMES);
    assertThat(again).isEqualTo(direct);
    assertThat(direct).allSatisfy(seen -> assertThat(seen.vehicles()).isNotEmpty());
    assertThat(fresh.decodedAgain()).as("frames without pixels outside a restore").isZero();
    assertThat(restored.decodedAgain()).isEqualTo(FRAMES);
  }

  private LookAtFrames detect() throws Exception {
    Path models = folder.resolve("models-" + System.nanoTime());
    ModelManifest manifest = TestModels.read(TestModels.install(models), "blob-any");
    ModelChoice choice =
        new ModelChoice(
            models.resolve("blob-any/model.yaml").toString(),
            "blob-any",
            "1.0.0",
            Digest.sha256(manifest.file()));
    PoolOptions options =
        new PoolOptions(2, 4, Duration.ofMillis(5), 16, true).forFrames(IN_FLIGHT);
    return new LookAtFrames(
        RunSettings.replay(
            "run",
            "1",
            TestStories.LAYOUTS,
            CameraModels.byCamera(Map.of(ModelRole.VEHICLES, Map.of("camera", choice))),
            FrameLoad.NONE),
        () -> LoadedModels.once(options),
        Duration.ofMinutes(1),
        IN_FLIGHT);
  }

  /**
   * @param restore the frames come from this checkpoint; null to bring them with their pixels
   */
  private List<Observations> observe(
      OneInputStreamOperatorTestHarness<Frame, Observations> harness, OperatorSubtaskState restore)
      throws Exception {
    try (harness) {
      if (restore != null) {
        harness.initializeState(restore);
      }
      harness.open();
      if (restore == null) {
        for (Frame frame : frames) {
          harness.processElement(frame, frame.header().capturedAtMillis());
        }
      }
      harness.endInput();
      return harness.extractOutputValues();
    }
  }
}
