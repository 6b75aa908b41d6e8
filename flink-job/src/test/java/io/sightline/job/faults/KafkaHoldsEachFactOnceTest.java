package io.sightline.job.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.BadInput;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.job.LiveJob;
import io.sightline.job.sinks.CommittedRecords;
import io.sightline.job.sinks.KafkaOutputs;
import io.sightline.job.topology.Uids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * What who reads what is committed finds in Kafka is what stands in PostgreSQL: each fact, once.
 * Against a real broker in this process.
 */
class KafkaHoldsEachFactOnceTest {
  private static final long BEGUN = System.currentTimeMillis();
  private static final long MICROS = 25_000;
  private static final long SLOWEST_MICROS = 16 * MICROS;
  private static final int TIMES = 3;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(1);

  /**
   * What a failed attempt had just sent may open a transaction that nobody ends: what stands behind
   * it is read when the broker has ended it.
   */
  private static final Duration READABLE = Duration.ofMinutes(3);

  @TempDir static Path folder;

  private static final EmbeddedKafkaKraftBroker KAFKA =
      new EmbeddedKafkaKraftBroker(1, 1, Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS);

  private static DrawnPark park;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    KAFKA.brokerProperty("transaction.state.log.replication.factor", "1");
    KAFKA.brokerProperty("transaction.state.log.min.isr", "1");
    KAFKA.brokerProperty("offsets.topic.replication.factor", "1");
    KAFKA.afterPropertiesSet();
    park = DrawnPark.in(folder);
    cluster = new TestCluster(2);
  }

  @AfterEach
  void disarm() {
    Faults.disarm();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    park.close();
    KAFKA.destroy();
  }

  private static StreamGraph replay(String run, long micros) throws Exception {
    return TestCluster.graph(
        cluster.settings(
            folder.resolve("checkpoints-" + run),
            Map.of(
                "execution.checkpointing.interval", "200ms",
                "restart-strategy.fixed-delay.attempts", "100")),
        2,
        env ->
            park.replay(
                env,
                run,
                micros,
                new KafkaOutputs(
                    park.outputs(run),
                    run,
                    KafkaBrokers.at(KAFKA.getBrokersAsString()),
                    TRANSACTION_TIMEOUT)));
  }

  /** Messages of a run, sorted. */
  private static List<String> published(String run) {
    return CommittedRecords.of(KAFKA.getBrokersAsString(), Topics.FACTS).stream()
        .map(ConsumerRecord::value)
        .filter(message -> message.contains("\"run\":\"" + run + "\""))
        .sorted()
        .toList();
  }

  @Test
  void alsoWhenTheJobFailsBetweenTheBeginAndTheEndOfTransactions() throws Exception {
    // On a busy machine checkpoints, after which the faults come, need a slower story.
    long micros = MICROS;
    boolean allFailed = fail("failing", micros);
    while (!allFailed && micros < SLOWEST_MICROS) {
      micros *= 4;
      allFailed = fail("failing-" + micros, micros);
    }
    assertThat(Faults.failed().values()).allMatch(times -> times > 0);
  }

  /**
   * @return whether each of those that should have failed did
   */
  private static boolean fail(String run, long micros) throws Exception {
    StreamGraph graph = replay(run, micros);
    FaultyOperators.in(graph);
    Set<String> failing =
        Set.of(Uids.TRACK_VEHICLES, Uids.KEEP_OCCUPANCY, Uids.published("spot_transitions"));
    Faults.arm(folder.resolve("checkpoints-" + run), failing, TIMES);
    cluster.run(graph);
    requireEachOnce(run);
    return Faults.failed().values().stream().allMatch(times -> times > 0);
  }

  private static void requireEachOnce(String run) {
    List<String> expected = park.messages(run, Topics.FACTS);
    assertThat(expected).hasSizeGreaterThan(50);
    // Brokers mark what is committed a little after they have said so, and what a job that failed
    // left open hides what is behind it until they end it by themselves.
    await()
        .atMost(TRANSACTION_TIMEOUT.multipliedBy(3))
        .untilAsserted(
            () -> assertThat(published(run)).hasSizeGreaterThanOrEqualTo(expected.size()));
    assertThat(published(run)).isEqualTo(expected);
    // Of footage of another year, and brokers delete what is older than a week.
    assertThat(CommittedRecords.of(KAFKA.getBrokersAsString(), Topics.FACTS))
        .allMatch(message -> message.timestamp() >= BEGUN);
  }

  /** K2. */
  @Test
  void aTransactionThatTheBrokersWouldEndBeforeACheckpointIsRefusedAtTheStart() throws Exception {
    LiveJob job =
        new LiveJob(
            park.database(),
            KeyFile.NONE,
            Settings.load(
                null,
                Map.of(
                    "SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS",
                    KAFKA.getBrokersAsString(),
                    "SIGHTLINE_KAFKA_TRANSACTION_TIMEOUT",
                    "1m")),
            Map.of(),
            null,
            "1");
    assertThatThrownBy(
            () -> TestCluster.graph(cluster.settings(folder.resolve("any"), Map.of()), 1, job))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("kafka.transaction-timeout is 60 s");
  }

  /** K2. */
  @Test
  void alsoWhenTheBrokerIsStartedAgain() throws Exception {
    String run = "interrupted";
    StreamGraph graph = replay(run, SLOWEST_MICROS);
    var job = cluster.start(graph);
    Path checkpoints = folder.resolve("checkpoints-" + run);
    for (int restart = 0; restart < 2; restart++) {
      long before = Faults.newest(checkpoints);
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                assertThat(cluster.cluster().getJobStatus(job).get().isTerminalState()).isFalse();
                return Faults.newest(checkpoints) > before + 1;
              });
      var broker = KAFKA.getCluster().brokers().get(0);
      broker.shutdown();
      broker.awaitShutdown();
      broker.startup();
    }
    Faults.hurry();
    assertThat(cluster.result(job).getSerializedThrowable()).isEmpty();
    requireEachOnce(run);
  }
}
