package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseLookTest {
  @TempDir Path folder;

  private final List<Picture> asked = new ArrayList<>();

  private Model<List<Detection>> model() {
    ModelManifest manifest = TestModels.read(TestModels.install(folder), "blob-any");
    return new Model<>() {
      @Override
      public ModelManifest manifest() {
        return manifest;
      }

      @Override
      public CompletableFuture<List<Detection>> submit(Picture picture) {
        asked.add(picture);
        return CompletableFuture.completedFuture(List.of());
      }
    };
  }

  private static Picture picture(int width, int height) {
    return new Picture(width, height, new byte[width * height * Picture.BYTES_PER_PIXEL]);
  }

  /** A part of a picture that the model's input holds as it is shows nothing more. */
  @Test
  void aPictureIsCutWhereTheModelWouldReduceItOnly() {
    Model<List<Detection>> model = model();
    int width = model.manifest().input().width();
    int height = model.manifest().input().height();
    CloseLook.at(picture(width, height / 2), model).join();
    assertThat(asked).hasSize(1);
    asked.clear();
    CloseLook.at(picture(2 * width + 2, width + 1), model).join();
    assertThat(asked).hasSize(3);
  }
}
