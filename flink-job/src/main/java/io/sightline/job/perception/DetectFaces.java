package io.sightline.job.perception;

import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.CameraModels;
import io.sightline.models.look.FaceJudgement;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.PoolOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks for faces. */
public final class DetectFaces extends DetectionStage {
  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  public DetectFaces(CameraModels models, PoolOptions options, boolean live) {
    super(ModelRole.FACES, models, options, live);
  }

  @Override
  CompletableFuture<Observations> look(
      Picture picture, Observations before, ModelPool<List<Detection>> pool)
      throws InterruptedException {
    return FaceJudgement.faces(picture, pool).thenApply(before::withFaces);
  }
}
