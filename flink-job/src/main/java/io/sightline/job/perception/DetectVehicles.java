package io.sightline.job.perception;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.CameraModels;
import io.sightline.models.runtime.CloseLook;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.PoolOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks for vehicles. */
public final class DetectVehicles extends DetectionStage {
  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  public DetectVehicles(CameraModels models, PoolOptions options, boolean live) {
    super(ModelRole.VEHICLES, models, options, live);
  }

  @Override
  CompletableFuture<Observations> look(
      Picture picture, Observations before, ModelPool<List<Detection>> pool)
      throws InterruptedException {
    // A photograph is judged alone, so it is looked at closely; in a video the next frame is
    // another chance.
    CompletableFuture<List<Detection>> answer =
        before.frame().still() ? CloseLook.at(picture, pool) : pool.submit(picture);
    return answer.thenApply(before::withVehicles);
  }
}
