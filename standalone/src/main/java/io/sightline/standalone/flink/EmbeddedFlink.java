package io.sightline.standalone.flink;

import io.sightline.domain.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster in this process, configured by {@code flink-conf/config.yaml}. */
public final class EmbeddedFlink implements AutoCloseable {
  /** About 14 shuffles, each with a buffer of 32 KiB between any two subtasks. */
  private static final long NETWORK_MEBIBYTES_A_SLOT_PAIR = 1;

  private static final Duration POLL = Duration.ofMillis(200);

  private final Configuration configuration;
  private final MiniCluster cluster;

  private EmbeddedFlink(Configuration configuration, MiniCluster cluster) {
    this.configuration = configuration;
    this.cluster = cluster;
  }

  /**
   * @param conf folder with {@code config.yaml}
   * @param temp for files that nobody needs after the process
   * @param slots how many subtasks of one operator there can be
   */
  public static EmbeddedFlink start(Path conf, Path temp, int slots) throws Exception {
    if (!Files.isRegularFile(conf.resolve("config.yaml"))) {
      throw new BadInput(
          "Flink's configuration " + conf.resolve("config.yaml") + " is missing; restore it.");
    }
    Files.createDirectories(temp);
    Configuration configuration = GlobalConfiguration.loadConfiguration(conf.toString());
    configuration.set(CoreOptions.TMP_DIRS, temp.toString());
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    MemorySize network = MemorySize.ofMebiBytes(64 + NETWORK_MEBIBYTES_A_SLOT_PAIR * slots * slots);
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128L * slots));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new EmbeddedFlink(configuration, cluster);
  }

  /** Defines a job. */
  public interface Definition {
    void define(StreamExecutionEnvironment env);
  }

  /** Told from time to time while a job runs. */
  public interface Watch {
    void look() throws Exception;
  }

  /**
   * Runs a job to its end.
   *
   * @param checkpoints folder that its checkpoints are kept in
   * @param restore checkpoint to take up; empty to begin
   * @throws JobFailedException when the job fails for good
   */
  @SuppressWarnings(
      "try") // Flink's environment may be interrupted while it closes, and so may this.
  public void run(
      String name,
      int parallelism,
      Path checkpoints,
      Optional<Path> restore,
      Definition definition,
      Watch watch)
      throws Exception {
    Configuration job = new Configuration(configuration);
    job.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    restore.ifPresent(
        checkpoint -> {
          job.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
          job.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        });
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(job)) {
      env.setParallelism(parallelism);
      definition.define(env);
      StreamGraph stream = env.getStreamGraph();
      stream.setJobName(name);
      JobGraph graph = stream.getJobGraph();
      JobID id = cluster.submitJob(graph).get().getJobID();
      await(id, watch);
    }
  }

  private void await(JobID id, Watch watch) throws Exception {
    boolean ended = false;
    while (!ended) {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      ended = status(id).isGloballyTerminalState();
      watch.look();
    }
    JobResult result = cluster.requestJobResult(id).get();
    if (result.getSerializedThrowable().isPresent()) {
      throw new JobFailedException(
          result
              .getSerializedThrowable()
              .get()
              .deserializeError(EmbeddedFlink.class.getClassLoader()));
    }
  }

  private JobStatus status(JobID id) throws InterruptedException, ExecutionException {
    return cluster.getJobStatus(id).get();
  }

  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
