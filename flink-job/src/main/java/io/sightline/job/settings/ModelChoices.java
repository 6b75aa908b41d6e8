package io.sightline.job.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which of the models that there are look at which camera's frames. */
public final class ModelChoices {
  private ModelChoices() {}

  /**
   * The model that a camera names for a place, or the default.
   *
   * @throws BadInput naming the camera, when there is no such model
   */
  public static ModelManifest manifest(ModelCatalog catalog, Camera camera, ModelRole role) {
    String wanted = camera.models().get(role.key());
    try {
      return wanted == null
          ? catalog.requireDefault(ModelTask.of(role))
          : catalog.require(wanted, ModelTask.of(role));
    } catch (BadInput e) {
      throw new BadInput("Camera '" + camera.id() + "': " + e.getMessage(), e);
    }
  }

  /** All there are by place, the default first. */
  public static Map<ModelRole, List<ModelChoice>> all(ModelCatalog catalog) {
    Map<ModelRole, List<ModelChoice>> byRole = new EnumMap<>(ModelRole.class);
    for (ModelTask task : ModelTask.values()) {
      List<ModelManifest> manifests =
          new ArrayList<>(catalog.models().stream().filter(model -> model.task() == task).toList());
      if (!manifests.isEmpty()) {
        ModelManifest usual = catalog.requireDefault(task);
        // The sort is stable: the others stay in the order of their ids.
        manifests.sort(Comparator.comparing(model -> !model.equals(usual)));
        byRole.put(task.role(), manifests.stream().map(ModelChoices::choice).toList());
      }
    }
    return byRole;
  }

  /** A model as it is now, which a run is pinned to. */
  public static ModelChoice choice(ModelManifest manifest) {
    Path yaml = manifest.file().resolveSibling(ModelManifest.FILE_NAME);
    try {
      return new ModelChoice(
          yaml.toString(), manifest.id(), manifest.version(), Digest.sha256(manifest.file()));
    } catch (IOException e) {
      throw new BadInput(
          "The model file " + manifest.file() + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
