package io.sightline.job.settings;

import io.sightline.domain.BadInput;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.ModelRole;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.ModelFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the models that there are look at which camera's frames. */
public final class ModelChoices {
  private static final Logger LOG = LoggerFactory.getLogger(ModelChoices.class);

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

  /** All that are whole, by place, the default first. */
  public static Map<ModelRole, List<ModelChoice>> all(ModelCatalog catalog) {
    Map<ModelRole, List<ModelChoice>> byRole = new EnumMap<>(ModelRole.class);
    for (ModelTask task : ModelTask.values()) {
      List<ModelManifest> manifests =
          new ArrayList<>(catalog.models().stream().filter(model -> model.task() == task).toList());
      if (!manifests.isEmpty()) {
        ModelManifest usual = catalog.requireDefault(task);
        // The sort is stable: the others stay in the order of their ids.
        manifests.sort(Comparator.comparing(model -> !model.equals(usual)));
        List<ModelChoice> choices = usable(manifests);
        if (!choices.isEmpty()) {
          byRole.put(task.role(), choices);
        }
      }
    }
    return byRole;
  }

  /** A model that lacks a file is none to choose: whoever names it is told that there is none. */
  private static List<ModelChoice> usable(List<ModelManifest> manifests) {
    List<ModelChoice> choices = new ArrayList<>();
    for (ModelManifest manifest : manifests) {
      try {
        choices.add(choice(manifest));
      } catch (BadInput e) {
        LOG.warn("The model '{}' is left out. {}", manifest.id(), e.getMessage());
      }
    }
    return choices;
  }

  /**
   * A model as it is now, which a run is pinned to.
   *
   * @throws BadInput when a file of the model is missing or cannot be read
   */
  public static ModelChoice choice(ModelManifest manifest) {
    Path yaml = manifest.file().resolveSibling(ModelManifest.FILE_NAME);
    return new ModelChoice(
        yaml.toString(), manifest.id(), manifest.version(), ModelFiles.sha256(manifest));
  }
}
