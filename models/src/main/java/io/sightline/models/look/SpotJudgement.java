package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.Spot;
import io.sightline.models.input.Crop;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.ModelPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Says of parking spots whether something stands there, each cut out by the box around it. */
public final class SpotJudgement {
  private SpotJudgement() {}

  /**
   * @return completes with a sighting a spot, in their order
   * @throws InterruptedException when interrupted while waiting for room in the pool's queue
   */
  public static CompletableFuture<List<SpotSighting>> of(
      Picture picture, List<Spot> spots, ModelPool<List<Detection>> pool)
      throws InterruptedException {
    double margin = pool.manifest().input().margin();
    List<CompletableFuture<SpotSighting>> answers = new ArrayList<>();
    for (Spot spot : spots) {
      Picture crop = Crop.of(picture, spot.polygon().bounds(), margin);
      answers.add(
          pool.submit(crop)
              .thenApply(
                  classes ->
                      new SpotSighting(
                          spot.id(), spot.polygon().fingerprint(), occupied(classes))));
    }
    return Answers.all(answers);
  }

  private static float occupied(List<Detection> classes) {
    return classes.stream()
        .filter(one -> one.label().equals(ModelTask.OCCUPIED))
        .map(Detection::score)
        .findFirst()
        .orElse(0f);
  }
}
