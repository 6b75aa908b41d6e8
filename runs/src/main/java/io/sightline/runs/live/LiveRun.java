package io.sightline.runs.live;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.job.LiveJob;
import io.sightline.runs.Attempts;
import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.runs.RunFolders;
import io.sightline.store.Partitions;
import io.sightline.store.runs.RunClaim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The run over live cameras: one job that goes on until it is stopped, is taken up where an earlier
 * process left it, and is started again when it ends by itself.
 */
public final class LiveRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);
  private static final int PARALLELISM = 1;

  /** Whoever reads it takes three times as long for nobody's. */
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  private final JobRunner runner;
  private final LiveJob definition;
  private final RunFolders folders;
  private final Map<String, String> settings;
  private final ScheduledExecutorService care =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live run"));
  private volatile JobHandle job;
  private volatile String savepoints;
  private volatile boolean written;

  /** Held for as long as this process makes the live run. */
  private RunClaim claim;

  /** What was last told of its job, and when. */
  private String told;

  private long toldNanos;

  /** Whether all of its tasks ran at some time. */
  private boolean hasRun;

  /**
   * @param settings of the job over those of the cluster, by Flink's keys
   */
  public LiveRun(
      JobRunner runner, LiveJob definition, RunFolders folders, Map<String, String> settings) {
    this.runner = runner;
    this.definition = definition;
    this.folders = folders;
    this.settings = Map.copyOf(settings);
  }

  /** Slots of the cluster that it needs. */
  public static int slots() {
    return PARALLELISM;
  }

  /**
   * @return what it was taken up from; empty when it began
   * @throws io.sightline.domain.BadInput when another process makes it
   */
  public Optional<Path> start() throws IOException, JobFailedException, InterruptedException {
    claim = RunClaim.of(definition.database(), RunName.LIVE);
    claim.rows().startLive();
    Partitions.ensureAhead(claim.jdbc(), LocalDate.now(Clock.systemUTC()));
    Optional<Path> restore = submit();
    care.scheduleWithFixedDelay(this::lookAfter, 1, 1, TimeUnit.SECONDS);
    return restore;
  }

  private Optional<Path> submit() throws IOException, JobFailedException, InterruptedException {
    Attempts.Attempt attempt = new Attempts(folders.live(), runner.stateBackend()).next();
    Path folder = attempt.folder();
    job =
        runner.submit(
            new JobPlan(
                RunName.LIVE,
                definition,
                PARALLELISM,
                folder.toUri().toString(),
                attempt.restore().map(checkpoint -> checkpoint.toUri().toString()),
                settings,
                Optional.of(new JobPlan.Entry(LiveJob.class.getName(), List.of()))));
    savepoints = folder.toUri().toString();
    return attempt.restore();
  }

  private void lookAfter() {
    try {
      JobState state = runner.status(job);
      note(state);
      if (state.phase().isEnd()) {
        LOG.error("The live job ended ({}); starting it again.", state);
        submit();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | JobFailedException | RuntimeException e) {
      // Whatever it was: the next look tries again.
      LOG.error("The live job cannot be started again now.", e);
    }
  }

  /** Other processes tell people how it stands; one that could not be told is told soon. */
  private void note(JobState state) {
    hasRun |= state.phase() == JobState.Phase.RUNNING;
    try {
      claim.renew();
      String word = word(state.phase());
      if (!word.equals(told) || System.nanoTime() - toldNanos > TELL_EVERY.toNanos()) {
        claim.rows().jobState(RunName.LIVE, word, state.failure());
        told = word;
        toldNanos = System.nanoTime();
      }
    } catch (BadInput | DataAccessException e) {
      LOG.warn("How the live job stands cannot be told: {}", e.getMessage());
    }
  }

  private String word(JobState.Phase phase) {
    return switch (phase) {
      case STARTING -> hasRun ? "restarting" : "starting";
      case RUNNING -> "running";
      case FAILED, CANCELLED -> "failed";
      case FINISHED -> "stopped";
    };
  }

  /** How its job stands. */
  public JobState state() throws JobFailedException, InterruptedException {
    return runner.status(job);
  }

  /** Stops it with its whole state written. */
  @Override
  public void close() {
    endCare();
    try {
      if (job != null) {
        stop();
      }
    } finally {
      if (claim != null) {
        noteStopped();
        claim.close();
      }
    }
  }

  /** Whether its whole state was written when it was stopped. */
  public boolean isWritten() {
    return written;
  }

  private void noteStopped() {
    try {
      claim.rows().jobState(RunName.LIVE, word(JobState.Phase.FINISHED), null);
    } catch (DataAccessException e) {
      // Nobody is told any more, and that, too, says that it does not run.
      LOG.debug("That the live run is stopped cannot be told.", e);
    }
  }

  /** A job that is just being started again is to be stopped, too. */
  private void endCare() {
    care.shutdownNow();
    try {
      if (!care.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The live job is still being started again while it is to end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    try {
      String savepoint = runner.stopWithSavepoint(job, savepoints, STOP_WITHIN);
      written = true;
      LOG.info("The live run is stopped; its state is {}.", savepoint);
    } catch (TimeoutException e) {
      LOG.warn("The live run did not stop in time; its newest checkpoint will be taken up.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (JobFailedException e) {
      LOG.warn(
          "The live run could not write its state; its newest checkpoint will be taken up.", e);
    }
  }
}
