package io.sightline.standalone.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.Digest;
import io.sightline.domain.json.Json;
import io.sightline.models.manifest.InputSpec;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.runtime.ModelFacts;
import io.sightline.models.runtime.OnnxModel;
import io.sightline.models.runtime.OnnxRuntime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "models", description = "Lists the models found, and whether they load.")
final class ModelsCommand implements Subcommand {
  @Mixin private CommonOptions common;

  /**
   * One model, as it is printed.
   *
   * @param inputShape as its file says, −1 for axes of any length; null when it does not load
   * @param parameters how many numbers training found; null when it does not load
   * @param reason why it does not load; null when it does
   */
  record Listed(
      String id,
      String task,
      String file,
      String version,
      String licence,
      String input,
      @JsonProperty("input_shape") List<Long> inputShape,
      Long parameters,
      String provider,
      String sha256,
      boolean loads,
      String reason) {}

  @Override
  public Integer call() throws IOException {
    ModelCatalog catalog = common.catalog();
    List<Listed> models = new java.util.ArrayList<>();
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

  private static Listed list(ModelManifest manifest) throws IOException {
    String reason = reasonNotToLoad(manifest);
    InputSpec input = manifest.input();
    ModelFacts facts = reason == null ? ModelFacts.of(manifest.file()) : null;
    return new Listed(
        manifest.id(),
        manifest.task().key(),
        manifest.file().toString(),
        manifest.version(),
        manifest.licence(),
        (input.width() == 0 ? "any" : input.width())
            + " x "
            + input.height()
            + " "
            + input.colour()
            + " "
            + input.layout(),
        facts == null ? null : facts.inputShape(),
        facts == null ? null : facts.parameters(),
        OnnxRuntime.provider(),
        Digest.sha256(manifest.file()),
        reason == null,
        reason);
  }

  private static String reasonNotToLoad(ModelManifest manifest) {
    try {
      OnnxModel.load(manifest).close();
      return null;
    } catch (BadInput e) {
      return e.getMessage();
    }
  }

  private static String text(Listed model) {
    return "%-20s %-22s %-10s %-22s %-20s %10s %s  %s%s"
        .formatted(
            model.id(),
            model.task(),
            model.version(),
            model.licence(),
            model.input(),
            model.parameters() == null ? "" : model.parameters(),
            model.provider(),
            model.sha256().substring(0, 12),
            model.loads() ? "  loads" : "  does not load: " + model.reason());
  }
}
