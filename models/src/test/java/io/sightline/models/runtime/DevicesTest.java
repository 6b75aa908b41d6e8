package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.settings.Settings;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.Device;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {
  private static final int SIDE = 320;
  private static final double THRESHOLD_BAND = 1e-3;

  @TempDir Path folder;

  private static Device of(String wish) {
    return Devices.of(Settings.load(null, Map.of("SIGHTLINE_MODELS_DEVICE", wish)));
  }

  @Test
  @DisplayName(
      "N1: without a GPU models run on the processor, or not at all where it was asked for")
  void withoutAGpu() {
    assumeTrue(Devices.cudaProblem().isPresent(), "There is a GPU here.");
    TestModels.install(folder);
    ModelManifest model = TestModels.read(folder, "blob-any");

    assertThat(Devices.of(Settings.defaults())).isEqualTo(Device.CPU);
    assertThat(of("cpu")).isEqualTo(Device.CPU);
    assertThat(of("cuda")).as("may be planned here for elsewhere").isEqualTo(Device.CUDA);
    assertThatThrownBy(() -> ModelPools.lease(model, PoolOptions.forReplay(Device.CUDA)))
        .isInstanceOf(BadInput.class)
        .hasMessageMatching(
            "CUDA cannot be used here \\(.+\\); mend that, or .*models.device: cpu.*");
  }

  @Test
  void whatIsAskedOfCudaRunsAnywhere() throws Exception {
    try (var options = Devices.options(PoolOptions.oneByOne());
        var session =
            ai.onnxruntime.OrtEnvironment.getEnvironment()
                .createSession(Devices.identity(), options)) {
      assertThat(session.getInputNames()).containsExactly("x");
    }
  }

  @Test
  void whatOnnxRuntimeSaysOfADeviceIsKnown() {
    assertThat(DeviceFailure.isMeant("CUDA failure 700: an illegal memory access")).isTrue();
    assertThat(DeviceFailure.isMeant("CUBLAS failure 14: CUBLAS_STATUS_INTERNAL_ERROR")).isTrue();
    assertThat(DeviceFailure.isMeant("Failed to allocate memory for requested buffer")).isTrue();
    assertThat(DeviceFailure.isMeant("Non-zero status code returned while running Add")).isFalse();
    assertThat(DeviceFailure.isMeant(null)).isFalse();
  }

  @Test
  @DisplayName("N7: a GPU sees what the processor sees, whatever else is in the batch")
  void aGpuSeesTheSame() throws Exception {
    assumeTrue(Devices.cudaProblem().isEmpty(), () -> "No CUDA: " + Devices.cudaProblem().get());
    ModelManifest model =
        ModelCatalog.of(List.of(), BundledModelsTest.FOLDER)
            .requireDefault(ModelTask.VEHICLE_DETECTION);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pictures.add(scene(i));
    }
    List<List<Detection>> expected = seen(model, Device.CPU, 1, pictures);
    for (int batch : List.of(1, 3, 8)) {
      List<List<Detection>> found = seen(model, Device.CUDA, batch, pictures);
      for (int i = 0; i < pictures.size(); i++) {
        requireAlike(found.get(i), expected.get(i));
      }
    }
  }

  /** Squares of any colour on noise. */
  private static Picture scene(long seed) {
    Random random = new Random(seed);
    byte[] bgr = new byte[SIDE * SIDE * 3];
    random.nextBytes(bgr);
    for (int square = 0; square < 6; square++) {
      int left = random.nextInt(SIDE - 80);
      int top = random.nextInt(SIDE - 60);
      byte colour = (byte) random.nextInt(256);
      for (int y = top; y < top + 50; y++) {
        java.util.Arrays.fill(bgr, (y * SIDE + left) * 3, (y * SIDE + left + 75) * 3, colour);
      }
    }
    return new Picture(SIDE, SIDE, bgr);
  }

  private static List<List<Detection>> seen(
      ModelManifest model, Device device, int batch, List<Picture> pictures) throws Exception {
    PoolOptions options = new PoolOptions(1, batch, Duration.ofMillis(30), 64, true);
    try (ModelPool<List<Detection>> pool =
        new ModelPool<>(OnnxModel.detector(model, PoolOptions.forReplay(device)), options)) {
      List<CompletableFuture<List<Detection>>> answers =
          pictures.stream().map(pool::submit).toList();
      List<List<Detection>> all = new ArrayList<>();
      for (CompletableFuture<List<Detection>> answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  /** The same set, but for what is about as sure as it must be at least. */
  private static void requireAlike(List<Detection> found, List<Detection> expected) {
    double least = expected.stream().mapToDouble(Detection::score).min().orElse(1);
    for (Detection one : expected) {
      if (one.score() > least + THRESHOLD_BAND) {
        assertThat(found)
            .anySatisfy(
                other -> {
                  assertThat(other.score()).isCloseTo(one.score(), within(1e-3f));
                  Box box = other.box();
                  assertThat(box.left()).isCloseTo(one.box().left(), within(0.5f));
                  assertThat(box.top()).isCloseTo(one.box().top(), within(0.5f));
                });
      }
    }
  }
}
