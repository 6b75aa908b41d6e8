package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.standalone.backup.Restore;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "restore",
    description = "Puts back what backup wrote, into a data folder that is new or to be replaced.")
final class RestoreCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Option(names = "--from", paramLabel = "FILE", required = true, description = "The backup.")
  private Path from;

  @Option(names = "--replace", description = "Delete what is stored there now.")
  private boolean replace;

  @Override
  public Integer call() {
    Terminal terminal = new Terminal("restore");
    try (Restore backup = Restore.open(from, terminal);
        Database database = common.databaseToRestore()) {
      Restore.Outcome outcome =
          backup.into(common.installation(), database.address(), common.media(), replace, terminal);
      terminal.endBar();
      outcome.notes().forEach(terminal::line);
      System.out.println(common.json() ? json(outcome) : text(outcome));
      return 0;
    } catch (IOException e) {
      throw new BadInput(
          "The backup "
              + from
              + " cannot be restored: "
              + e.getMessage()
              + "; run it again when that is mended.",
          e);
    } finally {
      terminal.endBar();
    }
  }

  private static String text(Restore.Outcome outcome) {
    return "All is as it was at %s: %d rows and %d pictures."
        .formatted(outcome.madeAt(), outcome.rows(), outcome.pictures());
  }

  private static String json(Restore.Outcome outcome) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("made_at", outcome.madeAt());
    said.put("rows", outcome.rows());
    said.put("pictures", outcome.pictures());
    said.put("notes", outcome.notes());
    return Json.write(said);
  }
}
