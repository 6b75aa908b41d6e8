package io.sightline.models.look;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.SpotSighting;
import io.sightline.domain.site.Spot;
import io.sightline.models.input.Crop;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.Model;
import io.sightline.models.runtime.PoolOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Says of parking spots whether something stands there, each cut out by the box around it; of many
 * spots, some at a time.
 */
public final class SpotJudgement {
  private static final double MOST_BYTES = 16 << 20;

  private SpotJudgement() {}

  /**
   * @return completes with a sighting a spot, in their order
   */
  public static CompletableFuture<List<SpotSighting>> of(
      Picture picture, List<Spot> spots, Model<List<Detection>> model) {
    double margin = model.manifest().input().margin();
    return Answers.inTurns(
        spots,
        atOnce(picture, spots, margin),
        spot ->
            model
                .submit(Crop.of(picture, spot.polygon().bounds(), margin))
                .thenApply(
                    classes ->
                        new SpotSighting(
                            spot.id(), spot.polygon().fingerprint(), occupied(classes))));
  }

  /** Fewer where they are large, since each is a copy of its part of the picture. */
  private static int atOnce(Picture picture, List<Spot> spots, double margin) {
    double largest =
        spots.stream()
            .mapToDouble(spot -> Crop.place(picture, spot.polygon().bounds(), margin).area())
            .max()
            .orElse(1);
    double many = MOST_BYTES / Math.max(1, largest * Picture.BYTES_PER_PIXEL);
    return (int) Math.max(1, Math.min(PoolOptions.PICTURES_A_FRAME, many));
  }

  private static float occupied(List<Detection> classes) {
    return classes.stream()
        .filter(one -> one.label().equals(ModelTask.OCCUPIED))
        .map(Detection::score)
        .findFirst()
        .orElse(0f);
  }
}
