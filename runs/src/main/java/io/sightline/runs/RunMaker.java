package io.sightline.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.json.Json;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.job.ReplayJob;
import io.sightline.job.ReplaySpec;
import io.sightline.media.store.MediaAddress;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.Partitions;
import io.sightline.store.audit.EmotionAudit;
import io.sightline.store.observations.ObservationRows;
import io.sightline.store.runs.RunClaim;
import io.sightline.store.runs.RunIdentity;
import io.sightline.store.runs.RunRows;
import io.sightline.store.runs.RunSummary;
import io.sightline.store.runs.StoredRun;
import io.sightline.store.statements.StoredStatements;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Makes replays: begins one, takes it up where it was left, or says what came of it.
 *
 * @param parallelism how many subtasks an operator has
 * @param media where pictures are kept
 * @param version of the code
 * @param keys for plates that are erased or told as pseudonyms
 */
public record RunMaker(
    JobRunner runner,
    DatabaseAddress database,
    RunFolders folders,
    MediaAddress media,
    String version,
    int parallelism,
    PlateKeys keys) {
  private static final Logger LOG = LoggerFactory.getLogger(RunMaker.class);

  /** The longest that a run waits for a database that is away. */
  private static final Duration DATABASE_AWAY = Duration.ofMinutes(10);

  private static final long LOOK_FOR_DATABASE_MILLIS = 500;

  /** In an installation in which no plate was erased, for sites whose plates are clear. */
  public RunMaker(
      JobRunner runner,
      DatabaseAddress database,
      RunFolders folders,
      MediaAddress media,
      String version,
      int parallelism) {
    this(runner, database, folders, media, version, parallelism, PlateKeys.NONE);
  }

  /**
   * @param fresh whether an earlier run of this name is deleted first
   * @return the run's summary, as JSON
   * @throws JobFailedException when its job failed for good; the run may be taken up again
   * @throws RunCancelledException when somebody wanted it to end
   * @throws BadInput when the run was made with other input, or its site wants pseudonyms of plates
   *     and there is no key for them
   */
  public String make(RunClaim claim, RunPlan plan, boolean fresh, Progress progress)
      throws JobFailedException, RunCancelledException, IOException, InterruptedException {
    keys.require(plan.site());
    Optional<String> finished = begin(claim, plan, fresh, progress);
    if (finished.isPresent()) {
      return finished.get();
    }
    Partitions.ensure(claim.jdbc(), plan.days());
    EmotionAudit.note(claim.jdbc(), claim.run(), plan.emotions());
    ObservationRows observations = new ObservationRows(claim.jdbc());
    long before = plan.fromRun().isPresent() ? 0 : observations.frames(claim.run(), plan.site());
    RunFollower follower = new RunFollower(runner, claim, plan, progress, before);
    try {
      JobHandle job = submit(claim, plan, progress);
      while (!follower.follow(job)) {
        awaitDatabase(claim, progress);
        job = submit(claim, plan, progress);
      }
    } catch (JobFailedException e) {
      recordFailure(claim, e);
      throw e;
    }
    String json = summary(claim, plan, follower.seconds(), before, progress);
    FileUtils.deleteDirectory(folder(claim).toFile());
    return json;
  }

  private String summary(
      RunClaim claim, RunPlan plan, double seconds, long before, Progress progress)
      throws JobFailedException, InterruptedException {
    while (true) {
      try {
        return finish(claim, plan, seconds, before);
      } catch (DataAccessException e) {
        if (claim.isHeld()) {
          throw e;
        }
        awaitDatabase(claim, progress);
      }
    }
  }

  private static String finish(RunClaim claim, RunPlan plan, double seconds, long before) {
    String observed = plan.fromRun().orElse(claim.run());
    ObservationRows observations = new ObservationRows(claim.jdbc());
    long frames =
        observations.counts(observed, plan.site(), plan.span().from(), plan.span().to()).frames();
    double newShare = frames == 0 ? 0 : (double) (frames - before) / frames;
    RunSummary summary =
        RunSummary.read(
            claim.jdbc(),
            claim.run(),
            observed,
            plan.site(),
            plan.span().from(),
            plan.span().to(),
            (frames - before) / seconds,
            newShare * plan.seconds() / seconds);
    String json = Json.write(summary);
    claim.rows().finish(claim.run(), json);
    return json;
  }

  /** The stored summary when the run is done already; otherwise it is ready to be made. */
  private Optional<String> begin(RunClaim claim, RunPlan plan, boolean fresh, Progress progress)
      throws IOException, RunCancelledException {
    String run = claim.run();
    RunRows rows = claim.rows();
    // A deletion that was broken off is ended before anything new is made.
    if (fresh || rows.find(run).filter(StoredRun::isDeleting).isPresent()) {
      new RunRemoval(folders, media).remove(claim, progress);
    }
    Optional<StoredRun> known = rows.find(run);
    if (known.isEmpty()) {
      // Checkpoints without a row are of a run that was deleted elsewhere.
      FileUtils.deleteDirectory(folder(claim).toFile());
      rows.create(run, plan.site(), identity(claim, plan));
    } else if (known.get().identity() == null) {
      rows.describe(run, plan.site(), identity(claim, plan));
    } else {
      requireSame(known.get(), plan);
      if (known.get().isDone()) {
        return Optional.of(known.get().summary());
      }
    }
    if (!rows.start(run)) {
      rows.cancelled(run);
      throw new RunCancelledException(run);
    }
    return Optional.empty();
  }

  /** A run knows what people have said when it begins. */
  private static RunIdentity identity(RunClaim claim, RunPlan plan) {
    return plan.identity().knowing(StoredStatements.newest(claim.jdbc(), plan.site().id()));
  }

  private static void requireSame(StoredRun known, RunPlan plan) {
    List<String> differences = plan.identity().differencesFrom(known.identity());
    if (!differences.isEmpty()) {
      throw new BadInput(
          "The run '"
              + known.run()
              + "' was made with other input: "
              + String.join(", ", differences)
              + " differ. Choose another --run, or --fresh to delete it and begin again.");
    }
  }

  private JobHandle submit(RunClaim claim, RunPlan plan, Progress progress)
      throws JobFailedException, IOException, InterruptedException {
    String run = claim.run();
    Attempts.Attempt attempt = new Attempts(folder(claim), runner.stateBackend()).next();
    attempt
        .restore()
        .ifPresent(checkpoint -> progress.at(-1, "taking up " + checkpoint.getFileName()));
    long statements = claim.rows().require(run).identity().statements();
    Optional<ReplaySpec> spec = plan.spec().map(planned -> planned.knowing(statements));
    spec.ifPresent(planned -> claim.rows().plan(run, Json.write(planned)));
    return runner.submit(
        new JobPlan(
            run,
            plan.job(database, run, media, version, keys, statements),
            parallelism,
            attempt.folder().toUri().toString(),
            attempt.restore().map(checkpoint -> checkpoint.toUri().toString()),
            Map.of(),
            spec.map(
                planned -> new JobPlan.Entry(ReplayJob.class.getName(), List.of("--run", run)))));
  }

  /** A database that died or is restarted is no end of a run, which goes on when it is back. */
  private void awaitDatabase(RunClaim claim, Progress progress)
      throws JobFailedException, InterruptedException {
    long deadline = System.nanoTime() + DATABASE_AWAY.toNanos();
    LOG.warn("The run '{}' waits for the database.", claim.run());
    while (!claim.renew()) {
      progress.at(-1, "waiting for the database, which does not answer");
      if (System.nanoTime() > deadline) {
        throw new JobFailedException(
            "The database did not answer for " + DATABASE_AWAY.toMinutes() + " minutes.");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_FOR_DATABASE_MILLIS);
    }
  }

  private static void recordFailure(RunClaim claim, JobFailedException failure) {
    try {
      claim.rows().fail(claim.run(), failure.getMessage());
    } catch (DataAccessException e) {
      // The database may be what failed; the run stays as it is and can be taken up.
      failure.addSuppressed(e);
    }
  }

  private Path folder(RunClaim claim) {
    return folders.of(claim.run());
  }
}
