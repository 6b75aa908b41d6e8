package io.sightline.job.perception;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.observations.Detection;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.Spot;
import io.sightline.job.settings.CameraModels;
import io.sightline.models.look.SpotJudgement;
import io.sightline.models.runtime.ModelPool;
import io.sightline.models.runtime.PoolOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.OpenContext;

/** Judges a camera's parking spots by how each looks. */
public final class ClassifySpots extends DetectionStage {
  private final Layouts layouts;
  private transient LayoutCache<Map<String, List<Spot>>> spots;

  /**
   * @param live whether frames are those of live cameras, which may be left out and come only once
   */
  public ClassifySpots(CameraModels models, Layouts layouts, PoolOptions options, boolean live) {
    super(ModelRole.SPOTS, models, options, live);
    this.layouts = layouts;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    super.open(context);
    spots = new LayoutCache<>(layouts, ClassifySpots::byCamera);
  }

  private static Map<String, List<Spot>> byCamera(Site site) {
    Map<String, List<Spot>> byCamera = new HashMap<>();
    for (Camera camera : site.cameras()) {
      byCamera.put(camera.id(), camera.spots());
    }
    return byCamera;
  }

  @Override
  CompletableFuture<Observations> look(
      Picture picture, Observations before, ModelPool<List<Detection>> pool)
      throws InterruptedException {
    return SpotJudgement.of(picture, spots(before.frame()), pool).thenApply(before::withSpots);
  }

  /** Called by the thread that loaded a model, too. */
  private synchronized List<Spot> spots(FrameHeader frame) {
    return spots.of(frame.site(), frame.layoutVersion()).getOrDefault(frame.camera(), List.of());
  }
}
