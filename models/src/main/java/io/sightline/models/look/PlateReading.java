package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.PlateFormats;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.runtime.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads plates: cut out, straightened, whole. One that looks like two lines is also read line by
 * line, where the site expects such plates or the whole was not read surely, and the surer of both
 * reads counts.
 */
public final class PlateReading {
  /** A whole plate that is read with so much has one line. */
  private static final float SURELY_ONE_LINE = 0.8f;

  private PlateReading() {}

  /**
   * @param plates where they are in the picture
   * @param expected what plates are expected there
   * @return completes with the same plates, read
   */
  public static CompletableFuture<List<PlateSighting>> of(
      Picture picture, List<PlateSighting> plates, Model<PlateText> model, PlateFormats expected) {
    List<CompletableFuture<PlateSighting>> answers = new ArrayList<>();
    for (PlateSighting plate : plates) {
      answers.add(text(picture, plate.box(), model, expected).thenApply(plate::read));
    }
    return Answers.all(answers);
  }

  /**
   * @param plate a picture of nothing but a plate
   * @return completes with what stands on it
   */
  public static CompletableFuture<PlateText> whole(Picture plate, Model<PlateText> model) {
    Box all = new Box(0, 0, plate.width(), plate.height());
    return text(plate, all, model, PlateFormats.ANY);
  }

  private static CompletableFuture<PlateText> text(
      Picture picture, Box box, Model<PlateText> model, PlateFormats expected) {
    ModelManifest reader = model.manifest();
    Picture plate = PlateCrop.whole(picture, box, reader.input().margin());
    CompletableFuture<PlateText> whole = model.submit(plate);
    // A reader that finds its characters by itself also finds their lines.
    return reader.output().decoder() == OutputSpec.Decoder.YOLO_CHARACTERS
        ? whole
        : whole.thenCompose(read -> surest(plate, read, model, expected));
  }

  private static CompletableFuture<PlateText> surest(
      Picture plate, PlateText whole, Model<PlateText> model, PlateFormats expected) {
    List<Picture> lines =
        expected.hasTwoLines() || whole.score() < SURELY_ONE_LINE
            ? PlateCrop.lines(plate)
            : List.of();
    if (lines.isEmpty()) {
      return CompletableFuture.completedFuture(whole);
    }
    return Answers.all(lines.stream().map(model::submit).toList())
        .thenApply(parts -> isSurer(parts, whole, expected) ? PlateText.joined(parts) : whole);
  }

  /** A text that can be a plate is surer than one that cannot; then the scores count. */
  private static boolean isSurer(List<PlateText> parts, PlateText whole, PlateFormats expected) {
    boolean isPlate = expected.spell(PlateText.joined(parts).text()).isPresent();
    return isPlate == expected.spell(whole.text()).isPresent()
        ? worst(parts) > whole.score()
        : isPlate;
  }

  /** Half a plate is read well by chance: both lines have to be. */
  private static float worst(List<PlateText> parts) {
    float worst = 1;
    for (PlateText part : parts) {
      worst = Math.min(worst, part.score());
    }
    return worst;
  }
}
