package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.media.ProcessMemory;
import io.sightline.models.TestModels;
import io.sightline.models.manifest.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPoolTest {
  private static final int SIDE = 256;

  @TempDir Path folder;

  @BeforeEach
  void installModels() {
    TestModels.install(folder);
  }

  private ModelPool<List<Detection>> pool(String id, int instances, int batch, boolean fixedShape) {
    ModelManifest manifest = TestModels.read(folder, id);
    return new ModelPool<>(
        OnnxModel.detector(manifest),
        new PoolOptions(instances, batch, Duration.ofMillis(20), 64, fixedShape));
  }

  /** Black, with a white square of 48 pixels. */
  private static Picture square(int left, int top) {
    byte[] bgr = new byte[SIDE * SIDE * 3];
    for (int y = top; y < Math.min(SIDE, top + 48); y++) {
      for (int x = Math.max(0, left); x < Math.min(SIDE, left + 48); x++) {
        for (int c = 0; c < 3; c++) {
          bgr[(y * SIDE + x) * 3 + c] = (byte) 255;
        }
      }
    }
    return new Picture(SIDE, SIDE, bgr);
  }

  private static Picture noise(long seed) {
    byte[] bgr = new byte[SIDE * SIDE * 3];
    new Random(seed).nextBytes(bgr);
    return new Picture(SIDE, SIDE, bgr);
  }

  @Test
  void aSquareIsFoundWhereItIs() throws Exception {
    try (ModelPool<List<Detection>> pool = pool("blob-any", 1, 4, false)) {
      List<Detection> detections = pool.submit(square(64, 96)).get();
      assertThat(detections)
          .first()
          .satisfies(
              detection -> {
                assertThat(detection.label()).isEqualTo("car");
                assertThat(detection.score()).isCloseTo(1, within(1e-4f));
                assertThat(detection.box().left()).isCloseTo(64, within(9f));
                assertThat(detection.box().top()).isCloseTo(96, within(9f));
              });
    }
  }

  @Test
  void whatIsSeenDoesNotDependOnBatchNeighboursOrPadding() throws Exception {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pictures.add(i % 2 == 0 ? noise(i) : square(i * 8, i * 5));
    }
    List<List<Detection>> alone = new ArrayList<>();
    try (ModelPool<List<Detection>> pool = pool("blob-one", 1, 1, true)) {
      for (Picture picture : pictures) {
        alone.add(pool.submit(picture).get());
      }
    }
    for (int batch : new int[] {1, 3, 8}) {
      for (boolean fixedShape : new boolean[] {true, false}) {
        try (ModelPool<List<Detection>> pool = pool("blob-any", 2, batch, fixedShape)) {
          List<CompletableFuture<List<Detection>>> answers = new ArrayList<>();
          for (Picture picture : pictures) {
            answers.add(pool.submit(picture));
          }
          for (int i = 0; i < pictures.size(); i++) {
            assertThat(answers.get(i).get())
                .as("picture %d, batch %d, fixed %s", i, batch, fixedShape)
                .isEqualTo(alone.get(i));
          }
        }
      }
    }
  }

  @Test
  void aPictureThatCannotBeLookedAtFailsAloneAndItsBatchMatesSucceed() throws Exception {
    // So flat that not one row of it is left in the model's input, which OpenCV refuses.
    Picture broken = new Picture(30_000, 1, new byte[90_000]);
    try (ModelPool<List<Detection>> pool = pool("blob-any", 1, 4, true)) {
      CompletableFuture<List<Detection>> before = pool.submit(square(0, 0));
      CompletableFuture<List<Detection>> poison = pool.submit(broken);
      CompletableFuture<List<Detection>> after = pool.submit(square(64, 64));
      assertThat(before.get()).isNotEmpty();
      assertThat(after.get()).isNotEmpty();
      assertThatThrownBy(poison::get).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void lookingAndLoadingManyTimesTakesNoMoreMemory() throws Exception {
    ModelManifest manifest = TestModels.read(folder, "blob-any");
    PoolOptions options = new PoolOptions(2, 4, Duration.ofMillis(1), 64, true);
    // Made once: garbage would make the Java heap grow, which is not what is watched here.
    List<Picture> pictures = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      pictures.add(square(n, n));
    }
    assertThat(
            ProcessMemory.leastGrowthKilobytes(() -> loadAndLook(manifest, options, 25, pictures)))
        .as("kB kept by 25 pools")
        .isLessThan(20_000);
  }

  private static void loadAndLook(
      ModelManifest manifest, PoolOptions options, int times, List<Picture> pictures)
      throws Exception {
    for (int i = 0; i < times; i++) {
      try (ModelPools.Lease<List<Detection>> lease = ModelPools.lease(manifest, options)) {
        List<CompletableFuture<List<Detection>>> answers = new ArrayList<>();
        for (Picture picture : pictures) {
          answers.add(lease.pool().submit(picture));
        }
        for (CompletableFuture<List<Detection>> answer : answers) {
          assertThat(answer.get()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void aClosedPoolTakesNoMorePicturesAndLeavesNoneWaiting() throws Exception {
    ModelPool<List<Detection>> pool = pool("blob-any", 1, 2, true);
    pool.close();
    CompletableFuture<List<Detection>> late = pool.submit(square(0, 0));
    assertThat(late).isCompletedExceptionally();
  }

  @Test
  void aLeaseSharesOnePoolPerModelUntilTheLastIsClosed() {
    ModelManifest manifest = TestModels.read(folder, "blob-any");
    ModelManifest again = TestModels.read(folder, "blob-any");
    PoolOptions options = new PoolOptions(1, 2, Duration.ofMillis(1), 4, true);
    ModelPools.Lease<List<Detection>> first = ModelPools.lease(manifest, options);
    ModelPools.Lease<List<Detection>> second = ModelPools.lease(again, options);
    assertThat(second.pool()).isSameAs(first.pool());
    first.close();
    second.close();
    try (ModelPools.Lease<List<Detection>> third = ModelPools.lease(manifest, options)) {
      assertThat(third.pool()).isNotSameAs(first.pool());
    }
  }

  @Test
  void aManifestThatDoesNotFitItsFileIsRefusedWithWhatWasExpectedAndFound() throws IOException {
    Path yaml = folder.resolve("blob-any").resolve("model.yaml");
    String good = Files.readString(yaml);
    Files.writeString(yaml, good.replace("labels: [car, truck]", "labels: [car]"));
    assertThatThrownBy(() -> OnnxModel.detector(ModelManifest.read(yaml)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(
            "expected an output [batch, 5 = 4 + 1 labels, boxes] and found [-1, 6, 256]");
    Files.writeString(yaml, good.replace("width: 128", "width: 320"));
    assertThatThrownBy(() -> OnnxModel.detector(ModelManifest.read(yaml)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected an input [batch, 3, 128, 320] and found [-1, 3, 128, 128]");
    Files.write(folder.resolve("blob-any").resolve("blob.onnx"), new byte[] {8, 9, 1, 2, 3});
    Files.writeString(yaml, good);
    assertThatThrownBy(() -> OnnxModel.detector(ModelManifest.read(yaml)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be loaded");
  }
}
