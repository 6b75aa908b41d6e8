package io.sightline.job.perception;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.CameraModels;
import io.sightline.models.look.PlateSearch;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.PoolOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks for plates: in the vehicles, or in the whole picture where nobody looks for vehicles. */
public final class DetectPlates extends DetectionStage {
  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  public DetectPlates(CameraModels models, PoolOptions options, boolean live) {
    super(ModelRole.PLATES, models, options, live);
  }

  @Override
  boolean concerns(Observations before) {
    return !before.hasSeen(ModelRole.VEHICLES) || !before.vehicles().isEmpty();
  }

  @Override
  CompletableFuture<Observations> look(
      Picture picture, Observations before, ModelPool<List<Detection>> pool)
      throws InterruptedException {
    return (before.hasSeen(ModelRole.VEHICLES)
            ? PlateSearch.inVehicles(picture, before.vehicles(), pool)
            : PlateSearch.everywhere(picture, pool))
        .thenApply(before::withPlates);
  }
}
