package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.domain.settings.Settings;
import io.sightline.media.store.MediaStore;
import io.sightline.standalone.imports.CarWatchImport;
import io.sightline.standalone.imports.CropFolder;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Schema;
import io.sightline.store.imports.AnprImport;
import io.sightline.store.imports.RecordsTarget;
import io.sightline.store.imports.VisionAiImport;
import io.sightline.store.registry.CameraSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Brings a replaced system's users and history; run twice changes nothing.")
final class ImportCommand implements Subcommand {
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "SYSTEM", description = "visionai, carwatch or anpr.")
  private String system;

  @Parameters(
      index = "1",
      paramLabel = "SOURCE",
      description = {
        "Of visionai and anpr their database, jdbc:postgresql://HOST/NAME?user=…&password=… or as their DATABASE_URL has it;",
        "of carwatch a dump of its database, as mysqldump writes it, maybe compressed by gzip."
      })
  private String source;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description = "Of the times in a dump that does not say it (default: UTC).")
  private ZoneId zone;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Of carwatch: which installation it is, where two have databases of one name (default: the database's).")
  private String name;

  @Option(
      names = "--crops",
      paramLabel = "DIR",
      description =
          "Of anpr: a copy of the bucket with the plates' pictures (default: none are brought).")
  private Path crops;

  @Override
  public Integer call() throws Exception {
    Brought brought =
        switch (system) {
          case "visionai" -> visionai();
          case "carwatch" -> carwatch();
          case "anpr" -> anpr();
          default ->
              throw new BadInput(
                  "There is no import from '" + system + "'; name visionai, carwatch or anpr.");
        };
    brought.notes().forEach(System.err::println);
    if (common.json()) {
      System.out.println(Json.write(brought.counts()));
    } else {
      brought
          .counts()
          .forEach(
              (what, count) ->
                  System.out.println(
                      "%s: %d read, %d new".formatted(what, count.read(), count.written())));
      System.out.println(
          "Next: ./sightline serve. Where there is no admin it makes the user admin and prints the password; an admin says who may see which site.");
    }
    return 0;
  }

  private record Count(long read, long written) {}

  /** By what it is. */
  private record Brought(Map<String, Count> counts, List<String> notes) {}

  private Brought visionai() throws Exception {
    DatabaseAddress from = address();
    try (Database database = common.database()) {
      VisionAiImport.Outcome outcome =
          VisionAiImport.run(
              from, database.address(), read -> System.err.println(read + " predictions read"));
      Map<String, Count> counts = new LinkedHashMap<>();
      counts.put("users", count(outcome.users()));
      counts.put("models", count(outcome.models()));
      counts.put("predictions", count(outcome.predictions()));
      return new Brought(counts, outcome.notes());
    }
  }

  private static Count count(VisionAiImport.Count count) {
    return new Count(count.read(), count.written());
  }

  private Brought carwatch() throws Exception {
    Path dump = Path.of(source);
    if (!Files.isRegularFile(dump)) {
      throw new BadInput(
          "There is no dump "
              + dump
              + "; make it with `mysqldump --hex-blob carwatch > DUMP.sql`.");
    }
    Settings settings = common.installation().keyed(common.settings());
    try (Database database = common.database();
        RecordsTarget target =
            new RecordsTarget(
                database.address(),
                settings.get(Settings.CARWATCH_SITE),
                PlateKeys.of(settings),
                common.installation().version());
        MediaStore pictures = common.media().open()) {
      CarWatchImport.Outcome outcome =
          CarWatchImport.run(dump, name, zone, target, pictures, System.err::println);
      Map<String, Count> counts = new LinkedHashMap<>();
      counts.put("users", count(outcome.users()));
      counts.put("history", count(outcome.history()));
      counts.put("images", count(outcome.images()));
      return new Brought(counts, outcome.notes());
    }
  }

  private static Count count(CarWatchImport.Count count) {
    return new Count(count.read(), count.written());
  }

  private Brought anpr() throws Exception {
    DatabaseAddress from = address();
    if (crops != null) {
      CropFolder.require(crops);
    }
    Settings settings = common.installation().keyed(common.settings());
    try (Database database = common.database();
        MediaStore pictures = common.media().open()) {
      CropFolder copied =
          crops == null
              ? null
              : new CropFolder(crops, pictures, settings.get(Settings.LIMITS_PICTURE));
      AnprImport.Outcome outcome =
          AnprImport.run(
              from,
              new AnprImport.Target(
                  database.address(),
                  settings.get(Settings.ANPR_SITE),
                  PlateKeys.of(settings),
                  new CameraSecrets(common.installation().key(settings)),
                  copied == null ? AnprImport.Crops.NONE : copied,
                  common.installation().version()),
              read -> System.err.println(read + " events read"));
      Map<String, Count> counts = new LinkedHashMap<>();
      counts.put("users", count(outcome.users()));
      counts.put("cameras", count(outcome.cameras()));
      counts.put("events", count(outcome.events()));
      counts.put("bolos", count(outcome.bolos()));
      List<String> notes = new ArrayList<>(outcome.notes());
      if (copied != null) {
        counts.put("crops", new Count(copied.kept() + copied.missing(), copied.kept()));
        if (copied.missing() > 0) {
          notes.add(
              "Events were brought without their pictures where these are not in "
                  + crops
                  + ", or cannot be read.");
        }
      }
      return new Brought(counts, notes);
    }
  }

  private static Count count(AnprImport.Count count) {
    return new Count(count.read(), count.written());
  }

  private DatabaseAddress address() {
    if (source.startsWith("jdbc:")) {
      return Schema.parse(source);
    }
    Settings named = Settings.load(null, Map.of("DATABASE_URL", source));
    return Schema.given(named);
  }
}
