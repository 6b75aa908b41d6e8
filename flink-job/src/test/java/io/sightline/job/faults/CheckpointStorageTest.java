package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F7: where checkpoints go is full for some time, or slow. */
class CheckpointStorageTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long MICROS = 20_000;

  @TempDir static Path folder;
  private static DrawnPark park;
  private static TestCluster cluster;
  private static Map<String, String> golden;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    park = DrawnPark.in(folder);
    cluster = new TestCluster(1);
    cluster.result(start("golden", 0));
    golden = park.ledger("golden");
  }

  @AfterEach
  void mend() {
    FaultyFileSystem.refuse(0);
    FaultyFileSystem.delay(0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    park.close();
  }

  private static Path checkpoints(String run) {
    return folder.resolve("checkpoints-" + run);
  }

  /** What a checkpoint holds is in files of its own, each of which can be refused. */
  private static JobID start(String run, long micros) throws Exception {
    Configuration settings =
        cluster.settings(
            checkpoints(run),
            Map.of(
                "execution.checkpointing.data-inline-threshold", "0b",
                "restart-strategy.fixed-delay.attempts", "3"));
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        FaultyFileSystem.SCHEME + "://" + checkpoints(run));
    return cluster.start(TestCluster.graph(settings, 1, env -> park.replay(env, run, micros)));
  }

  private static void awaitCheckpointAfter(String run, long number) {
    await("a checkpoint after " + number)
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Faults.newest(checkpoints(run)) > number);
  }

  private static void requireEnd(String run, JobID job) throws Exception {
    assertThat(cluster.result(job).getSerializedThrowable()).isEmpty();
    assertThat(park.ledger(run)).isEqualTo(golden);
  }

  @Test
  void fullForSomeCheckpointsItCostsNoRestart() throws Exception {
    String run = "full";
    int opened = Faults.opened();
    JobID job = start(run, MICROS);
    awaitCheckpointAfter(run, 1);
    FaultyFileSystem.refuse(20);
    await("storage refuses").atMost(LONG).until(() -> FaultyFileSystem.refusalsLeft() == 0);
    awaitCheckpointAfter(run, Faults.newest(checkpoints(run)));
    requireEnd(run, job);
    assertThat(Faults.opened() - opened).as("attempts").isEqualTo(1);
  }

  @Test
  void fullForLongerItIsStartedAgainAndGoesOnWhenThereIsRoom() throws Exception {
    String run = "full-for-long";
    int opened = Faults.opened();
    JobID job = start(run, MICROS);
    awaitCheckpointAfter(run, 1);
    FaultyFileSystem.refuse(Integer.MAX_VALUE);
    await("it is started again").atMost(LONG).until(() -> Faults.opened() - opened > 1);
    FaultyFileSystem.refuse(0);
    awaitCheckpointAfter(run, Faults.newest(checkpoints(run)));
    requireEnd(run, job);
  }

  @Test
  void slowStorageDelaysCheckpointsOnly() throws Exception {
    String run = "slow";
    int opened = Faults.opened();
    JobID job = start(run, MICROS / 2);
    awaitCheckpointAfter(run, 1);
    FaultyFileSystem.delay(200);
    requireEnd(run, job);
    assertThat(Faults.opened() - opened).as("attempts").isEqualTo(1);
  }
}
