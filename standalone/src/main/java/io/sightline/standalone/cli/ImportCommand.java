package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Schema;
import io.sightline.store.imports.VisionAiImport;
import io.sightline.store.imports.VisionAiImport.Count;
import io.sightline.store.imports.VisionAiImport.Outcome;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Brings a replaced system's users and history; run twice changes nothing.")
final class ImportCommand implements Subcommand {
  private static final String VISIONAI = "visionai";

  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "SYSTEM", description = "visionai.")
  private String system;

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      description =
          "Its database, jdbc:postgresql://HOST/NAME?user=…&password=… or as its DATABASE_URL has it.")
  private String address;

  @Override
  public Integer call() throws Exception {
    if (!system.equals(VISIONAI)) {
      throw new BadInput("There is no import from '" + system + "'; name visionai.");
    }
    DatabaseAddress source = source();
    Outcome outcome;
    try (Database database = common.database()) {
      outcome =
          VisionAiImport.run(
              source, database.address(), read -> System.err.println(read + " predictions read"));
    }
    outcome.notes().forEach(System.err::println);
    if (common.json()) {
      System.out.println(
          Json.write(
              Map.of(
                  "users", outcome.users(),
                  "models", outcome.models(),
                  "predictions", outcome.predictions())));
    } else {
      System.out.println(text("users", outcome.users()));
      System.out.println(text("models", outcome.models()));
      System.out.println(text("predictions", outcome.predictions()));
    }
    return 0;
  }

  private DatabaseAddress source() {
    if (address.startsWith("jdbc:")) {
      return Schema.parse(address);
    }
    Settings named = Settings.load(null, Map.of("DATABASE_URL", address));
    return Schema.given(named);
  }

  private static String text(String what, Count count) {
    return "%s: %d read, %d new".formatted(what, count.read(), count.written());
  }
}
