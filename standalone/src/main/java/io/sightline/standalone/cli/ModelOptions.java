package io.sightline.standalone.cli;

import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What every command takes that asks models, and how all say what they found. */
final class ModelOptions {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "A folder of more models; may be given several times.")
  private List<Path> models = new ArrayList<>();

  @Option(names = "--json", description = "Print exactly one JSON object on standard output.")
  private boolean json;

  @Option(names = "--verbose", description = "Show the whole error with its stack trace.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  List<Path> folders() {
    return models;
  }

  boolean json() {
    return json;
  }

  /** Given models come before bundled ones of the same id. */
  ModelCatalog catalog(Installation installation) {
    Path bundled = installation.bundledModels();
    return ModelCatalog.of(models, Files.isDirectory(bundled) ? bundled : null);
  }
}
