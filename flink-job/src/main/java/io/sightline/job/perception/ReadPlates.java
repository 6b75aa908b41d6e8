package io.sightline.job.perception;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.CameraModels;
import io.sightline.models.look.PlateReading;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import java.util.concurrent.CompletableFuture;

/** Reads the plates that were found. */
public final class ReadPlates extends PerceptionStage<PlateText> {
  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  public ReadPlates(CameraModels models, PoolOptions options, boolean live) {
    super(ModelRole.PLATE_TEXT, models, options, live);
  }

  @Override
  ModelPools.Lease<PlateText> lease(ModelManifest manifest, PoolOptions options) {
    return ModelPools.leaseReader(manifest, options);
  }

  @Override
  boolean concerns(Observations before) {
    return !before.plates().isEmpty();
  }

  @Override
  CompletableFuture<Observations> look(
      Picture picture, Observations before, ModelPool<PlateText> pool) throws InterruptedException {
    return PlateReading.of(picture, before.plates(), pool).thenApply(before::withPlates);
  }
}
