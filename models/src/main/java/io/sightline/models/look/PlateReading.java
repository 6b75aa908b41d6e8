package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.runtime.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads plates: cut out, straightened, line by line. */
public final class PlateReading {
  private PlateReading() {}

  /**
   * @param plates where they are in the picture
   * @return completes with the same plates, read
   */
  public static CompletableFuture<List<PlateSighting>> of(
      Picture picture, List<PlateSighting> plates, Model<PlateText> model) {
    List<CompletableFuture<PlateSighting>> answers = new ArrayList<>();
    for (PlateSighting plate : plates) {
      answers.add(text(picture, plate, model).thenApply(plate::read));
    }
    return Answers.all(answers);
  }

  /**
   * @param plate a picture of nothing but a plate
   * @return completes with what stands on it
   */
  public static CompletableFuture<PlateText> whole(Picture plate, Model<PlateText> model) {
    Box all = new Box(0, 0, plate.width(), plate.height());
    return text(plate, new PlateSighting(all, 1, PlateSighting.NO_VEHICLE, null, null), model);
  }

  private static CompletableFuture<PlateText> text(
      Picture picture, PlateSighting plate, Model<PlateText> model) {
    ModelManifest reader = model.manifest();
    // A reader that finds its characters by itself also finds their lines.
    boolean splits = reader.output().decoder() != OutputSpec.Decoder.YOLO_CHARACTERS;
    List<CompletableFuture<PlateText>> lines = new ArrayList<>();
    for (Picture line : PlateCrop.lines(picture, plate.box(), reader.input().margin(), splits)) {
      lines.add(model.submit(line));
    }
    return Answers.all(lines).thenApply(PlateText::joined);
  }
}
