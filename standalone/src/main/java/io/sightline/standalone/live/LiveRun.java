package io.sightline.standalone.live;

import io.sightline.domain.settings.Settings;
import io.sightline.job.settings.RunSettings;
import io.sightline.models.manifest.ModelCatalog;
import io.sightline.standalone.Installation;
import io.sightline.standalone.flink.Checkpoints;
import io.sightline.standalone.flink.EmbeddedFlink;
import io.sightline.standalone.flink.RunningJob;
import io.sightline.standalone.runs.Database;
import io.sightline.store.runs.RunStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
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
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final Installation installation;
  private final Database database;
  private final EmbeddedFlink flink;
  private final ModelCatalog catalog;
  private final Settings settings;
  private final ScheduledExecutorService care =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live run"));
  private volatile RunningJob job;

  /** Held for as long as this process makes the live run. */
  private RunStore lock;

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
    lock = new RunStore(database.address());
    lock.lock(RunSettings.LIVE);
    lock.startLive();
    makePartitions();
    Optional<Path> restore = submit();
    care.scheduleWithFixedDelay(this::lookAfter, 1, 1, TimeUnit.SECONDS);
    care.scheduleWithFixedDelay(this::makePartitions, 6, 6, TimeUnit.HOURS);
    care.scheduleWithFixedDelay(this::deleteForgottenPictures, 1, 360, TimeUnit.MINUTES);
    return restore;
  }

  private Optional<Path> submit() throws Exception {
    Optional<Path> restore = Checkpoints.newest(installation.liveFolder());
    Configuration own = new Configuration();
    // A live run has nobody to wait for: it tries again for as long as it takes.
    own.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    // A record waits no longer than this for others to fill its buffer.
    own.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(2));
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
            new LiveTopology(
                    database.address(),
                    settings,
                    catalog,
                    installation.media(settings),
                    installation.version())
                ::define);
    return restore;
  }

  private void deleteForgottenPictures() {
    try {
      int deleted =
          ForgottenPictures.delete(installation.media(settings), database.address(), Instant.now());
      if (deleted > 0) {
        LOG.info("{} pictures that no fact names were deleted.", deleted);
      }
    } catch (IOException | SQLException | RuntimeException e) {
      LOG.warn("Pictures that no fact names cannot be deleted now: {}", e.getMessage());
    }
  }

  private void makePartitions() {
    try (RunStore store = new RunStore(database.address())) {
      store.ensureComingPartitions();
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
  public void close() throws SQLException {
    care.shutdownNow();
    try {
      if (job != null) {
        stop();
      }
    } finally {
      lock.close();
    }
  }

  private void stop() {
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
