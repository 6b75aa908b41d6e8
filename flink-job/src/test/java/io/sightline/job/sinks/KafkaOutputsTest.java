package io.sightline.job.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotStay;
import io.sightline.domain.json.Json;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.job.TestStories;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.job.settings.CameraModels;
import io.sightline.job.settings.FrameLoad;
import io.sightline.job.settings.RunSettings;
import io.sightline.job.topology.VideoAnalyticsTopology;
import io.sightline.source.observationlog.KafkaObservations;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** Against a real broker in this process. */
class KafkaOutputsTest {
  private static final int RECORDS_A_SECOND = 150;

  @TempDir static Path folder;

  private static final EmbeddedKafkaKraftBroker KAFKA =
      new EmbeddedKafkaKraftBroker(1, 1, Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS);

  /** How often the middle of the story was reached: the first time, the job fails. */
  private static final AtomicInteger MIDDLE = new AtomicInteger();

  @BeforeAll
  static void start() {
    KAFKA.brokerProperty("transaction.state.log.replication.factor", "1");
    KAFKA.brokerProperty("transaction.state.log.min.isr", "1");
    KAFKA.brokerProperty("offsets.topic.replication.factor", "1");
    KAFKA.afterPropertiesSet();
  }

  @AfterAll
  static void stop() {
    KAFKA.destroy();
  }

  private static final OccupancyWindow WINDOW =
      new OccupancyWindow(
          new FactHead("", "garage", 0, 0, true, "", ""),
          OccupancyWindow.Scope.SPOT,
          "S1",
          60_000,
          0,
          60_000,
          1,
          2,
          3,
          1,
          1,
          0,
          0,
          0,
          1);

  private static final FactHead HEAD =
      new FactHead("10000000-0000-5000-8000-000000000001", "garage", 1, 1, false, "", "");

  /** A vehicle that comes to stand, has stood, and did not stand there after all. */
  private static final List<SpotStay> STAYS =
      Stream.of(HEAD, HEAD.revised(2, true), HEAD.retracted(3))
          .map(head -> new SpotStay(head, "a", "S1", "20000000-0000-5000-8000-000000000001", 9))
          .toList();

  /** Stores nothing. */
  private static final class Nowhere implements LiveOutputs {
    @Override
    public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
      return new DiscardingSink<>();
    }

    @Override
    public Sink<ObservationMinute> observations() {
      return new DiscardingSink<>();
    }

    @Override
    public Sink<CameraLatest> latest() {
      return new DiscardingSink<>();
    }
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(1);
    return env;
  }

  private static DataGeneratorSource<Observations> source(
      GeneratorFunction<Long, Observations> at) {
    return new DataGeneratorSource<>(
        at,
        TestStories.both().size(),
        RateLimiterStrategy.perSecond(RECORDS_A_SECOND),
        TypeInformation.of(Observations.class));
  }

  private static Observations at(long index) {
    if (index == TestStories.both().size() / 2 && MIDDLE.incrementAndGet() == 1) {
      throw new IllegalStateException("This job fails once.");
    }
    return TestStories.both().get((int) index);
  }

  @Test
  @SuppressWarnings("try") // Closing an iterator ends its job, and may be interrupted.
  void whatIsCommittedIsThereOnceAlsoAfterAFailureAndCanBeReadBack() throws Exception {
    KafkaOutputs kafka =
        new KafkaOutputs(
            new Nowhere(),
            "live",
            KafkaBrokers.at(KAFKA.getBrokersAsString()),
            Duration.ofMinutes(5));
    StreamExecutionEnvironment env = environment();
    VideoAnalyticsTopology.fromObservations(
        env,
        source(KafkaOutputsTest::at),
        RunSettings.live("1", TestStories.LAYOUTS, CameraModels.NONE, FrameLoad.NONE),
        kafka);
    env.fromSource(
            source(index -> TestStories.both().get(index.intValue())),
            WatermarkStrategy.noWatermarks(),
            "observations")
        .sinkTo(kafka.publishedObservations().orElseThrow());
    env.execute();
    assertThat(MIDDLE.get()).as("the job failed once, and went on").isEqualTo(2);

    List<ConsumerRecord<String, String>> facts =
        CommittedRecords.of(KAFKA.getBrokersAsString(), Topics.FACTS);
    Set<String> distinct = new HashSet<>();
    Set<Object> kinds = new HashSet<>();
    for (ConsumerRecord<String, String> record : facts) {
      Map<?, ?> fact = Json.read(record.value(), Map.class);
      assertThat(record.key()).isEqualTo("garage");
      assertThat(fact.get("run")).isEqualTo("live");
      assertThat(fact.get("at").toString()).endsWith("Z");
      kinds.add(fact.get("kind"));
      distinct.add(record.value());
    }
    assertThat(facts).isNotEmpty().hasSize(distinct.size());
    assertThat(kinds)
        .contains("vehicle_tracks", "passages", "spot_transitions", "occupancy_windows");

    List<Observations> back = new ArrayList<>();
    try (var iterator =
        environment()
            .fromSource(
                KafkaObservations.of(KAFKA.getBrokersAsString(), "live"),
                WatermarkStrategy.noWatermarks(),
                "from Kafka")
            .executeAndCollect()) {
      iterator.forEachRemaining(back::add);
    }
    assertThat(back).containsExactlyElementsOf(TestStories.both());
  }

  @Test
  void byKindTheNewestMessageOfAFactIsHowItStandsAndWhatIsTakenBackHasNoValue() throws Exception {
    KafkaOutputs kafka =
        new KafkaOutputs(
            new Nowhere(),
            "one",
            "live",
            KafkaBrokers.at(KAFKA.getBrokersAsString()),
            Duration.ofMinutes(5),
            PrivacyGuard.NONE,
            true);
    KafkaTopics.make(KafkaBrokers.at(KAFKA.getBrokersAsString()), FactKinds.PRODUCT, true);
    KafkaTopics.make(KafkaBrokers.at(KAFKA.getBrokersAsString()), FactKinds.PRODUCT, true);
    StreamExecutionEnvironment env = environment();
    env.fromSource(
            new DataGeneratorSource<>(
                index -> STAYS.get(index.intValue()),
                STAYS.size(),
                TypeInformation.of(SpotStay.class)),
            WatermarkStrategy.noWatermarks(),
            "stays")
        .sinkTo(kafka.published(FactKinds.SPOT_STAYS).orElseThrow());
    env.execute();
    List<ConsumerRecord<String, String>> told =
        CommittedRecords.of(KAFKA.getBrokersAsString(), "sightline.facts.spot-stays");
    assertThat(told)
        .extracting(ConsumerRecord::key)
        .containsOnly("live/10000000-0000-5000-8000-000000000001");
    assertThat(told).hasSize(3);
    assertThat(told.get(1).value()).contains("\"kind\":\"spot_stays\"", "\"stood_ms\":9");
    assertThat(told.get(2).value()).isNull();
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.getBrokersAsString()))) {
      assertThat(admin.listTransactions().all().get())
          .as("another installation's have other names")
          .anyMatch(one -> one.transactionalId().startsWith("sightline-one-live-spot_stays"));
    }
    assertThat(FactKinds.OCCUPANCY_WINDOWS.messageKey("live", WINDOW))
        .isEqualTo("live/garage/1970-01-01T00:00:00Z/spot/S1/60000");
  }

  @Test
  void everyKindHasATopicAndBrokersThatDoNotAnswerStopNobody() throws Exception {
    assertThat(KafkaTopics.wanted(FactKinds.PRODUCT, false))
        .containsOnlyKeys(Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS);
    assertThat(KafkaTopics.wanted(FactKinds.PRODUCT, true))
        .hasSize(FactKinds.PRODUCT.all().size() + 1)
        .containsKey("sightline.facts.alerts");
    KafkaTopics.make(KafkaBrokers.at("127.0.0.1:9"), FactKinds.PRODUCT, false);
  }
}
