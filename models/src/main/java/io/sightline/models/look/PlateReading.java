package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.OutputSpec;
import io.sightline.models.runtime.ModelPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads plates: cut out, straightened, line by line. */
public final class PlateReading {
  private PlateReading() {}

  /**
   * @param plates where they are in the picture
   * @return completes with the same plates, read
   * @throws InterruptedException when interrupted while waiting for room in the pool's queue
   */
  public static CompletableFuture<List<PlateSighting>> of(
      Picture picture, List<PlateSighting> plates, ModelPool<PlateText> pool)
      throws InterruptedException {
    List<CompletableFuture<PlateSighting>> answers = new ArrayList<>();
    for (PlateSighting plate : plates) {
      answers.add(text(picture, plate, pool).thenApply(plate::read));
    }
    return Answers.all(answers);
  }

  private static CompletableFuture<PlateText> text(
      Picture picture, PlateSighting plate, ModelPool<PlateText> pool) throws InterruptedException {
    ModelManifest reader = pool.manifest();
    // A reader that finds its characters by itself also finds their lines.
    boolean splits = reader.output().decoder() != OutputSpec.Decoder.YOLO_CHARACTERS;
    List<CompletableFuture<PlateText>> lines = new ArrayList<>();
    for (Picture line : PlateCrop.lines(picture, plate.box(), reader.input().margin(), splits)) {
      lines.add(pool.submit(line));
    }
    return Answers.all(lines).thenApply(PlateText::joined);
  }
}
