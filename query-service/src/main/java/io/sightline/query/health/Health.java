package io.sightline.query.health;

import io.sightline.domain.settings.Settings;
import io.sightline.models.manifest.Device;
import io.sightline.models.runtime.Devices;
import io.sightline.query.QueryServiceOptions;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.health.Vitals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How the service is and what it stands on. Told to everybody, so it names no camera and no place;
 * told in bounded time, however the things are that it tells of.
 */
@Component
public class Health implements DisposableBean {
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** Whoever makes the live run says so every five seconds. */
  private static final Duration JOB_IS_SEEN_WITHIN = Duration.ofSeconds(15);

  private static final Duration BEHIND = Duration.ofSeconds(10);
  private static final long FULL_BYTES = 512L << 20;
  private static final long MEGABYTE = 1L << 20;

  private final String service;
  private final String version;
  private final List<ModelFound> models;
  private final Device device;
  private final Vitals database;
  private final Glance<Vitals.Signs> signs;
  private final Glance<Part> disk;
  private final Glance<Part> kafka;

  @Autowired
  protected Health(QueryServiceOptions options) {
    this(
        options.database(),
        options.settings().get(Settings.SERVICE_NAME),
        options.version(),
        options.models(),
        Stream.of(options.media(), options.data()).filter(Objects::nonNull).distinct().toList(),
        FULL_BYTES,
        options.catalog() == null ? Device.CPU : options.catalog().device(),
        options.settings().get(Settings.KAFKA_BOOTSTRAP_SERVERS));
  }

  protected Health(
      DatabaseAddress address,
      String service,
      String version,
      List<ModelFound> models,
      List<Path> folders,
      long fullBytes,
      Device device,
      String brokers) {
    this.device = device;
    this.service = service;
    this.version = version;
    this.models = models;
    this.database = new Vitals(address);
    this.signs = new Glance<>("health", PATIENCE, database::look);
    this.disk = new Glance<>("health disk", PATIENCE, () -> disk(folders, fullBytes));
    this.kafka = new Glance<>("health kafka", PATIENCE, () -> BrokersPart.look(brokers));
  }

  /** How bad it is. */
  public enum Grade {
    /** As it should be, or not used. */
    FINE,
    /** People are answered, and something is missing. */
    DEGRADED,
    /** Nobody can be answered. */
    UNUSABLE
  }

  /**
   * One thing that the service stands on.
   *
   * @param state a word for machines
   * @param says a sentence for people
   */
  public record Part(Grade grade, String state, String says) {}

  /**
   * All of it.
   *
   * @param cameras null while nobody can say
   */
  public record Condition(
      String service,
      String version,
      Part database,
      Part job,
      Part runs,
      Part cameras,
      Vitals.Cameras counted,
      Part models,
      Part disk,
      Part kafka,
      Part gpu) {

    /** Whether requests can be answered. */
    public boolean isReady() {
      return database.grade() != Grade.UNUSABLE;
    }

    /** The worst of all parts. */
    public Grade grade() {
      return Stream.of(database, job, runs, cameras, models, disk, kafka, gpu)
          .map(Part::grade)
          .max(Grade::compareTo)
          .orElseThrow();
    }
  }

  public Condition now() {
    Optional<Vitals.Signs> seen = signs.take();
    return new Condition(
        service,
        version,
        database(seen.isPresent()),
        seen.map(Health::job).orElse(nobodyKnows()),
        seen.map(known -> runs(known.waiting())).orElse(nobodyKnows()),
        seen.map(known -> cameras(known.cameras())).orElse(nobodyKnows()),
        seen.map(Vitals.Signs::cameras).orElse(null),
        models(),
        disk.take()
            .orElse(
                new Part(
                    Grade.DEGRADED, "unknown", "The disk does not say in time how full it is.")),
        kafka.take().orElse(new Part(Grade.DEGRADED, "unknown", "Kafka does not answer in time.")),
        gpu());
  }

  /** The database alone, without which nothing is answered. */
  public Part database() {
    return database(signs.take().isPresent());
  }

  private static Part database(boolean there) {
    return there
        ? new Part(Grade.FINE, "up", "The database answers.")
        : new Part(Grade.UNUSABLE, "down", "The database does not answer.");
  }

  private static Part nobodyKnows() {
    return new Part(Grade.DEGRADED, "unknown", "Nobody can say while the database is away.");
  }

  private static Part job(Vitals.Signs seen) {
    Vitals.Job job = seen.job().orElse(null);
    if (job == null) {
      return new Part(Grade.FINE, "none", "There is no live run here.");
    }
    if (job.state() == null || job.seenAgo() == null) {
      return new Part(
          Grade.FINE, "unknown", "Nobody says how the live run's job is; see the cameras.");
    }
    String state = job.state();
    boolean ended = state.equals("failed") || state.equals("stopped");
    if (!ended && job.seenAgo().compareTo(JOB_IS_SEEN_WITHIN) > 0) {
      return new Part(
          Grade.DEGRADED,
          "lost",
          "Nobody makes the live run: its job was last seen "
              + job.seenAgo().toSeconds()
              + " s ago, "
              + state
              + ".");
    }
    return switch (state) {
      case "running" -> running(seen.cameras());
      case "starting" -> new Part(Grade.DEGRADED, state, "The live run's job is starting.");
      case "restarting" ->
          new Part(
              Grade.DEGRADED,
              state,
              "The live run's job has failed and is being started again; the log says why.");
      case "failed" ->
          new Part(
              Grade.DEGRADED,
              state,
              "The live run's job has failed; the log says why. Nothing new is seen until `serve` is"
                  + " started again.");
      default ->
          new Part(
              Grade.DEGRADED, state, "The live run is " + state + "; `serve` goes on with it.");
    };
  }

  private static Part running(Vitals.Cameras cameras) {
    if (cameras.behind().compareTo(BEHIND) > 0) {
      return new Part(
          Grade.DEGRADED,
          "behind",
          "The live run's job is running, "
              + cameras.behind().toSeconds()
              + " s behind its cameras.");
    }
    return new Part(Grade.FINE, "running", "The live run's job is running.");
  }

  private static Part runs(Vitals.Waiting waiting) {
    if (waiting.runs() == 0) {
      return new Part(Grade.FINE, "none", "No run waits to be made.");
    }
    String number = waiting.runs() == 1 ? "1 run waits" : waiting.runs() + " runs wait";
    if (waiting.isMade() || waiting.waitedFor().compareTo(JOB_IS_SEEN_WITHIN) < 0) {
      return new Part(Grade.FINE, "waiting", number + " to be made.");
    }
    return new Part(
        Grade.DEGRADED,
        "unmade",
        number + " to be made, and nobody makes runs on this database; start `serve` on it.");
  }

  private static Part cameras(Vitals.Cameras cameras) {
    int all = cameras.up() + cameras.refused() + cameras.unseen() + cameras.down();
    if (all == 0) {
      return new Part(Grade.FINE, "none", "There are no live cameras.");
    }
    if (cameras.up() == all) {
      return new Part(Grade.FINE, "up", "All live cameras (" + all + ") are seen.");
    }
    List<String> missing = new ArrayList<>();
    add(missing, cameras.down(), "down");
    add(missing, cameras.refused(), "refused until somebody mends it");
    add(missing, cameras.unseen(), "never seen yet");
    return new Part(
        Grade.DEGRADED,
        cameras.up() == 0 ? "down" : "some-down",
        "Of "
            + all
            + " live cameras "
            + cameras.up()
            + " are seen; "
            + String.join(", ", missing)
            + (cameras.missingSince() == null
                ? "."
                : ", the first since "
                    + cameras.missingSince().truncatedTo(ChronoUnit.SECONDS)
                    + "."));
  }

  private static void add(List<String> texts, int count, String what) {
    if (count > 0) {
      texts.add(count + " " + what);
    }
  }

  /** What was found of models. */
  public List<ModelFound> found() {
    return models;
  }

  public Part models() {
    if (models.isEmpty()) {
      return new Part(Grade.FINE, "none", "The service knows of no models.");
    }
    long unusable = models.stream().filter(model -> !model.isUsable()).count();
    if (unusable > 0) {
      return new Part(
          Grade.DEGRADED,
          "some-unusable",
          unusable + " of " + models.size() + " models cannot be used; /health/models says why.");
    }
    return new Part(Grade.FINE, "up", "All models (" + models.size() + ") can be used.");
  }

  public Part gpu() {
    if (device == Device.CPU) {
      return new Part(Grade.FINE, "none", "None is used; models run on the CPU.");
    }
    return Devices.cudaProblem()
        .map(
            problem ->
                new Part(
                    Grade.DEGRADED,
                    "missing",
                    "Models are to run on CUDA, which cannot be used here: " + problem + "."))
        .orElse(new Part(Grade.FINE, "up", "Models run on CUDA."));
  }

  private static Part disk(List<Path> folders, long fullBytes) {
    long least = Long.MAX_VALUE;
    for (Path folder : folders) {
      try {
        if (Files.exists(folder)) {
          least = Math.min(least, Files.getFileStore(folder).getUsableSpace());
        }
      } catch (IOException e) {
        return new Part(Grade.DEGRADED, "unreadable", "A folder of ours cannot be looked at.");
      }
    }
    if (least == Long.MAX_VALUE) {
      return new Part(Grade.FINE, "none", "Nothing is kept on a disk here.");
    }
    String left = least / MEGABYTE + " MB are left";
    return least < fullBytes
        ? new Part(
            Grade.DEGRADED,
            "full",
            "The disk is full: " + left + ", less than " + fullBytes / MEGABYTE + " MB; make room.")
        : new Part(
            Grade.FINE,
            "up",
            left.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + left.substring(1)
                + " on the disk.");
  }

  @Override
  public void destroy() {
    signs.close();
    disk.close();
    kafka.close();
  }
}
