package io.sightline.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sightline.domain.Digest;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.PlateText;
import io.sightline.media.PictureFile;
import io.sightline.media.RealFiles;
import io.sightline.models.input.Crop;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Weights that people really use, against what the Python reference in {@code benchmarks/reference}
 * made of the same pictures.
 */
@DisplayName("Real weights say what an independent reference says")
class ReferenceTest {
  private static final float SCORE = 1e-3f;
  private static final float PIXELS = 0.5f;

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Expected(String model, String sha256, List<Seen> pictures) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Seen(
      String file,
      List<Integer> crop,
      List<Found> detections,
      String text,
      float score,
      List<Float> characters,
      Map<String, Float> scores) {}

  record Found(String label, float score, float x, float y, float width, float height) {
    Box box() {
      return new Box(x, y, x + width, y + height);
    }
  }

  static Stream<Path> expected() throws Exception {
    Path folder =
        Path.of(System.getProperty("sightline.root", ".."))
            .resolve("benchmarks/reference/expected");
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("expected")
  void sameAnswers(Path file) throws Exception {
    Expected expected = Json.read(Files.readString(file), Expected.class);
    Path folder = RealFiles.require("models/" + expected.model());
    ModelManifest manifest = ModelManifest.read(folder.resolve(ModelManifest.FILE_NAME));
    assertThat(Digest.sha256(manifest.file())).isEqualTo(expected.sha256());
    if (manifest.task() == ModelTask.PLATE_RECOGNITION) {
      try (ModelPool<PlateText> pool =
          new ModelPool<>(OnnxModel.reader(manifest), PoolOptions.forReplay())) {
        for (Seen seen : expected.pictures()) {
          compareTexts(seen, pool.submit(picture(seen)).get());
        }
      }
      return;
    }
    try (ModelPool<List<Detection>> pool =
        new ModelPool<>(OnnxModel.detector(manifest), PoolOptions.forReplay())) {
      for (Seen seen : expected.pictures()) {
        List<Detection> found = pool.submit(picture(seen)).get();
        if (seen.scores() != null) {
          compareScores(seen, found);
        } else {
          compareBoxes(seen, found, manifest.output().confidence());
        }
      }
    }
  }

  private static void compareTexts(Seen seen, PlateText found) {
    assertThat(found.text()).as(seen.file()).isEqualTo(seen.text());
    assertThat(found.score()).as(seen.file()).isCloseTo(seen.score(), within(SCORE));
    assertThat(found.characterScores()).as(seen.file()).hasSameSizeAs(seen.characters());
    for (int i = 0; i < seen.characters().size(); i++) {
      assertThat(found.characterScores().get(i))
          .as("%s, character %d", seen.file(), i)
          .isCloseTo(seen.characters().get(i), within(SCORE));
    }
  }

  private static void compareScores(Seen seen, List<Detection> found) {
    assertThat(found).extracting(Detection::label).hasSameElementsAs(seen.scores().keySet());
    for (Detection detection : found) {
      assertThat(detection.score())
          .as("%s, %s", seen.file(), detection.label())
          .isCloseTo(seen.scores().get(detection.label()), within(SCORE));
    }
  }

  private static void compareBoxes(Seen seen, List<Detection> found, float floor) {
    List<Detection> left = new ArrayList<>(found);
    for (Found one : seen.detections()) {
      boolean same =
          left.removeIf(
              detection ->
                  detection.label().equals(one.label())
                      && Math.abs(detection.score() - one.score()) <= SCORE
                      && isSame(detection.box(), one.box()));
      boolean atFloor = one.score() < floor + SCORE;
      assertThat(same || atFloor).as("%s: %s among %s", seen.file(), one, found).isTrue();
    }
    assertThat(left)
        .as("%s: not in the reference", seen.file())
        .allSatisfy(detection -> assertThat(detection.score()).isLessThan(floor + SCORE));
  }

  private static boolean isSame(Box a, Box b) {
    return Math.abs(a.left() - b.left()) <= PIXELS
        && Math.abs(a.top() - b.top()) <= PIXELS
        && Math.abs(a.right() - b.right()) <= PIXELS
        && Math.abs(a.bottom() - b.bottom()) <= PIXELS;
  }

  private static Picture picture(Seen seen) {
    Picture picture = PictureFile.read(RealFiles.require(seen.file()));
    if (seen.crop() == null) {
      return picture;
    }
    List<Integer> crop = seen.crop();
    return Crop.of(
        picture,
        new Box(crop.get(0), crop.get(1), crop.get(0) + crop.get(2), crop.get(1) + crop.get(3)),
        0);
  }
}
