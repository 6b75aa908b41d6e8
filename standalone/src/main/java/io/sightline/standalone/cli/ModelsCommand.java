package io.sightline.standalone.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.Devices;
import io.sightline.models.runtime.ModelFacts;
import io.sightline.models.runtime.ModelFiles;
import io.sightline.models.runtime.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "models", description = "Lists the models found, and whether they load.")
final class ModelsCommand implements Subcommand {
  private static final String UNKNOWN = "?";
  private static final int SHOWN_DIGITS = 12;

  @Mixin private CommonOptions common;

  /**
   * One model, as it is printed.
   *
   * @param input what it is fed, as manifest and file have it together; of one that does not load,
   *     what the manifest says of it
   * @param labels names of its classes; empty where its task has none
   * @param fromFile what of these the manifest leaves to the file; null when it does not load
   * @param inputShape as its file says, −1 for axes of any length; null when it does not load
   * @param parameters how many numbers training found; null when it does not load
   * @param sha256 of its files; null when one is missing or no weights
   * @param reason why it does not load; null when it does
   */
  record Listed(
      String id,
      String task,
      String file,
      String version,
      String licence,
      String input,
      List<String> labels,
      @JsonProperty("from_file") List<String> fromFile,
      @JsonProperty("input_shape") List<Long> inputShape,
      Long parameters,
      String provider,
      String sha256,
      boolean loads,
      String reason) {}

  @Override
  public Integer call() {
    ModelCatalog catalog = common.catalog();
    List<Listed> models = new ArrayList<>();
    for (ModelManifest manifest : catalog.models()) {
      models.add(list(manifest));
    }
    catalog.unusable().forEach(problem -> System.err.println(problem.getMessage()));
    if (common.json()) {
      System.out.println(Json.write(Map.of("models", models)));
    } else if (models.isEmpty()) {
      System.out.println("No models; give a folder of them with --models.");
    } else {
      models.forEach(model -> System.out.println(text(model)));
    }
    return 0;
  }

  private Listed list(ModelManifest declared) {
    String reason = null;
    ModelManifest manifest = declared;
    ModelFacts facts = null;
    try (OnnxModel<?> model = OnnxModel.load(declared)) {
      manifest = model.manifest();
      facts = ModelFacts.of(manifest.file());
    } catch (BadInput e) {
      reason = e.getMessage();
    }
    return new Listed(
        manifest.id(),
        manifest.task().key(),
        manifest.file().toString(),
        manifest.version(),
        manifest.licence(),
        input(manifest.input(), facts != null),
        manifest.output().labels(),
        facts == null ? null : fromFile(declared, manifest),
        facts == null ? null : facts.inputShape(),
        facts == null ? null : facts.parameters(),
        Devices.of(common.settings()).key(),
        sha256(manifest),
        reason == null,
        reason);
  }

  /** Sides, colour and layout, as far as they are known. */
  private static String input(InputSpec input, boolean complete) {
    String width = input.width() > 0 ? Integer.toString(input.width()) : complete ? "any" : UNKNOWN;
    String height = input.height() > 0 ? Integer.toString(input.height()) : UNKNOWN;
    String sides = width.equals(height) && width.equals(UNKNOWN) ? "" : width + " x " + height;
    return Stream.of(sides, text(input.colour()), text(input.layout()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String text(Object part) {
    return part == null ? "" : part.toString();
  }

  private static List<String> fromFile(ModelManifest declared, ModelManifest complete) {
    List<String> left = new ArrayList<>();
    InputSpec before = declared.input();
    InputSpec after = complete.input();
    addIf(left, before.width() != after.width(), "width");
    addIf(left, before.height() != after.height(), "height");
    addIf(left, before.layout() != after.layout(), "layout");
    addIf(left, before.colour() != after.colour(), "colour");
    addIf(left, before.scale() == 0 && after.scale() != 1, "scale");
    addIf(left, !declared.output().labels().equals(complete.output().labels()), "labels");
    return left;
  }

  private static void addIf(List<String> list, boolean wanted, String what) {
    if (wanted) {
      list.add(what);
    }
  }

  private static String sha256(ModelManifest manifest) {
    try {
      return ModelFiles.sha256(manifest);
    } catch (BadInput e) {
      // It does not load for the same reason, which is said there.
      return null;
    }
  }

  private static String text(Listed model) {
    return "%-20s %-22s %-10s %-22s %-20s %10s %s  %-12s%s"
        .formatted(
            model.id(),
            model.task(),
            model.version(),
            model.licence(),
            model.input(),
            model.parameters() == null ? "" : model.parameters(),
            model.provider(),
            model.sha256() == null ? UNKNOWN : model.sha256().substring(0, SHOWN_DIGITS),
            model.loads() ? "  loads" + read(model) : "  does not load: " + model.reason());
  }

  private static String read(Listed model) {
    return model.fromFile().isEmpty()
        ? ""
        : " (" + String.join(", ", model.fromFile()) + " read from the file)";
  }
}
