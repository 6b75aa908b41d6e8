package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The models that come with Sightline. */
class BundledModelsTest {
  static final Path FOLDER =
      Path.of(System.getProperty("sightline.root")).resolve("models/bundled");

  @TempDir Path folder;

  static List<ModelManifest> bundled() {
    return ModelCatalog.of(List.of(), FOLDER).models();
  }

  @Test
  void eachTaskHasOneAsItsDefault() {
    ModelCatalog catalog = ModelCatalog.of(List.of(), FOLDER);
    assertThat(catalog.unusable()).isEmpty();
    assertThat(catalog.requireDefault(ModelTask.VEHICLE_DETECTION).id())
        .isEqualTo("sightline-vehicles");
    assertThat(catalog.requireDefault(ModelTask.SPOT_CLASSIFICATION).id())
        .isEqualTo("sightline-spots");
    assertThat(catalog.requireDefault(ModelTask.PLATE_RECOGNITION).id())
        .isEqualTo("sightline-plate-text");
    assertThat(catalog.requireDefault(ModelTask.PLATE_DETECTION).id())
        .isEqualTo("sightline-plates");
    assertThat(catalog.requireDefault(ModelTask.FACE_DETECTION).id()).isEqualTo("sightline-faces");
    assertThat(catalog.requireDefault(ModelTask.EMOTION_CLASSIFICATION).id())
        .isEqualTo("sightline-emotions");
  }

  @Test
  void togetherTheyAreSmall() throws Exception {
    long bytes = 0;
    for (ModelManifest manifest : bundled()) {
      bytes += Files.size(manifest.file());
    }
    assertThat(bytes).isLessThanOrEqualTo(25_000_000);
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void eachIsSmallTakesBatchesAndHasACard(ModelManifest manifest) throws Exception {
    assertThat(Files.size(manifest.file())).isLessThanOrEqualTo(8_000_000);
    assertThat(manifest.file().resolveSibling("README.md")).isNotEmptyFile();
    try (OnnxModel<?> model = OnnxModel.load(manifest)) {
      assertThat(model.batch(5)).isEqualTo(5);
      assertThat(model.takesSmallerBatches()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("bundled")
  @DisplayName("N7: what is seen does not depend on batch, neighbours or place")
  void whatIsSeenDoesNotDependOnBatchNeighboursOrPlace(ModelManifest manifest) throws Exception {
    Random random = new Random(7);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      pictures.add(picture(random));
    }
    if (manifest.task() == ModelTask.PLATE_RECOGNITION) {
      for (int i = 0; i < 12; i++) {
        pictures.set(i, plate("AB" + (1234 + 617 * i) + (char) ('C' + i)));
      }
      List<PlateText> read = assertSameInAnyBatch(OnnxModel::reader, manifest, pictures);
      assertThat(read)
          .as("there is something to compare")
          .allMatch(one -> one.text().length() >= 4)
          .extracting(PlateText::text)
          .doesNotHaveDuplicates();
    } else {
      List<List<Detection>> seen =
          assertSameInAnyBatch(OnnxModel::detector, unsure(manifest), pictures);
      assertThat(seen).allSatisfy(one -> assertThat(one).isNotEmpty());
    }
  }

  /** The model with a floor so low that there is something to compare in any picture. */
  private ModelManifest unsure(ModelManifest manifest) throws Exception {
    for (Path file : List.of(manifest.file(), manifest.file().resolveSibling("model.yaml"))) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    Path yaml = folder.resolve("model.yaml");
    Files.writeString(
        yaml, Files.readString(yaml).replaceAll("confidence: [0-9.]+", "confidence: 0.0001"));
    return ModelManifest.read(yaml);
  }

  private static <T> List<T> assertSameInAnyBatch(
      Function<ModelManifest, OnnxModel<T>> load, ModelManifest manifest, List<Picture> pictures)
      throws Exception {
    List<T> alone = look(load.apply(manifest), pictures, 1, false);
    assertThat(look(load.apply(manifest), pictures, 8, true)).isEqualTo(alone);
    assertThat(look(load.apply(manifest), pictures, 5, false)).isEqualTo(alone);
    assertThat(look(load.apply(manifest), pictures, 3, true)).isEqualTo(alone);
    return alone;
  }

  private static <T> List<T> look(
      OnnxModel<T> model, List<Picture> pictures, int batch, boolean fixedShape) throws Exception {
    PoolOptions options = new PoolOptions(1, batch, Duration.ofMillis(30), 64, fixedShape);
    try (ModelPool<T> pool = new ModelPool<>(model, options)) {
      List<CompletableFuture<T>> asked = new ArrayList<>();
      for (Picture picture : pictures) {
        asked.add(pool.submit(picture));
      }
      List<T> seen = new ArrayList<>();
      for (CompletableFuture<T> one : asked) {
        seen.add(one.get());
      }
      return seen;
    }
  }

  /** Dark characters on a light plate. */
  private static Picture plate(String text) {
    BufferedImage image = new BufferedImage(280, 60, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 280, 60);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 46));
    graphics.drawString(text, 14, 47);
    graphics.dispose();
    return new Picture(280, 60, ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
  }

  /** Blocks of colour, so that there are edges to see, and noise. */
  private static Picture picture(Random random) {
    int width = 120 + random.nextInt(400);
    int height = 100 + random.nextInt(260);
    byte[] bgr = new byte[width * height * Picture.BYTES_PER_PIXEL];
    random.nextBytes(bgr);
    for (int block = 0; block < 6; block++) {
      int left = random.nextInt(width - 60);
      int top = random.nextInt(height - 40);
      byte[] colour = new byte[Picture.BYTES_PER_PIXEL];
      random.nextBytes(colour);
      for (int y = top; y < top + 40; y++) {
        for (int x = left; x < left + 60; x++) {
          System.arraycopy(
              colour, 0, bgr, (y * width + x) * Picture.BYTES_PER_PIXEL, colour.length);
        }
      }
    }
    return new Picture(width, height, bgr);
  }
}
