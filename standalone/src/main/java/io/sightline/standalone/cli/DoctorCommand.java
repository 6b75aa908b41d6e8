package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.media.VideoFile;
import io.sightline.models.manifest.Device;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.runtime.Devices;
import io.sightline.models.runtime.OnnxRuntime;
import io.sightline.standalone.Platform;
import io.sightline.standalone.postgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = "Checks Java, native libraries, models, database, port and GPU.")
final class DoctorCommand implements Subcommand {
  private static final int LEAST_JAVA = 17;

  @Mixin private CommonOptions common;

  @Option(
      names = "--database",
      description = "Say how to open the database, and nothing else; ./sightline psql does so.")
  private boolean database;

  /** One check, as it is printed. */
  record Check(String name, boolean ok, String says) {}

  @Override
  public Integer call() throws IOException {
    if (database) {
      return sayDatabase();
    }
    List<Check> checks = new ArrayList<>();
    checks.add(check("java", DoctorCommand::java));
    checks.add(
        check(
            "platform",
            () -> Platform.current().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
    checks.add(check("ffmpeg", () -> "FFmpeg " + VideoFile.libraryVersion()));
    checks.add(check("onnx runtime", () -> "ONNX Runtime " + OnnxRuntime.version()));
    checks.add(check("models", this::models));
    checks.add(check("database", this::database));
    checks.add(check("port", this::port));
    checks.add(check("gpu", this::gpu));
    boolean ok = checks.stream().allMatch(Check::ok);
    if (common.json()) {
      System.out.println(Json.write(Map.of("ok", ok, "checks", checks)));
    } else {
      checks.forEach(
          check ->
              System.out.println(
                  "%-5s %-13s %s"
                      .formatted(check.ok() ? "ok" : "FAIL", check.name(), check.says())));
    }
    return ok ? 0 : Sightline.FAILED;
  }

  private int sayDatabase() throws IOException {
    try (Database existing = common.existingDatabase()) {
      Map<String, String> by = PsqlCommand.environment(existing.address(), false);
      by.remove("PGPASSWORD");
      if (common.json()) {
        System.out.println(Json.write(by));
      } else {
        by.forEach((name, value) -> System.out.println(name + "='" + value + "'"));
      }
      Path password = common.installation().data().resolve("postgres/password");
      if (Files.isReadable(password)
          && Files.readString(password).strip().equals(existing.address().password())) {
        System.err.println("The password is in " + password + ".");
      }
      return 0;
    }
  }

  private static Check check(String name, Callable<String> look) {
    try {
      return new Check(name, true, look.call());
    } catch (Exception | LinkageError e) {
      // Whatever a check dies of is its finding; the others still have theirs to tell.
      return new Check(name, false, e.getMessage());
    }
  }

  private static String java() {
    int version = Runtime.version().feature();
    if (version < LEAST_JAVA) {
      throw new BadInput(
          "Java " + version + " is too old; install JDK " + LEAST_JAVA + " or newer.");
    }
    return "Java " + Runtime.version();
  }

  private String models() {
    ModelCatalog catalog = common.catalog();
    if (!catalog.unusable().isEmpty()) {
      throw catalog.unusable().get(0);
    }
    return catalog.models().isEmpty()
        ? "none found; --models names a folder of them"
        : catalog.models().size() + " found";
  }

  private String gpu() {
    Settings settings = common.settings();
    Device device = Devices.of(settings);
    Optional<String> problem = Devices.cudaProblem();
    if (device == Device.CUDA && problem.isPresent()) {
      throw new BadInput("models.device is cuda, and CUDA cannot be used: " + problem.get());
    }
    return device == Device.CUDA
        ? "used; models run on CUDA"
        : "none used; models run on the CPU"
            + problem.map(why -> " (CUDA: " + why + ")").orElse(" (models.device: cpu)");
  }

  private String database() {
    try (Database database = common.database()) {
      return "PostgreSQL answers at " + database.address();
    }
  }

  private String port() {
    CommonOptions.requireFree(common.port());
    return common.port() + " is free";
  }
}
