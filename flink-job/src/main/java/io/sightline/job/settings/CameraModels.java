package io.sightline.job.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.site.ModelRole;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which models look at a camera's frames. */
public interface CameraModels extends Serializable {
  /** No model for no camera. */
  CameraModels NONE = byCamera(Map.of());

  /**
   * Empty when the camera does not ask for what models of that place do.
   *
   * @throws BadInput when the camera asks for a model that there is not
   */
  Optional<ModelChoice> of(FrameHeader frame, ModelRole role);

  /** Those that must be there, unchanged, before the first frame comes. */
  Collection<ModelChoice> pinned(ModelRole role);

  /** The same models for all time, by role and camera. */
  static CameraModels byCamera(Map<ModelRole, ? extends Map<String, ModelChoice>> models) {
    // Neither Map.copyOf, whose order differs from process to process, nor the caller's own maps.
    EnumMap<ModelRole, TreeMap<String, ModelChoice>> byRole = new EnumMap<>(ModelRole.class);
    models.forEach((role, byCamera) -> byRole.put(role, new TreeMap<>(byCamera)));
    return new ByCamera(byRole);
  }

  /** See {@link #byCamera}. */
  record ByCamera(EnumMap<ModelRole, TreeMap<String, ModelChoice>> models) implements CameraModels {
    @Override
    public Optional<ModelChoice> of(FrameHeader frame, ModelRole role) {
      return Optional.ofNullable(models.get(role)).map(byCamera -> byCamera.get(frame.camera()));
    }

    @Override
    public Collection<ModelChoice> pinned(ModelRole role) {
      return models.containsKey(role) ? models.get(role).values() : List.of();
    }
  }
}
