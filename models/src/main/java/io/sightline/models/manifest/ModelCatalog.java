package io.sightline.models.manifest;

import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models found in some directories, each in a folder of its own with its {@code model.yaml}.
 */
public final class ModelCatalog {
  /** What some call a manifest. */
  private static final String MISSPELT = "model.yml";

  private final List<ModelManifest> models;
  private final Map<String, BadInput> ambiguous;
  private final List<BadInput> unusable;
  private final List<Path> directories;
  private final Path bundled;
  private final List<String> preferred;
  private final Device device;

  private ModelCatalog(
      List<Path> directories,
      Path bundled,
      List<ModelManifest> models,
      Map<String, BadInput> ambiguous,
      List<BadInput> unusable,
      List<String> preferred,
      Device device) {
    this.directories = directories;
    this.bundled = bundled;
    this.models = models;
    this.ambiguous = ambiguous;
    this.unusable = unusable;
    this.preferred = preferred;
    this.device = device;
  }

  /**
   * @param directories each holds a folder per model, or is one; one id that two of them hold
   *     cannot be asked for
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
    Map<String, ModelManifest> models = new TreeMap<>();
    Map<String, BadInput> ambiguous = new HashMap<>();
    List<BadInput> unusable = new ArrayList<>();
    for (Path directory : directories) {
      boolean found = false;
      for (Path folder : folders(directory)) {
        try {
          Optional<ModelManifest> model = model(folder);
          found |= model.isPresent();
          model.ifPresent(
              one -> {
                ModelManifest known = models.putIfAbsent(one.id(), one);
                // One's own model takes the place of the one that comes with the program.
                if (known != null && !directory.equals(bundled) && !isSame(known, one)) {
                  ambiguous.putIfAbsent(one.id(), twice(known, one));
                }
              });
        } catch (BadInput e) {
          found = true;
          unusable.add(e);
        }
      }
      if (!found) {
        unusable.add(
            new BadInput(
                "There are no models in "
                    + directory
                    + ": neither it nor a folder in it has a "
                    + ModelManifest.FILE_NAME
                    + "; correct --models."));
      }
    }
    return new ModelCatalog(
        List.copyOf(directories),
        bundled == null ? null : bundled.toAbsolutePath().normalize(),
        List.copyOf(models.values()),
        Map.copyOf(ambiguous),
        List.copyOf(unusable),
        List.of(),
        Device.CPU);
  }

  /**
   * The same models, of which some are the default of their task.
   *
   * @param setting where the ids were given, for messages
   * @param ids of at most one model a task
   * @throws BadInput when there is no such model, or two are for one task
   */
  public ModelCatalog preferring(String setting, List<String> ids) {
    try {
      requireOneATask(ids);
    } catch (BadInput e) {
      throw new BadInput("`" + setting + "`: " + e.getMessage(), e);
    }
    return new ModelCatalog(
        directories, bundled, models, ambiguous, unusable, List.copyOf(ids), device);
  }

  private void requireOneATask(List<String> ids) {
    Map<ModelTask, String> byTask = new EnumMap<>(ModelTask.class);
    for (String id : ids) {
      String other = byTask.putIfAbsent(require(id).task(), id);
      if (other != null && !other.equals(id)) {
        throw new BadInput(
            "The models '"
                + other
                + "' and '"
                + id
                + "' are both for "
                + require(id).task().key()
                + "; only one of them can be the default.");
      }
    }
  }

  /** The same models, run on something else than the processor. */
  public ModelCatalog on(Device other) {
    return new ModelCatalog(directories, bundled, models, ambiguous, unusable, preferred, other);
  }

  /** What these models run on. */
  public Device device() {
    return device;
  }

  private static boolean isSame(ModelManifest known, ModelManifest other) {
    try {
      return Files.isSameFile(known.file(), other.file());
    } catch (IOException e) {
      return false;
    }
  }

  private static BadInput twice(ModelManifest known, ModelManifest other) {
    return new BadInput(
        "Two models are called '"
            + known.id()
            + "', in "
            + known.file().getParent()
            + " and in "
            + other.file().getParent()
            + "; change one's `id`, or leave its folder out.");
  }

  /** The directory itself and those in it. */
  private static List<Path> folders(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInput(
          Files.exists(directory)
              ? "The models' folder "
                  + directory
                  + " is a file; give --models the folder that it is in."
              : "There is no folder of models " + directory + "; correct --models.");
    }
    try (Stream<Path> folders = Files.list(directory)) {
      return Stream.concat(Stream.of(directory), folders.filter(Files::isDirectory).sorted())
          .toList();
    } catch (IOException e) {
      throw new BadInput(
          "The folder of models " + directory + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * The model of a folder, if it is one's.
   *
   * @throws BadInput when its manifest cannot be used, or there is a model without one
   */
  private static Optional<ModelManifest> model(Path folder) {
    Path manifest = folder.resolve(ModelManifest.FILE_NAME);
    if (Files.isRegularFile(manifest)) {
      return Optional.of(ModelManifest.read(manifest));
    }
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names = files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      // Not a folder of ours: somebody else's may lie beside models.
      return Optional.empty();
    }
    Optional<String> onnx = names.stream().filter(name -> name.endsWith(".onnx")).findFirst();
    if (onnx.isPresent()) {
      throw new BadInput(
          "The folder "
              + folder
              + " holds "
              + onnx.get()
              + " and no "
              + ModelManifest.FILE_NAME
              + (names.contains(MISSPELT) ? " (" + MISSPELT + " has to be called so)" : "")
              + "; docs/models.md says what to write into one.");
    }
    return Optional.empty();
  }

  /** Every model, by id. */
  public List<ModelManifest> models() {
    return models;
  }

  /** What is wrong with what was found beside the models, a sentence each. */
  public List<BadInput> unusable() {
    return Stream.concat(
            unusable.stream(),
            ambiguous.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue))
        .toList();
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
   * @throws BadInput when there is no such model, or there are two
   */
  public ModelManifest require(String id) {
    if (ambiguous.containsKey(id)) {
      throw ambiguous.get(id);
    }
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
                        + unusableHint(id)
                        + "."));
  }

  /**
   * The model used where a site file names none: the preferred one, else the one that comes with
   * the program; without one, the first by id.
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
                        + unusableHint("")
                        + "."));
  }

  /** The model used where nobody names one, if there is one. */
  public Optional<ModelManifest> findDefault(ModelTask task) {
    return models.stream()
        .filter(model -> model.task() == task)
        .min(
            Comparator.comparing((ModelManifest model) -> !preferred.contains(model.id()))
                .thenComparing(model -> !isBundled(model)));
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

  /**
   * @param id what was looked for, since that may be among them
   */
  private String unusableHint(String id) {
    return unusable.stream()
        .map(BadInput::getMessage)
        .min(Comparator.comparing((String problem) -> !problem.contains(id)))
        .map(problem -> " (not usable: " + problem.replaceFirst("\\.$", "") + ")")
        .orElse("");
  }
}
