package io.sightline.standalone.cli;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.DotEnv;
import io.sightline.domain.settings.Settings;
import io.sightline.media.store.MediaAddress;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.runtime.Devices;
import io.sightline.standalone.Installation;
import io.sightline.standalone.backup.Restore;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Schema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command takes. */
public final class CommonOptions {
  static final int DEFAULT_PORT = 8000;
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".sightline",
      description = "Everything written lives here (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Mixin private ModelOptions models;

  @Option(
      names = "--postgres",
      paramLabel = "JDBC_URL",
      description = "An existing database in place of the embedded one.")
  private String postgres;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to serve on (default: " + DEFAULT_PORT + ").")
  private Integer port;

  @Option(names = "--config", paramLabel = "FILE", description = "Settings, as YAML.")
  private Path config;

  public boolean json() {
    return models.json();
  }

  /**
   * What was given with {@code --config} and in the environment.
   *
   * @throws BadInput naming what cannot be used
   */
  public Settings settings() {
    return Settings.load(config, DotEnv.over(Path.of(""), System.getenv()));
  }

  /** Where pictures are kept. */
  public MediaAddress media() {
    return installation().media(settings());
  }

  public Installation installation() {
    return Installation.of(data);
  }

  /** Where models are looked for beside the ones that come with the program. */
  public List<Path> modelFolders() {
    return models.folders();
  }

  public ModelCatalog catalog() {
    return models.catalog(installation()).on(Devices.of(settings()));
  }

  /**
   * The database, where there is one: those who only read make none.
   *
   * @throws BadInput when nothing was ever stored in the data folder
   */
  public Database existingDatabase() {
    Settings settings = settings();
    boolean ours = postgres == null && settings.get(Settings.DATABASE_URL) == null;
    if (ours && !Files.isDirectory(installation().data().resolve("postgres").resolve("cluster"))) {
      throw new BadInput(
          "There is no database in "
              + data
              + ", and so no run; make one with replay, or check --data.");
    }
    if (!ours) {
      DatabaseAddress given = postgres == null ? Schema.given(settings) : Schema.parse(postgres);
      if (Schema.isBare(given)) {
        throw new BadInput(
            "The database " + given + " holds no runs; make one with replay, or check --postgres.");
      }
    }
    return database();
  }

  /**
   * @throws BadInput also when a restore into the data folder was broken off
   */
  public Database database() {
    if (Restore.isUnfinished(installation().data())) {
      throw new BadInput(
          "A restore into " + data + " was broken off, and not all is there; run it again first.");
    }
    return databaseToRestore();
  }

  /** The same also where a restore was broken off. */
  Database databaseToRestore() {
    Settings settings = settings();
    boolean first = Files.notExists(installation().data().resolve("postgres"));
    return Step.during(
        first
            ? "Setting up the database in " + data + " (the first time only)"
            : "Starting the database",
        () -> open(settings));
  }

  private Database open(Settings settings) {
    return postgres == null && settings.get(Settings.DATABASE_URL) != null
        ? Database.given(settings)
        : Database.open(postgres, installation().data());
  }

  public int port() {
    return port == null ? settings().get(Settings.SERVICE_PORT) : port;
  }

  /**
   * Refuses a port that was asked for and cannot be had.
   *
   * @throws BadInput when it is taken or is no port
   */
  public void requirePort() {
    if (port != null) {
      requireFree(port);
    }
  }

  static void requireFree(int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new BadInput("--port " + port + " is no port; give one from 1 to " + MAX_PORT + ".");
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      socket.setReuseAddress(true);
    } catch (IOException e) {
      throw new BadInput(
          "Port " + port + " is taken by another program; end it or choose another with --port.",
          e);
    }
  }
}
