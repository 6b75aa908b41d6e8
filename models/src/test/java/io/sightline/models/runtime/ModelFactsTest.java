package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFactsTest {
  private static final Path BUNDLED =
      Path.of(System.getProperty("sightline.root")).resolve("models/bundled");

  @TempDir Path folder;

  @Test
  void theFileTellsShapeAndParameters() {
    ModelFacts vehicles = ModelFacts.of(BUNDLED.resolve("sightline-vehicles/vehicles.onnx"));
    assertThat(vehicles.inputShape()).containsExactly(-1L, 3L, 256L, 416L);
    // Training counts 1.71 million; what batches were standardised by is folded in or counted.
    assertThat(vehicles.parameters()).isBetween(1_650_000L, 1_750_000L);
    assertThat(ModelFacts.of(BUNDLED.resolve("sightline-spots/spots.onnx")).inputShape())
        .containsExactly(-1L, 3L, 64L, 64L);
  }

  @Test
  void parametersAccountForMostOfTheFile() throws Exception {
    Path file = BUNDLED.resolve("sightline-plate-text/plate-text.onnx");
    // Its weights are stored in 16 bits.
    long bytes = Short.BYTES * ModelFacts.of(file).parameters();
    assertThat(bytes).isBetween(Files.size(file) * 9 / 10, Files.size(file));
  }

  @Test
  void aDamagedFileIsRefusedInWords() throws Exception {
    byte[] whole = Files.readAllBytes(BUNDLED.resolve("sightline-spots/spots.onnx"));
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> ModelFacts.of(cut))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(cut.toString());
  }
}
