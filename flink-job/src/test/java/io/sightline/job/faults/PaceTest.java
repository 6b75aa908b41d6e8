package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.job.sinks.Outputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R2: a recording gives the same ledger, byte by byte, whether it comes at its own pace, at ten
 * times that or as fast as it goes, over whatever cores, state backend and sinks.
 */
class PaceTest {
  private static final int SLOTS = 4;

  /** A record of one of the cameras comes about as often. */
  private static final long OWN_PACE_MICROS = 50_000;

  @TempDir static Path folder;
  private static DrawnPark park;
  private static TestCluster cluster;
  private static Map<String, String> golden;

  /**
   * @param micros between two records of a reader
   * @param sinkMicros what a sink takes for a record
   * @param busy threads beside it that compute
   */
  private record Machine(int parallelism, String backend, long micros, long sinkMicros, int busy) {}

  static Stream<Machine> machines() {
    return Stream.of(
        new Machine(1, "rocksdb", OWN_PACE_MICROS, 0, 0),
        new Machine(2, "hashmap", OWN_PACE_MICROS / 10, 0, 0),
        new Machine(4, "rocksdb", 0, 0, 0),
        new Machine(4, "hashmap", 0, 5_000, 0),
        new Machine(2, "rocksdb", 0, 0, 2 * Runtime.getRuntime().availableProcessors()));
  }

  @BeforeAll
  static void runOnce() throws Exception {
    park = DrawnPark.in(folder);
    cluster = new TestCluster(SLOTS);
    replay("golden", new Machine(1, "hashmap", 0, 0, 0));
    golden = park.ledger("golden");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    park.close();
  }

  private static void replay(String run, Machine machine) throws Exception {
    Outputs outputs = park.outputs(run);
    cluster.run(
        TestCluster.graph(
            cluster.settings(
                folder.resolve("checkpoints-" + run),
                Map.of("state.backend.type", machine.backend)),
            machine.parallelism,
            env ->
                park.replay(
                    env,
                    run,
                    machine.micros,
                    machine.sinkMicros > 0
                        ? Emitted.slowly(outputs, machine.sinkMicros)
                        : outputs)));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theLedgerIsTheSameWhateverThePace(Machine machine) throws Exception {
    String run = "on-" + machine.toString().replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    List<Thread> beside = new ArrayList<>();
    try {
      for (int i = 0; i < machine.busy; i++) {
        Thread busy = new Thread(PaceTest::compute, "busy");
        busy.setDaemon(true);
        busy.start();
        beside.add(busy);
      }
      replay(run, machine);
    } finally {
      beside.forEach(Thread::interrupt);
    }
    assertThat(park.ledger(run)).isEqualTo(golden);
  }

  private static void compute() {
    double sum = 0;
    while (!Thread.currentThread().isInterrupted()) {
      sum += Math.sqrt(sum + 1);
    }
  }
}
