package io.sightline.standalone.flink;

import io.sightline.domain.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster in this process, configured by {@code flink-conf/config.yaml}. */
public final class EmbeddedFlink implements AutoCloseable {
  /** About 14 shuffles, each with a buffer of 32 KiB between any two subtasks. */
  private static final long NETWORK_MEBIBYTES_A_SLOT_PAIR = 1;

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

  /**
   * Starts a job.
   *
   * @param checkpoints folder that its checkpoints are kept in
   * @param restore checkpoint or savepoint to take up; empty to begin
   * @param own settings of this job over those of the cluster
   */
  @SuppressWarnings(
      "try") // Flink's environment may be interrupted while it closes, and so may this.
  public RunningJob submit(
      String name,
      int parallelism,
      Path checkpoints,
      Optional<Path> restore,
      Configuration own,
      Definition definition)
      throws Exception {
    Configuration job = new Configuration(configuration);
    job.addAll(own);
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
      return new RunningJob(cluster, cluster.submitJob(graph).get().getJobID());
    }
  }

  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
