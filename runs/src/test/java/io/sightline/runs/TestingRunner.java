package io.sightline.runs;

import static org.awaitility.Awaitility.await;

import io.sightline.runs.JobState.Phase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** Jobs that do nothing, and end as a test says. */
public final class TestingRunner implements JobRunner {
  public static final JobState RUNNING = new JobState(Phase.RUNNING, null);
  public static final JobState FINISHED = new JobState(Phase.FINISHED, null);

  private final Start start;
  private final Map<JobHandle, JobState> jobs = new ConcurrentHashMap<>();
  private final List<JobPlan> submitted = new CopyOnWriteArrayList<>();
  private final List<JobHandle> cancelled = new CopyOnWriteArrayList<>();
  private volatile Stop stop =
      (job, savepoints) -> {
        throw new JobFailedException("Nobody said how jobs stop.");
      };

  /** Says how a job stands once it is started, and does what it is to have done by then. */
  @FunctionalInterface
  public interface Start {
    JobState of(JobPlan plan) throws JobFailedException;
  }

  /** Writes a job's state, or fails to. */
  @FunctionalInterface
  public interface Stop {
    String with(JobHandle job, String savepoints) throws JobFailedException, TimeoutException;
  }

  public TestingRunner(Start start) {
    this.start = start;
  }

  /** Of jobs that run until they are ended. */
  public static TestingRunner endless() {
    return new TestingRunner(plan -> RUNNING);
  }

  public static JobState failed(String why) {
    return new JobState(Phase.FAILED, why);
  }

  /** Every plan that was to be started, also those that could not be. */
  public List<JobPlan> submitted() {
    return submitted;
  }

  public List<String> names() {
    return submitted.stream().map(JobPlan::name).toList();
  }

  public List<JobHandle> cancelled() {
    return cancelled;
  }

  /** The job of the plan that was submitted as the n-th, from 0, once it is there. */
  public JobHandle job(int number) {
    JobHandle job = handle(number);
    await().atMost(Duration.ofSeconds(20)).until(() -> jobs.containsKey(job));
    return job;
  }

  public void end(JobHandle job, JobState state) {
    jobs.put(job, state);
  }

  public void stopping(Stop how) {
    stop = how;
  }

  private static JobHandle handle(int number) {
    return new JobHandle("%032x".formatted(number + 1));
  }

  @Override
  public JobHandle submit(JobPlan plan) throws JobFailedException {
    JobHandle job;
    synchronized (submitted) {
      job = handle(submitted.size());
      submitted.add(plan);
    }
    jobs.put(job, start.of(plan));
    return job;
  }

  @Override
  public JobState status(JobHandle job) throws JobFailedException {
    JobState state = jobs.get(job);
    if (state == null) {
      throw new JobFailedException("There is no job " + job.id() + ".");
    }
    return state;
  }

  @Override
  public String stopWithSavepoint(JobHandle job, String savepoints, Duration within)
      throws JobFailedException, TimeoutException {
    String savepoint = stop.with(job, savepoints);
    jobs.put(job, FINISHED);
    return savepoint;
  }

  @Override
  public String stateBackend() {
    return "rocksdb";
  }

  @Override
  public void cancel(JobHandle job) {
    cancelled.add(job);
    jobs.computeIfPresent(
        job, (key, state) -> state.phase().isEnd() ? state : new JobState(Phase.CANCELLED, null));
  }

  /** Forgets a job, as a cluster does that was lost. */
  public void lose(JobHandle job) {
    jobs.remove(job);
  }

  @Override
  public void close() {
    jobs.clear();
  }

  /** What a plan is to take up. */
  public static Optional<Path> restored(JobPlan plan) {
    return plan.restore().map(uri -> Path.of(URI.create(uri)));
  }

  /** The folder that a plan's checkpoints go to. */
  public static Path checkpoints(JobPlan plan) {
    return Path.of(URI.create(plan.checkpoints()));
  }
}
