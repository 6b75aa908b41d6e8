package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.TestModels;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInstanceTest {
  private static final int SIDE = 128;

  @TempDir Path folder;

  @BeforeEach
  void installModels() {
    TestModels.install(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob-any", "blob-half"})
  void nativeMemoryIsGivenBackAtCloseAndNotWhenGarbageIsCollected(String id) {
    Picture picture = new Picture(SIDE, SIDE, new byte[SIDE * SIDE * Picture.BYTES_PER_PIXEL]);
    try (OnnxModel<List<Detection>> model = OnnxModel.detector(TestModels.read(folder, id))) {
      long before = Pointer.totalBytes();
      for (int i = 0; i < 3; i++) {
        try (ModelInstance<List<Detection>> instance = new ModelInstance<>(model, 2, true)) {
          assertThat(Pointer.totalBytes()).isGreaterThan(before);
          instance.look(List.of(picture));
        }
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
      }
    }
  }
}
