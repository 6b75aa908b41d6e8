package io.sightline.runs;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Where jobs run. */
public interface JobRunner extends AutoCloseable {

  /**
   * Starts a job. It is there when this returns, though its tasks may still be starting.
   *
   * @throws JobFailedException when it cannot be started
   */
  JobHandle submit(JobPlan plan) throws JobFailedException, InterruptedException;

  /**
   * @throws JobFailedException when there is no such job here
   */
  JobState status(JobHandle job) throws JobFailedException, InterruptedException;

  /**
   * Ends a job with its whole state written, from which it can be taken up.
   *
   * @param savepoints folder, as a URI
   * @return where the state is, as a URI
   * @throws TimeoutException when that takes too long; the job may still be ending
   * @throws JobFailedException when its state cannot be written
   */
  String stopWithSavepoint(JobHandle job, String savepoints, Duration within)
      throws JobFailedException, InterruptedException, TimeoutException;

  /** In whose form checkpoints are written, by Flink's name. */
  String stateBackend();

  /** Ends a job where it is; one that has ended stays as it is. */
  void cancel(JobHandle job) throws JobFailedException, InterruptedException;

  @Override
  void close();
}
