package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.job.JobDefinition;
import io.sightline.job.topology.Uids;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * F1: each operator of a job fails, in turn before its work on a record, after it, and as a
 * checkpoint begins, each time a checkpoint after its last failure. The ledger is that of a run in
 * which nothing failed.
 */
class EveryOperatorFailsTest {
  private static final int PARALLELISM = 2;

  /** Once at each moment. */
  private static final int TIMES = 3;

  /** See nothing of the story, or all of it between two checkpoints: they fail at those alone. */
  private static final Set<String> SELDOM =
      Set.of(
          Uids.KEEP_PLATE_READS,
          Uids.sink("plate_reads"),
          Uids.sink("poison_records"),
          Uids.sink("camera_gaps"),
          Uids.sink("emotion_segments"));

  private static final int TIMES_ALONE = 20;
  private static final long MICROS = 15_000;
  private static final long MICROS_ALONE = 10_000;

  @TempDir static Path folder;
  private static DrawnPark park;
  private static TestCluster cluster;
  private static Map<String, String> golden;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    park = DrawnPark.in(folder);
    cluster = new TestCluster(PARALLELISM);
    cluster.run(replay("golden", 0));
    golden = park.ledger("golden");
  }

  @AfterEach
  void disarm() {
    Faults.disarm();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    park.close();
  }

  private static StreamGraph replay(String run, long micros) throws Exception {
    return graph(run, env -> park.replay(env, run, micros));
  }

  private static StreamGraph judged(String run, long micros) throws Exception {
    return graph(run, env -> park.judgeAgain(env, "golden", run, micros));
  }

  private static StreamGraph graph(String run, JobDefinition job) throws Exception {
    return TestCluster.graph(
        cluster.settings(
            folder.resolve("checkpoints-" + run),
            Map.of("restart-strategy.fixed-delay.attempts", "1000")),
        PARALLELISM,
        job);
  }

  private static Set<String> uids(StreamGraph graph) {
    Set<String> uids = new TreeSet<>();
    for (StreamNode node : graph.getStreamNodes()) {
      uids.add(node.getTransformationUID());
    }
    return uids;
  }

  private static void runWith(StreamGraph graph, String run, Collection<String> failing, int each)
      throws Exception {
    FaultyOperators.in(graph);
    Faults.arm(folder.resolve("checkpoints-" + run), failing, each);
    cluster.run(graph);
    Map<String, Integer> failed = Faults.failed();
    failed.keySet().removeAll(SELDOM);
    // Those that see a record or two of the story come to no third checkpoint.
    assertThat(failed.values()).as("%s", failed).allMatch(times -> times > 1);
  }

  @Test
  void theStoryHasFactsOfEveryKindThatARecordingGives() {
    for (String kind :
        List.of(
            "vehicle_tracks",
            "passages",
            "vehicle_sessions",
            "plate_reads",
            "emotion_windows",
            "spot_transitions",
            "occupancy_windows",
            "alerts",
            "camera_gaps")) {
      assertThat(golden.get(kind + ".csv").lines()).as(kind).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aReplayInWhichEachOperatorFailsEndsInTheSameLedger() throws Exception {
    StreamGraph graph = replay("failing", MICROS);
    runWith(graph, "failing", uids(graph), TIMES);
    assertThat(park.ledger("failing")).isEqualTo(golden);
  }

  /** Those that it shares with a replay fail in that one. */
  @Test
  void whatIsJudgedAgainWhileItsOwnOperatorsFailEndsInTheSameLedger() throws Exception {
    Set<String> own = uids(judged("any", 0));
    own.removeAll(uids(replay("any", 0)));
    assertThat(own).isNotEmpty();
    judgeWhileFailing(own);
  }

  @Test
  @Tag("nightly")
  void whatIsJudgedAgainWhileEachOperatorFailsEndsInTheSameLedger() throws Exception {
    judgeWhileFailing(uids(judged("any", 0)));
  }

  private static void judgeWhileFailing(Set<String> failing) throws Exception {
    cluster.run(judged("judged", 0));
    runWith(judged("judged-failing", MICROS), "judged-failing", failing, TIMES);
    assertThat(park.ledger("judged-failing")).isEqualTo(park.ledger("judged"));
    // What was seen is stored with the run that saw it.
    assertThat(park.ledger("judged").get("passages.csv")).isEqualTo(golden.get("passages.csv"));
  }

  static Stream<String> alone() throws Exception {
    return uids(replay("any", 0)).stream();
  }

  @ParameterizedTest
  @MethodSource("alone")
  @Tag("nightly")
  void eachAloneAndManyTimes(String uid) throws Exception {
    String run = "failing-" + uid.replaceAll("[^a-z-]", "-");
    runWith(replay(run, MICROS_ALONE), run, List.of(uid), TIMES_ALONE);
    assertThat(park.ledger(run)).isEqualTo(golden);
  }
}
