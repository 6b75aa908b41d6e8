package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.media.RealFiles;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileFuzzTest {
  private static final PoolOptions OPTIONS =
      new PoolOptions(1, 1, Duration.ZERO, 1, true, Duration.ofSeconds(10), 1);

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAModelOrRefused(byte[] bytes) throws Exception {
    Path folder = Files.createTempDirectory("onnx");
    try {
      lookOrRefuse(TestModels.read(TestModels.install(folder), "blob-any"), bytes);
    } finally {
      org.apache.commons.io.FileUtils.deleteDirectory(folder.toFile());
    }
  }

  /** Loads changed bytes as a model; whether it looks at a picture. */
  private static boolean lookOrRefuse(ModelManifest manifest, byte[] bytes)
      throws IOException, InterruptedException, TimeoutException {
    Files.write(manifest.file(), bytes);
    try (ModelPool<List<Detection>> pool = new ModelPool<>(OnnxModel.detector(manifest), OPTIONS)) {
      pool.submit(new Picture(64, 48, new byte[64 * 48 * 3])).get(20, TimeUnit.SECONDS);
      return true;
    } catch (BadInput refused) {
      assertThat(refused).hasMessageContaining(manifest.file().getFileName().toString());
      return false;
    } catch (ExecutionException poison) {
      assertThat(poison.getCause())
          .isInstanceOfAny(UnusablePictureException.class, ModelFailure.class);
      return false;
    }
  }

  @Test
  void aModelWithFlippedBitsLooksOrIsRefused(@TempDir Path folder) throws Exception {
    ModelManifest manifest = TestModels.read(TestModels.install(folder), "blob-any");
    flip(manifest, Boolean.getBoolean("nightly") ? 300 : 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yolox-nano", "ultraface-rfb-320", "mini-xception"})
  void aRealModelCutOffOrWithFlippedBitsLooksOrIsRefused(String id, @TempDir Path folder)
      throws Exception {
    Path real = RealFiles.require("models/" + id);
    try (var files = Files.list(real)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    ModelManifest manifest = ModelManifest.read(folder.resolve(ModelManifest.FILE_NAME));
    byte[] whole = Files.readAllBytes(manifest.file());
    for (int tenth = 0; tenth < 10; tenth++) {
      byte[] cut = Arrays.copyOf(whole, whole.length / 10 * tenth);
      assertThat(lookOrRefuse(manifest, cut)).as("%d tenths", tenth).isFalse();
    }
    Files.write(manifest.file(), whole);
    flip(manifest, 20);
  }

  private static void flip(ModelManifest manifest, int times) throws Exception {
    byte[] whole = Files.readAllBytes(manifest.file());
    assertThat(lookOrRefuse(manifest, whole)).isTrue();
    Random random = new Random(3);
    for (int i = 0; i < times; i++) {
      byte[] flipped = whole.clone();
      for (int k = 0; k <= i % 3; k++) {
        // The beginning and the end describe the graph; between them are the weights.
        int near = random.nextInt(Math.min(3_000, flipped.length));
        int at = random.nextBoolean() ? near : flipped.length - 1 - near;
        flipped[at] ^= (byte) (1 << random.nextInt(8));
      }
      lookOrRefuse(manifest, flipped);
    }
  }
}
