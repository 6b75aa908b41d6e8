package io.sightline.standalone.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job on the embedded cluster. */
public final class RunningJob {
  private static final Duration POLL = Duration.ofMillis(200);

  private final MiniCluster cluster;
  private final JobID id;

  RunningJob(MiniCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
  }

  /** Told from time to time while a job runs. */
  public interface Watch {
    void look() throws Exception;
  }

  /**
   * Waits for the job's end.
   *
   * @return how it ended: done or cancelled
   * @throws JobFailedException when it failed for good
   */
  public JobStatus await(Watch watch) throws Exception {
    boolean ended = false;
    while (!ended) {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      ended = hasEnded();
      watch.look();
    }
    JobResult result = cluster.requestJobResult(id).get();
    if (result.getSerializedThrowable().isPresent()) {
      throw new JobFailedException(
          result
              .getSerializedThrowable()
              .get()
              .deserializeError(RunningJob.class.getClassLoader()));
    }
    return status();
  }

  public boolean hasEnded() throws InterruptedException, ExecutionException {
    return status().isGloballyTerminalState();
  }

  public JobStatus status() throws InterruptedException, ExecutionException {
    return cluster.getJobStatus(id).get();
  }

  /** Whether every one of its tasks runs. */
  public boolean isRunning() throws InterruptedException, ExecutionException {
    for (var vertex : cluster.getExecutionGraph(id).get().getAllExecutionVertices()) {
      if (vertex.getExecutionState() != org.apache.flink.runtime.execution.ExecutionState.RUNNING) {
        return false;
      }
    }
    return status() == JobStatus.RUNNING;
  }

  /** Ends it where it is. */
  public void cancel() throws InterruptedException, ExecutionException {
    cluster.cancelJob(id).get();
  }

  /**
   * Ends it with its whole state written, from which it can be taken up.
   *
   * @return where the state is
   * @throws TimeoutException when that takes too long; the job may still be ending
   */
  public String stop(Path savepoints, Duration within)
      throws InterruptedException, ExecutionException, TimeoutException {
    return cluster
        .stopWithSavepoint(id, savepoints.toUri().toString(), false, SavepointFormatType.CANONICAL)
        .get(within.toMillis(), TimeUnit.MILLISECONDS);
  }
}
