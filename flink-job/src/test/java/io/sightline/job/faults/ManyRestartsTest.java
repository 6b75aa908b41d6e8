package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.job.topology.Uids;
import io.sightline.media.ProcessMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F9: jobs that fail and are started again in one process leave nothing behind. */
class ManyRestartsTest {
  private static final boolean NIGHTLY = Boolean.getBoolean("nightly");
  private static final int RESTARTS = NIGHTLY ? 50 : 10;
  private static final int WARM = 5;
  private static final double GROWTH = 1.05;

  /** Threads of the machine's own kind, which come and go. */
  private static final int THREADS_THAT_VARY = 8;

  @TempDir Path folder;

  private record Use(long metaspace, long classes, int threads, long residentKilobytes) {
    static Use now() throws IOException {
      // Collects garbage.
      long resident = ProcessMemory.residentKilobytes();
      long metaspace =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getName().equals("Metaspace"))
              .map(MemoryPoolMXBean::getUsage)
              .mapToLong(usage -> usage.getUsed())
              .sum();
      return new Use(
          metaspace,
          ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          resident);
    }
  }

  @Test
  void nothingGrowsFromRestartToRestart() throws Exception {
    try (DrawnPark park = DrawnPark.in(folder);
        TestCluster cluster = new TestCluster(1)) {
      Use warm = null;
      for (int restart = 0; restart < RESTARTS; restart++) {
        String run = "restart-" + restart;
        Path checkpoints = folder.resolve("checkpoints-" + run);
        StreamGraph graph =
            TestCluster.graph(
                cluster.settings(checkpoints, Map.of()), 1, env -> park.replay(env, run, 1_000));
        FaultyOperators.in(graph);
        Faults.arm(checkpoints, List.of(Uids.ORDER_BY_CAMERA), 1);
        cluster.run(graph);
        assertThat(Faults.failed().get(Uids.ORDER_BY_CAMERA)).isEqualTo(1);
        if (restart == WARM - 1) {
          warm = Use.now();
        }
      }
      Use after = Use.now();
      System.out.println(
          "After " + WARM + " restarts " + warm + ", after " + RESTARTS + " " + after);
      assertThat((double) after.metaspace / warm.metaspace).as("metaspace").isLessThan(GROWTH);
      assertThat((double) after.classes / warm.classes).as("classes").isLessThan(GROWTH);
      assertThat(after.threads - warm.threads).as("threads").isLessThan(THREADS_THAT_VARY);
      if (NIGHTLY) {
        assertThat((double) after.residentKilobytes / warm.residentKilobytes)
            .as("resident")
            .isLessThan(GROWTH);
      }
    } finally {
      Faults.disarm();
    }
  }
}
