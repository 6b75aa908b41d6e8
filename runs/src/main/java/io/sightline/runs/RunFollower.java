package io.sightline.runs;

import io.sightline.store.observations.ObservationRows;
import io.sightline.store.runs.RunClaim;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;

/**
 * Follows a replay's job to its end: tells how far it has come, and ends it when somebody wants it
 * to end.
 */
final class RunFollower {
  private static final long STATUS_EVERY_MILLIS = 200;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final JobRunner runner;
  private final RunClaim claim;
  private final RunPlan plan;
  private final Progress progress;
  private final long framesBefore;
  private final long begunNanos = System.nanoTime();

  RunFollower(
      JobRunner runner, RunClaim claim, RunPlan plan, Progress progress, long framesBefore) {
    this.runner = runner;
    this.claim = claim;
    this.plan = plan;
    this.progress = progress;
    this.framesBefore = framesBefore;
  }

  /**
   * @return whether it came to its end; false when the database went away under it, and the job has
   *     ended for that
   * @throws JobFailedException when it failed for good
   * @throws RunCancelledException when somebody wanted it to end
   */
  boolean follow(JobHandle job)
      throws JobFailedException, RunCancelledException, InterruptedException {
    boolean followed = false;
    try {
      JobState state = runner.status(job);
      long looked = System.nanoTime();
      while (!state.phase().isEnd()) {
        TimeUnit.MILLISECONDS.sleep(STATUS_EVERY_MILLIS);
        if (System.nanoTime() - looked >= LOOK_EVERY_NANOS) {
          looked = System.nanoTime();
          lookOrWait(job);
        }
        state = runner.status(job);
      }
      followed = true;
      if (state.phase() == JobState.Phase.FAILED) {
        if (!claim.isHeld()) {
          return false;
        }
        throw new JobFailedException(state.failure());
      }
      if (state.phase() == JobState.Phase.CANCELLED) {
        claim.rows().cancelled(claim.run());
        throw new RunCancelledException(claim.run());
      }
      return true;
    } finally {
      if (!followed) {
        // Whoever makes it gives it up, and may take it up later from its last checkpoint.
        runner.cancel(job);
      }
    }
  }

  /** Its job goes on by itself when the database is back, and so does this. */
  private void lookOrWait(JobHandle job) throws JobFailedException, InterruptedException {
    try {
      look(job);
    } catch (DataAccessException e) {
      progress.at(-1, "waiting for the database, which does not answer");
      claim.renew();
    }
  }

  private void look(JobHandle job) throws JobFailedException, InterruptedException {
    if (plan.fromRun().isPresent()) {
      progress.at(-1, "judging the observations of " + plan.fromRun().get());
    } else {
      long frames = new ObservationRows(claim.jdbc()).frames(claim.run(), plan.site());
      double share = Math.min(1, frames / Math.max(1, plan.frames()));
      claim.rows().progress(claim.run(), share);
      progress.at(
          share,
          frames + " frames, " + Math.round((frames - framesBefore) / seconds()) + " a second");
    }
    if (claim.rows().isCancelRequested(claim.run())) {
      runner.cancel(job);
    }
  }

  /** Since the job began. */
  double seconds() {
    return Math.max(1e-3, (System.nanoTime() - begunNanos) / 1e9);
  }
}
