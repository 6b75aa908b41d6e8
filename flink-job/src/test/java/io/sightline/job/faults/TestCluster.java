package io.sightline.job.faults;

import io.sightline.job.JobDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster in this process, with the product's settings of its jobs. */
final class TestCluster implements AutoCloseable {
  private static final long LONGEST_SECONDS = 300;

  private final Configuration base = new Configuration();
  private final MiniCluster cluster;

  TestCluster(int slots) throws Exception {
    Path file = Path.of(System.getProperty("sightline.root")).resolve("flink-conf/base.yaml");
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(": ", 2);
        base.setString(parts[0], parts[1].strip());
      }
    }
    base.set(RestOptions.BIND_PORT, "0");
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(new Configuration(base))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
  }

  MiniCluster cluster() {
    return cluster;
  }

  /** The product's settings of a job with some of its own, which are those of a hurry. */
  Configuration settings(Path checkpoints, Map<String, String> others) {
    Configuration settings = new Configuration(base);
    settings.setString("execution.checkpointing.interval", "50ms");
    settings.setString("execution.checkpointing.min-pause", "0ms");
    settings.setString("restart-strategy.fixed-delay.delay", "1ms");
    settings.setString("state.backend.type", "hashmap");
    settings.setString("execution.checkpointing.incremental", "false");
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    others.forEach(settings::setString);
    return settings;
  }

  /** A job's graph. */
  @SuppressWarnings("try") // Flink's environment may be interrupted while it closes.
  static StreamGraph graph(Configuration settings, int parallelism, JobDefinition job)
      throws Exception {
    try (StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(settings)) {
      env.setParallelism(parallelism);
      job.define(env);
      return env.getStreamGraph();
    }
  }

  JobID start(StreamGraph graph) throws Exception {
    return cluster.submitJob(graph.getJobGraph()).get(LONGEST_SECONDS, TimeUnit.SECONDS).getJobID();
  }

  /** Waits for the end of a job. */
  JobResult result(JobID job) throws Exception {
    return cluster.requestJobResult(job).get(LONGEST_SECONDS, TimeUnit.SECONDS);
  }

  /** Runs a job to its end; what it failed of is thrown. */
  void run(StreamGraph graph) throws Exception {
    JobResult result = result(start(graph));
    if (result.getSerializedThrowable().isPresent()) {
      throw new IOException(
          "The job failed.",
          result.getSerializedThrowable().get().deserializeError(getClass().getClassLoader()));
    }
  }

  @Override
  public void close() {
    cluster.closeAsync().join();
  }
}
