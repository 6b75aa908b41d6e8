package io.sightline.job.perception;

import io.sightline.domain.observations.Detection;
import io.sightline.domain.site.ModelRole;
import io.sightline.job.settings.CameraModels;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.ModelPools;
import io.sightline.models.runtime.PoolOptions;
import java.util.List;

/** A stage whose model is a detector or a classifier. */
abstract class DetectionStage extends PerceptionStage<List<Detection>> {
  DetectionStage(ModelRole role, CameraModels models, PoolOptions options, boolean live) {
    super(role, models, options, live);
  }

  @Override
  final ModelPools.Lease<List<Detection>> lease(ModelManifest manifest, PoolOptions options) {
    return ModelPools.lease(manifest, options);
  }
}
