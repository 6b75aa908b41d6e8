package io.sightline.job.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.FrameHeader;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which model looks for vehicles in a camera's frames. */
public interface VehicleModels extends Serializable {

  /**
   * Empty when nobody looks for vehicles there.
   *
   * @throws BadInput when the camera asks for a model that there is not
   */
  Optional<ModelChoice> of(FrameHeader frame);

  /** Those that must be there, unchanged, before the first frame comes. */
  Collection<ModelChoice> pinned();

  /** The same model for all time, by camera. */
  static VehicleModels byCamera(Map<String, ModelChoice> models) {
    // Neither Map.copyOf, whose order differs from process to process, nor the caller's own map.
    return new ByCamera(new TreeMap<>(models));
  }

  /** See {@link #byCamera}. */
  record ByCamera(TreeMap<String, ModelChoice> models) implements VehicleModels {
    @Override
    public Optional<ModelChoice> of(FrameHeader frame) {
      return Optional.ofNullable(models.get(frame.camera()));
    }

    @Override
    public Collection<ModelChoice> pinned() {
      return models.values();
    }
  }
}
