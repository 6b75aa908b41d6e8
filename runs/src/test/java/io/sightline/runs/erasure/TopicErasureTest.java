package io.sightline.runs.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.messages.ObservationsMessage;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.observations.PlateSighting;
import io.sightline.domain.observations.PlateText;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.privacy.PlateKeys;
import io.sightline.runs.RunsFixture;
import io.sightline.store.erasure.ErasureWork;
import io.sightline.store.erasure.ErasureWork.Open;
import io.sightline.store.erasure.Erasures;
import io.sightline.store.erasure.Erasures.Erasure;
import io.sightline.store.erasure.Erasures.Wanted;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A plate that is erased is not read from the topics any more, by whoever reads them from their
 * beginning. Against a real broker in this process.
 */
class TopicErasureTest {
  private static final String PLATE = "C0FFEE7";
  private static final String OTHER = "AB1234";

  /** Names the plate, as chance has it, and is none. */
  private static final String ALIKE = "00000000-0000-0000-0000-00000c0ffee7";

  private static final String SITE = "garage";
  private static final int PARTITIONS = 3;
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Patience enough with brokers that are there. */
  private static final Duration SOON = Duration.ofSeconds(6);

  private static final EmbeddedKafkaKraftBroker KAFKA =
      new EmbeddedKafkaKraftBroker(1, PARTITIONS, Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS);

  @TempDir static Path folder;
  private static RunsFixture runs;

  @BeforeAll
  static void start() {
    KAFKA.brokerProperty("transaction.state.log.replication.factor", "1");
    KAFKA.brokerProperty("transaction.state.log.min.isr", "1");
    KAFKA.brokerProperty("offsets.topic.replication.factor", "1");
    KAFKA.afterPropertiesSet();
    runs = new RunsFixture(folder);
  }

  @AfterAll
  static void stop() {
    runs.close();
    KAFKA.destroy();
  }

  private static PlateRead read(String id, String text) {
    return new PlateRead(
        new FactHead(id, SITE, AT.toEpochMilli(), AT.toEpochMilli(), true, "sha", "layout"),
        "gate",
        id,
        text,
        0.9f,
        3,
        null);
  }

  private static String fact(String id, String text) {
    return FactKinds.PLATE_READS.message("live", read(id, text));
  }

  private static String seen(String text) {
    FrameHeader frame =
        new FrameHeader(
            SITE, "gate", 0, 0, AT.toEpochMilli(), RecordKind.FRAME, null, false, "layout", null);
    PlateSighting plate =
        new PlateSighting(
            new Box(0, 0, 10, 5),
            0.9f,
            PlateSighting.NO_VEHICLE,
            PlateText.of(text, List.of(0.9f)),
            null);
    return new ObservationsMessage("live", Observations.nothing(frame).withPlates(List.of(plate)))
        .write();
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> more) {
    return producer(KAFKA.getBrokersAsString(), more);
  }

  private static KafkaProducer<String, String> producer(String servers, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private static ProducerRecord<String, String> message(
      String topic, int partition, String key, String value) {
    return new ProducerRecord<>(topic, partition, key, value);
  }

  /** All that anybody can read of all topics, by topic. */
  private static List<ConsumerRecord<String, String>> readable() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS)) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new TopicPartition(topic, partition));
      }
    }
    return readable(partitions);
  }

  private static List<ConsumerRecord<String, String>> readable(List<TopicPartition> partitions) {
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                KAFKA.getBrokersAsString(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      await()
          .atMost(LONG)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                return partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one));
              });
    }
    return found;
  }

  private static List<String> texts() {
    return readable().stream().map(ConsumerRecord::value).toList();
  }

  private static Erasure erase() {
    PlateErasure work =
        new PlateErasure(
            runs.database(), runs.media(), KafkaBrokers.at(KAFKA.getBrokersAsString()));
    try (SingleConnectionDataSource session = runs.database().session()) {
      Erasures erasures = new Erasures(session);
      long id =
          erasures.request(
              new Wanted(
                  SITE,
                  null,
                  List.of(PLATE),
                  List.of(PLATE),
                  AT.minusSeconds(60),
                  AT.plusSeconds(60),
                  "asked",
                  "ada"),
              new PlateKeys("0123456789abcdef0123456789abcdef", null));
      return await()
          .atMost(LONG)
          .until(
              () -> {
                runs.database()
                    .with(
                        jdbc -> {
                          try {
                            work.work(jdbc);
                          } catch (IOException e) {
                            throw new CompletionException(e);
                          }
                          return null;
                        });
                return erasures.find(id).orElseThrow();
              },
              erasure -> erasure.state().equals("done"));
    }
  }

  @Test
  void anErasedPlateIsNotReadFromTheBeginningAndOthersAre() {
    String id = new UUID(0, 1).toString();
    String others = new UUID(0, 2).toString();
    String elsewhere = fact(others, "elsewhere " + OTHER);
    String alike = fact(ALIKE, OTHER);
    String after = fact(others, "after " + OTHER);
    String seenAfter = seen("after " + OTHER);
    try (FactWriter writer = new FactWriter(runs.database());
        KafkaProducer<String, String> producer = producer(Map.of());
        KafkaProducer<String, String> unfinished =
            producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "unfinished"))) {
      writer.write(FactKinds.PLATE_READS, "live", read(id, PLATE));
      producer.send(message(Topics.FACTS, 0, SITE, fact(id, PLATE)));
      producer.send(message(Topics.FACTS, 0, SITE, after));
      producer.send(message(Topics.FACTS, 1, "lot", elsewhere));
      producer.send(message(Topics.FACTS, 1, "lot", alike));
      producer.send(message(Topics.OBSERVATIONS, 0, "gate", seen("c0 ffee-7")));
      producer.send(message(Topics.OBSERVATIONS, 0, "gate", seenAfter));
      producer.send(message(Topics.ALERTS, 2, SITE, "no JSON of " + PLATE));
      producer.flush();
      // What is not committed yet may be, later.
      unfinished.initTransactions();
      unfinished.beginTransaction();
      unfinished.send(message(Topics.FACTS, 2, SITE, fact(id, PLATE)));
      unfinished.flush();
      assertThat(texts().stream().filter(TopicErasureTest::names)).hasSize(5);

      Erasure done = erase();

      unfinished.commitTransaction();
      assertThat(done.counts()).containsEntry("messages", 4L);
    }
    List<String> left = texts();
    assertThat(left).contains(elsewhere, alike, after, seenAfter);
    assertThat(left.stream().filter(text -> !text.equals(alike)))
        .noneMatch(TopicErasureTest::names);
    List<ConsumerRecord<String, String>> told =
        readable().stream().filter(one -> one.value().contains("\"erased\":true")).toList();
    assertThat(told).hasSize(1);
    assertThat(told.get(0).topic()).isEqualTo(Topics.FACTS);
    assertThat(told.get(0).key()).isEqualTo(SITE);
    Map<?, ?> blank = Json.read(told.get(0).value(), Map.class);
    assertThat(blank.get("id")).isEqualTo(id);
    assertThat(blank.get("text")).isEqualTo("");
    assertThat(left).hasSize(5);
  }

  @Test
  void whereEachKindHasATopicAnErasedFactHasNoValueAndACompactedTopicKeepsTheOthers()
      throws Exception {
    String id = new UUID(0, 11).toString();
    String others = new UUID(0, 12).toString();
    String topic = Topics.ofKind("plate_reads");
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.getBrokersAsString()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 1, (short) 1)
                      .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"))))
          .all()
          .get();
    }
    try (FactWriter writer = new FactWriter(runs.database());
        KafkaProducer<String, String> producer = producer(Map.of())) {
      writer.write(FactKinds.PLATE_READS, "live", read(id, PLATE));
      producer.send(message(topic, 0, "live/" + others, fact(others, OTHER)));
      producer.send(message(topic, 0, "live/" + id, fact(id, PLATE)));
      producer.flush();
      erase();
    }
    List<ConsumerRecord<String, String>> told = readable(List.of(new TopicPartition(topic, 0)));
    assertThat(told)
        .extracting(ConsumerRecord::key)
        .containsExactly("live/" + others, "live/" + id, "live/" + id);
    assertThat(told.get(2).value()).as("what the brokers keep when they compact").isNull();
  }

  /** Loses its brokers once it has found out how much there is to read. */
  private static final class Bereft extends KafkaConsumer<String, String> {
    private final Runnable loss;

    Bereft(Properties properties, Runnable loss) {
      super(properties, new StringDeserializer(), new StringDeserializer());
      this.loss = loss;
    }

    @Override
    public ConsumerRecords<String, String> poll(Duration timeout) {
      loss.run();
      return super.poll(timeout);
    }
  }

  @Test
  void brokersThatGoAwayEndTheLookThroughTopics() {
    EmbeddedKafkaKraftBroker brokers = new EmbeddedKafkaKraftBroker(1, 1, Topics.FACTS);
    brokers.brokerProperty("offsets.topic.replication.factor", "1");
    brokers.afterPropertiesSet();
    AtomicBoolean there = new AtomicBoolean(true);
    Runnable loss =
        () -> {
          if (there.compareAndSet(true, false)) {
            brokers.destroy();
          }
        };
    try (SingleConnectionDataSource session = runs.database().session();
        KafkaProducer<String, String> producer = producer(brokers.getBrokersAsString(), Map.of())) {
      producer.send(message(Topics.FACTS, 0, SITE, fact(ALIKE, PLATE)));
      producer.flush();
      producer.close(Duration.ZERO);
      TopicErasure topics =
          new TopicErasure(
              KafkaBrokers.at(brokers.getBrokersAsString()),
              SOON,
              properties -> new Bereft(properties, loss));
      Open erasure =
          new Open(1, SITE, null, List.of(PLATE), AT.minusSeconds(60), AT.plusSeconds(60), null);
      ErasureWork work = new ErasureWork(JdbcClient.create(session), FactKinds.PRODUCT);

      assertTimeoutPreemptively(
          LONG,
          () ->
              assertThatThrownBy(() -> topics.erase(erasure, work))
                  .isInstanceOf(IOException.class)
                  .hasMessage(
                      "Kafka does not let the plate be erased: The brokers do not answer any"
                          + " more."));
    } finally {
      loss.run();
    }
  }

  private static boolean names(String text) {
    return NormalPlate.of(text).contains(PLATE);
  }
}
