package io.sightline.job.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.site.Analysis;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The model that a camera's layout names, or the first there is. */
public final class LayoutModels implements VehicleModels {
  private final Layouts layouts;
  private final List<ModelChoice> known;
  private transient LayoutCache<Map<String, Camera>> cameras;

  /**
   * @param known in the order of preference
   */
  public LayoutModels(Layouts layouts, List<ModelChoice> known) {
    this.layouts = layouts;
    this.known = List.copyOf(known);
  }

  @Override
  public Optional<ModelChoice> of(FrameHeader frame) {
    if (cameras == null) {
      cameras = new LayoutCache<>(layouts, LayoutModels::byId);
    }
    Camera camera = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    if (camera == null || !looksForVehicles(camera)) {
      return Optional.empty();
    }
    return Optional.of(choose(camera));
  }

  private static Map<String, Camera> byId(Site site) {
    Map<String, Camera> byId = new HashMap<>();
    site.cameras().forEach(camera -> byId.put(camera.id(), camera));
    return byId;
  }

  private ModelChoice choose(Camera camera) {
    String wanted = camera.models().get(ModelRole.VEHICLES.key());
    Function<ModelChoice, Boolean> fits = choice -> wanted == null || choice.id().equals(wanted);
    return known.stream()
        .filter(fits::apply)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no vehicle model"
                        + (wanted == null ? "" : " '" + wanted + "'")
                        + "; give its folder with --models."));
  }

  /** Whether a camera's frames are looked at for vehicles. */
  public static boolean looksForVehicles(Camera camera) {
    return camera.analyses(Analysis.VEHICLES) || camera.analyses(Analysis.OCCUPANCY);
  }

  @Override
  public Collection<ModelChoice> pinned() {
    return List.of();
  }
}
