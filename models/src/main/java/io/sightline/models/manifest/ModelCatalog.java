package io.sightline.models.manifest;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models found in some directories, each in a folder of its own with its {@code model.yaml}.
 */
public final class ModelCatalog {
  private final List<ModelManifest> models;
  private final List<BadInput> unusable;
  private final List<Path> directories;
  private final Path bundled;

  private ModelCatalog(
      List<Path> directories, Path bundled, List<ModelManifest> models, List<BadInput> unusable) {
    this.directories = directories;
    this.bundled = bundled;
    this.models = models;
    this.unusable = unusable;
  }

  /**
   * @param directories each holds a folder per model, or is one; where two hold the same id, the
   *     first counts
   */
  public static ModelCatalog of(List<Path> directories) {
    return of(directories, null);
  }

  /**
   * @param directories as in {@link #of(List)}
   * @param bundled the directory of the models that come with the program; null for none
   */
  public static ModelCatalog of(List<Path> directories, Path bundled) {
    List<Path> all = new ArrayList<>(directories);
    if (bundled != null) {
      all.add(bundled);
    }
    return read(all, bundled);
  }

  private static ModelCatalog read(List<Path> directories, Path bundled) {
    List<ModelManifest> models = new ArrayList<>();
    List<BadInput> unusable = new ArrayList<>();
    for (Path directory : directories) {
      for (Path manifest : manifests(directory)) {
        try {
          ModelManifest model = ModelManifest.read(manifest);
          if (models.stream().noneMatch(known -> known.id().equals(model.id()))) {
            models.add(model);
          }
        } catch (BadInput e) {
          unusable.add(e);
        }
      }
    }
    models.sort(Comparator.comparing(ModelManifest::id));
    return new ModelCatalog(
        List.copyOf(directories),
        bundled == null ? null : bundled.toAbsolutePath().normalize(),
        List.copyOf(models),
        List.copyOf(unusable));
  }

  private static List<Path> manifests(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInput("There is no folder of models " + directory + "; correct --models.");
    }
    try (Stream<Path> folders = Files.list(directory)) {
      return Stream.concat(Stream.of(directory), folders.filter(Files::isDirectory).sorted())
          .map(folder -> folder.resolve(ModelManifest.FILE_NAME))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new BadInput(
          "The folder of models " + directory + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Every model, by id. */
  public List<ModelManifest> models() {
    return models;
  }

  /** What is wrong with the manifests that cannot be read. */
  public List<BadInput> unusable() {
    return unusable;
  }

  /**
   * @throws BadInput when there is no such model, or it is for another task
   */
  public ModelManifest require(String id, ModelTask task) {
    ModelManifest model = require(id);
    if (model.task() != task) {
      throw new BadInput(
          "The model '"
              + id
              + "' is for "
              + model.task().key()
              + ", not for "
              + task.key()
              + "; choose one of "
              + ids(task)
              + ".");
    }
    return model;
  }

  /**
   * @throws BadInput when there is no such model
   */
  public ModelManifest require(String id) {
    return models.stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no model '"
                        + id
                        + "' in "
                        + places()
                        + "; found: "
                        + ids(null)
                        + unusableHint()
                        + "."));
  }

  /**
   * The model used where a site file names none: the one that comes with the program; without one,
   * the first by id.
   *
   * @throws BadInput when there is none for this task
   */
  public ModelManifest requireDefault(ModelTask task) {
    return findDefault(task)
        .orElseThrow(
            () ->
                new BadInput(
                    "There is no model for "
                        + task.key()
                        + " in "
                        + places()
                        + "; give --models a folder that has one"
                        + unusableHint()
                        + "."));
  }

  /** The model used where a site file names none. */
  public Optional<ModelManifest> findDefault(ModelTask task) {
    return models.stream()
        .filter(model -> model.task() == task)
        .min(Comparator.comparing((ModelManifest model) -> !isBundled(model)));
  }

  private boolean isBundled(ModelManifest model) {
    return bundled != null && model.file().startsWith(bundled);
  }

  private String places() {
    return directories.isEmpty()
        ? "any folder, since --models was not given"
        : directories.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private String ids(ModelTask task) {
    String ids =
        models.stream()
            .filter(model -> task == null || model.task() == task)
            .map(ModelManifest::id)
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "none" : ids;
  }

  private String unusableHint() {
    return unusable.isEmpty()
        ? ""
        : " (not usable: " + unusable.get(0).getMessage().replaceFirst("\\.$", "") + ")";
  }
}
