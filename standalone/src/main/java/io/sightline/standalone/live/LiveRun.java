package io.sightline.standalone.live;

import io.sightline.domain.Digest;
import io.sightline.domain.registry.StoredLayouts;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Layouts;
import io.sightline.job.settings.LayoutModels;
import io.sightline.job.settings.ModelChoice;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.sinks.KafkaOutputs;
import io.sightline.job.sinks.LiveOutputs;
import io.sightline.job.sinks.PostgresOutputs;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.models.manifest.ModelManifest;
import io.sightline.models.manifest.ModelTask;
import io.sightline.models.runtime.PoolOptions;
import io.sightline.source.camera.CameraSource;
import io.sightline.source.camera.CameraSourceOptions;
import io.sightline.standalone.Installation;
import io.sightline.standalone.flink.Checkpoints;
import io.sightline.standalone.flink.EmbeddedFlink;
import io.sightline.standalone.flink.RunningJob;
import io.sightline.standalone.runs.Database;
import io.sightline.standalone.runs.RunStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run over live cameras: one job that goes on until it is stopped, is taken up where an earlier
 * process left it, and is started again when it fails.
 */
public final class LiveRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);
  private static final int PARALLELISM = 1;
  private static final int FRAMES_IN_FLIGHT = 32;
  private static final int DAYS_AHEAD = 3;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final Installation installation;
  private final Database database;
  private final EmbeddedFlink flink;
  private final ModelCatalog catalog;
  private final Settings settings;
  private final ScheduledExecutorService care =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live run"));
  private volatile RunningJob job;

  public LiveRun(
      Installation installation,
      Database database,
      EmbeddedFlink flink,
      ModelCatalog catalog,
      Settings settings) {
    this.installation = installation;
    this.database = database;
    this.flink = flink;
    this.catalog = catalog;
    this.settings = settings;
  }

  /** Slots of the cluster that it needs. */
  public static int slots() {
    return PARALLELISM;
  }

  /**
   * @return what it was taken up from; empty when it began
   */
  public Optional<Path> start() throws Exception {
    try (RunStore store = new RunStore(database)) {
      store.startLive();
    }
    makePartitions();
    Optional<Path> restore = submit();
    care.scheduleWithFixedDelay(this::lookAfter, 1, 1, TimeUnit.SECONDS);
    care.scheduleWithFixedDelay(this::makePartitions, 6, 6, TimeUnit.HOURS);
    return restore;
  }

  private Optional<Path> submit() throws Exception {
    Optional<Path> restore = Checkpoints.newest(installation.liveFolder());
    Layouts layouts = new StoredLayouts(database.address());
    RunSettings run =
        RunSettings.live(
            installation.version(),
            layouts,
            new LayoutModels(layouts, vehicleModels()),
            FRAMES_IN_FLIGHT);
    CameraSourceOptions cameras =
        CameraSourceOptions.of(
            database.address(),
            settings.get(Settings.CAMERAS_ALLOWED_NETWORKS),
            settings.get(Settings.CAMERAS_READ_TIMEOUT));
    Configuration own = new Configuration();
    // A live run has nobody to wait for: it tries again for as long as it takes.
    own.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    own.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(10));
    job =
        flink.submit(
            RunSettings.LIVE,
            PARALLELISM,
            installation.liveFolder().resolve("checkpoints"),
            restore,
            own,
            env ->
                VideoAnalyticsTopology.fromCameras(
                    env, new CameraSource(cameras), run, PoolOptions.forLive(), outputs()));
    return restore;
  }

  private LiveOutputs outputs() {
    LiveOutputs stored =
        new PostgresOutputs(database.address(), RunSettings.LIVE, installation.version());
    String kafka = settings.get(Settings.KAFKA_BOOTSTRAP_SERVERS);
    return kafka == null
        ? stored
        : new KafkaOutputs(
            stored, RunSettings.LIVE, kafka, settings.get(Settings.KAFKA_TRANSACTION_TIMEOUT));
  }

  private List<ModelChoice> vehicleModels() throws IOException {
    List<ModelChoice> choices = new ArrayList<>();
    for (ModelManifest manifest : catalog.models()) {
      if (manifest.task() == ModelTask.VEHICLE_DETECTION) {
        choices.add(
            new ModelChoice(
                manifest.file().resolveSibling(ModelManifest.FILE_NAME).toString(),
                manifest.id(),
                manifest.version(),
                Digest.sha256(manifest.file())));
      }
    }
    return choices;
  }

  private void makePartitions() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    try (RunStore store = new RunStore(database)) {
      store.ensurePartitions(today.datesUntil(today.plusDays(DAYS_AHEAD)).toList());
    } catch (SQLException e) {
      // What has no partition of its own goes to the default one.
      LOG.warn("Partitions for the coming days cannot be made: {}", e.getMessage());
    }
  }

  private void lookAfter() {
    try {
      if (job.hasEnded()) {
        LOG.error("The live job ended ({}); starting it again.", job.status());
        submit();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // Whatever it was: the next look tries again.
      LOG.error("The live job cannot be started again now.", e);
    }
  }

  /** The job as it now is. */
  public RunningJob job() {
    return job;
  }

  /** Stops it with its whole state written. */
  @Override
  public void close() {
    care.shutdownNow();
    try {
      String savepoint = job.stop(installation.liveFolder().resolve("savepoints"), STOP_WITHIN);
      LOG.info("The live run is stopped; its state is {}.", savepoint);
    } catch (TimeoutException e) {
      LOG.warn("The live run did not stop in time; its newest checkpoint will be taken up.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn(
          "The live run could not write its state; its newest checkpoint will be taken up.", e);
    }
  }
}
