package io.sightline.job.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The models that a camera's layout names, or the first there is of each kind. */
public final class LayoutModels implements CameraModels {
  private final Layouts layouts;
  private final EnumMap<ModelRole, List<ModelChoice>> known = new EnumMap<>(ModelRole.class);
  private final Set<ModelRole> refused;
  private transient LayoutCache<Map<String, Camera>> cameras;

  /**
   * @param known by role, in the order of preference
   * @param refused what no camera gets, whatever its layout asks for
   */
  public LayoutModels(
      Layouts layouts, Map<ModelRole, List<ModelChoice>> known, Set<ModelRole> refused) {
    this.refused = Set.copyOf(refused);
    this.layouts = layouts;
    known.forEach((role, choices) -> this.known.put(role, List.copyOf(choices)));
  }

  @Override
  public Optional<ModelChoice> of(FrameHeader frame, ModelRole role) {
    if (refused.contains(role)) {
      return Optional.empty();
    }
    if (cameras == null) {
      cameras = new LayoutCache<>(layouts, LayoutModels::byId);
    }
    Camera camera = cameras.of(frame.site(), frame.layoutVersion()).get(frame.camera());
    if (camera == null || !camera.looks().contains(role)) {
      return Optional.empty();
    }
    return Optional.of(choose(camera, role));
  }

  private static Map<String, Camera> byId(Site site) {
    Map<String, Camera> byId = new HashMap<>();
    site.cameras().forEach(camera -> byId.put(camera.id(), camera));
    return byId;
  }

  private ModelChoice choose(Camera camera, ModelRole role) {
    String wanted = camera.models().get(role.key());
    return known.getOrDefault(role, List.of()).stream()
        .filter(choice -> wanted == null || choice.id().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no model"
                        + (wanted == null ? "" : " '" + wanted + "'")
                        + " for "
                        + role.key()
                        + "; give its folder with --models."));
  }

  @Override
  public Collection<ModelChoice> pinned(ModelRole role) {
    return List.of();
  }
}
