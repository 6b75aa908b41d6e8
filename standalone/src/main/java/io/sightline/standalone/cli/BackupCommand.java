package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.standalone.backup.Backup;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "backup",
    description =
        "Writes all that is stored into one file: database, pictures and the state of runs.")
final class BackupCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "The file, or a folder in which it gets a name with the time.")
  private String to;

  @Override
  public Integer call() {
    Terminal terminal = new Terminal("backup");
    Path file = Path.of(to);
    if (to.endsWith("/") && !Files.isDirectory(file)) {
      throw new BadInput("There is no folder " + to + "; make it, or choose another --to.");
    }
    try (Database database = common.existingDatabase()) {
      Backup.Outcome outcome =
          new Backup(common.installation(), database.address(), common.media())
              .write(file, terminal);
      terminal.endBar();
      outcome.notes().forEach(terminal::line);
      String key = common.settings().get(Settings.SECRETS_KEY_FILE);
      if (key != null) {
        terminal.line(
            "The key "
                + key
                + " (secrets.key-file) is not in it; keep it apart: without it the passwords of cameras and webhooks cannot be read.");
      }
      System.out.println(common.json() ? json(outcome) : text(outcome));
      return 0;
    } catch (IOException e) {
      throw new BadInput(
          "The backup " + to + " cannot be written: " + e.getMessage() + "; choose another --to.",
          e);
    } finally {
      terminal.endBar();
    }
  }

  private static String text(Backup.Outcome outcome) {
    return "%d rows and %d pictures are in %s (%.1f MB). It holds passwords of cameras; keep it safe."
        .formatted(outcome.rows(), outcome.pictures(), outcome.file(), outcome.bytes() / 1e6);
  }

  private static String json(Backup.Outcome outcome) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("file", outcome.file().toString());
    said.put("bytes", outcome.bytes());
    said.put("rows", outcome.rows());
    said.put("pictures", outcome.pictures());
    said.put("notes", outcome.notes());
    return Json.write(said);
  }
}
