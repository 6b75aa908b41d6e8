package io.sightline.runs.embedded;

import io.sightline.runs.JobFailedException;
import io.sightline.runs.JobHandle;
import io.sightline.runs.JobPlan;
import io.sightline.runs.JobRunner;
import io.sightline.runs.JobState;
import io.sightline.runs.JobState.Phase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this process, configured by {@code flink-conf}. It starts with its first job.
 */
public final class EmbeddedRunner implements JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRunner.class);

  /** About 14 shuffles, each with a buffer of 32 KiB between any two subtasks. */
  private static final long NETWORK_MEBIBYTES_A_SLOT_PAIR = 1;

  /** After this one that was never seen has ended before anybody looked. */
  private static final Duration TASK_MANAGER_COMES_WITHIN = Duration.ofSeconds(15);

  private final Path conf;
  private final Path temp;
  private final int slots;
  private MiniCluster cluster;

  /** Whether the cluster's TaskManager was there at the last look; it comes after its cluster. */
  private volatile boolean taskManagerKnown;

  /** By {@link System#nanoTime()}. */
  private long taskManagerStarted;

  /**
   * @param conf folder of {@link FlinkSettings}
   * @param temp for files that nobody needs after the process
   * @param slots how many subtasks of one operator there can be
   */
  public EmbeddedRunner(Path conf, Path temp, int slots) {
    this.conf = conf;
    this.temp = temp;
    this.slots = slots;
  }

  private synchronized MiniCluster cluster() throws JobFailedException {
    if (cluster == null) {
      Configuration settings = settings();
      MiniCluster started =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(settings)
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(slots)
                  .build());
      try {
        Files.createDirectories(temp);
        started.start();
      } catch (Exception e) {
        throw new JobFailedException(e);
      }
      taskManagerStarted = System.nanoTime();
      cluster = started;
    }
    return cluster;
  }

  @Override
  public String stateBackend() {
    return settings().get(StateBackendOptions.STATE_BACKEND);
  }

  /** What depends on this machine and on how much is to run at once is set here. */
  private Configuration settings() {
    Configuration settings = new Configuration();
    FlinkSettings.read(conf, FlinkSettings.BASE).forEach(settings::setString);
    FlinkSettings.read(conf, FlinkSettings.EMBEDDED).forEach(settings::setString);
    settings.set(CoreOptions.TMP_DIRS, temp.toString());
    settings.set(RestOptions.BIND_PORT, "0");
    MemorySize network = MemorySize.ofMebiBytes(64 + NETWORK_MEBIBYTES_A_SLOT_PAIR * slots * slots);
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128L * slots));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    return settings;
  }

  @Override
  public JobHandle submit(JobPlan plan) throws JobFailedException, InterruptedException {
    return submit(graph(plan));
  }

  /**
   * What is to run, as any process can start it that has the same classes.
   *
   * @throws JobFailedException when it cannot be defined
   */
  @SuppressWarnings(
      "try") // Flink's environment may be interrupted while it closes, and so may this.
  public JobGraph graph(JobPlan plan) throws JobFailedException, InterruptedException {
    Configuration job = settings();
    plan.settings().forEach(job::setString);
    job.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, plan.checkpoints());
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(job)) {
      env.setParallelism(plan.parallelism());
      plan.definition().define(env);
      StreamGraph stream = env.getStreamGraph();
      stream.setJobName(plan.name());
      JobGraph graph = stream.getJobGraph();
      if (plan.restore().isPresent()) {
        takeUp(graph, plan.restore().get());
      }
      return graph;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new JobFailedException(e);
    }
  }

  private static void takeUp(JobGraph graph, String checkpoint) throws IOException {
    Path folder = Path.of(URI.create(checkpoint));
    graph.setSavepointRestoreSettings(
        SavepointRestoreSettings.forPath(
            checkpoint,
            UnclaimedState.isOfSinksThatPublish(graph, folder),
            RecoveryClaimMode.CLAIM));
  }

  /**
   * Starts what was made of a plan.
   *
   * @throws JobFailedException when it cannot be started
   */
  public JobHandle submit(JobGraph graph) throws JobFailedException, InterruptedException {
    return new JobHandle(await(cluster().submitJob(graph)).getJobID().toHexString());
  }

  @Override
  public JobState status(JobHandle job) throws JobFailedException, InterruptedException {
    MiniCluster here = cluster();
    JobID id = JobID.fromHexString(job.id());
    JobStatus status = await(here.getJobStatus(id));
    return switch (status) {
      case FINISHED -> new JobState(Phase.FINISHED, null);
      case CANCELED -> new JobState(Phase.CANCELLED, null);
      case FAILED -> new JobState(Phase.FAILED, failure(await(here.requestJobResult(id))));
      case RUNNING -> {
        boolean all = allRun(here, id);
        taskManagerKnown |= all;
        if (!all) {
          replaceLostTaskManager(here);
        }
        yield new JobState(all ? Phase.RUNNING : Phase.STARTING, null);
      }
      default -> {
        replaceLostTaskManager(here);
        yield new JobState(Phase.STARTING, null);
      }
    };
  }

  /**
   * A TaskManager ends itself when something happens in it that nobody foresaw. On a cluster of
   * processes it would be started again.
   */
  private synchronized void replaceLostTaskManager(MiniCluster here)
      throws JobFailedException, InterruptedException {
    boolean there = await(here.getResourceOverview()).getNumberTaskManagers() > 0;
    boolean overdue = System.nanoTime() - taskManagerStarted > TASK_MANAGER_COMES_WITHIN.toNanos();
    boolean gone = !there && (taskManagerKnown || overdue);
    // The next one is known once it has said so, and not before.
    taskManagerKnown = there;
    if (gone) {
      LOG.error("Flink's TaskManager is gone; starting another.");
      try {
        here.startTaskManager();
        taskManagerStarted = System.nanoTime();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new JobFailedException(e);
      }
    }
  }

  private static boolean allRun(MiniCluster here, JobID id)
      throws JobFailedException, InterruptedException {
    for (var vertex : await(here.getExecutionGraph(id)).getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING
          && vertex.getExecutionState() != ExecutionState.FINISHED) {
        return false;
      }
    }
    return true;
  }

  private static String failure(JobResult result) {
    return result
        .getSerializedThrowable()
        .map(
            thrown ->
                new JobFailedException(
                        thrown.deserializeError(EmbeddedRunner.class.getClassLoader()))
                    .getMessage())
        .orElse("It failed, and does not say why.");
  }

  @Override
  public String stopWithSavepoint(JobHandle job, String savepoints, Duration within)
      throws JobFailedException, InterruptedException, TimeoutException {
    try {
      return cluster()
          .stopWithSavepoint(
              JobID.fromHexString(job.id()), savepoints, false, SavepointFormatType.CANONICAL)
          .get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new JobFailedException(e.getCause());
    }
  }

  @Override
  public void cancel(JobHandle job) throws JobFailedException, InterruptedException {
    if (!status(job).phase().isEnd()) {
      await(cluster().cancelJob(JobID.fromHexString(job.id())));
    }
  }

  private static <T> T await(CompletableFuture<T> answer)
      throws JobFailedException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new JobFailedException(e.getCause());
    }
  }

  @Override
  public synchronized void close() {
    if (cluster != null) {
      cluster.closeAsync().join();
      cluster = null;
    }
  }
}
