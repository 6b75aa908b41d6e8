package io.sightline.runs.erasure;

import io.sightline.domain.json.Json;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.PlateInJson;
import io.sightline.store.erasure.ErasureWork;
import io.sightline.store.erasure.ErasureWork.Open;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.core.JacksonException;

/**
 * Takes a plate out of the topics. Kafka cannot change a message: a partition loses what stands in
 * it up to the newest message that names the plate, also where that is of a transaction that nobody
 * has committed yet. Blank messages with the same keys then tell whoever has read them. Of a topic
 * that is compacted only, brokers delete nothing by offset: there the blank messages take the place
 * of what was, when the brokers compact it.
 */
final class TopicErasure {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final List<String> TOPICS =
      List.of(Topics.OBSERVATIONS, Topics.FACTS, Topics.ALERTS);

  private final Properties properties;
  private final Duration patience;
  private final Function<Properties, Consumer<String, String>> consumers;

  TopicErasure(KafkaBrokers brokers) {
    this(
        brokers,
        PATIENCE,
        properties ->
            new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer()));
  }

  /**
   * @param patience with brokers that do not answer; half of it is what one request may take
   */
  TopicErasure(
      KafkaBrokers brokers,
      Duration patience,
      Function<Properties, Consumer<String, String>> consumers) {
    this.properties = properties(brokers, patience);
    this.patience = patience;
    this.consumers = consumers;
  }

  private static Properties properties(KafkaBrokers brokers, Duration patience) {
    int most = (int) patience.toMillis();
    Properties properties = new Properties();
    properties.putAll(brokers.client());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers.servers());
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, most);
    properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, most / 2);
    return properties;
  }

  private Properties with(Map<String, Object> more) {
    Properties all = new Properties();
    all.putAll(properties);
    all.putAll(more);
    return all;
  }

  /**
   * @return how many messages named the plate
   * @throws IOException when the brokers do not answer, or refuse
   */
  long erase(Open erasure, ErasureWork work) throws IOException {
    try (Admin admin = Admin.create(properties)) {
      Set<String> there = admin.listTopics().names().get();
      List<String> topics =
          there.stream()
              .filter(topic -> TOPICS.contains(topic) || topic.startsWith(Topics.OF_KINDS))
              .sorted()
              .toList();
      Map<TopicPartition, Long> newest = new HashMap<>();
      long naming = find(erasure, topics, newest);
      Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
      newest.forEach(
          (partition, offset) -> before.put(partition, RecordsToDelete.beforeOffset(offset + 1)));
      // First what takes their place: who fails here finds them again, and does both another time.
      if (naming > 0) {
        tell(erasure, work, topics);
      }
      Set<String> compacted = compacted(admin, topics);
      before.keySet().removeIf(partition -> compacted.contains(partition.topic()));
      admin.deleteRecords(before).all().get();
      return naming;
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new IOException("Kafka does not let the plate be erased: " + cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted.", e);
    }
  }

  private long find(Open erasure, List<String> topics, Map<TopicPartition, Long> newest) {
    Properties asking =
        with(
            Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_uncommitted"));
    List<String> plates = erasure.plates();
    long naming = 0;
    try (Consumer<String, String> consumer = consumers.apply(asking)) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long heard = System.nanoTime();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        ConsumerRecords<String, String> messages = consumer.poll(POLL);
        if (!messages.isEmpty()) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > patience.toNanos()) {
          // A consumer would wait for brokers that are gone for ever, and with it all other chores.
          throw new TimeoutException("The brokers do not answer any more.");
        }
        for (ConsumerRecord<String, String> message : messages) {
          if (message.value() != null && names(plates, message.value())) {
            newest.put(new TopicPartition(message.topic(), message.partition()), message.offset());
            naming++;
          }
        }
      }
    }
    return naming;
  }

  /** Whether one of the texts in a message names one of the plates. */
  private static boolean names(List<String> plates, String message) {
    if (!namesAny(plates, message)) {
      return false;
    }
    try {
      return PlateInJson.names(Json.read(message, Object.class), plates);
    } catch (JacksonException e) {
      // None of ours, and better gone than kept.
      return true;
    }
  }

  private static boolean namesAny(List<String> plates, String text) {
    String normal = NormalPlate.of(text);
    return plates.stream().anyMatch(normal::contains);
  }

  /** Those of which nothing is deleted but what has a newer message. */
  private static Set<String> compacted(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException {
    Set<String> compacted = new HashSet<>();
    List<ConfigResource> asked =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    admin
        .describeConfigs(asked)
        .all()
        .get()
        .forEach(
            (topic, config) -> {
              String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
              if (!policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
                compacted.add(topic.name());
              }
            });
    return compacted;
  }

  /**
   * @param topics that there are
   */
  private void tell(Open erasure, ErasureWork work, List<String> topics)
      throws ExecutionException, InterruptedException {
    int most = (int) patience.toMillis();
    Properties telling =
        with(
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                most,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                most));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(telling, new StringSerializer(), new StringSerializer())) {
      work.messages(
          erasure,
          told -> {
            if (topics.contains(told.topic())) {
              sent.add(producer.send(new ProducerRecord<>(told.topic(), told.key(), told.value())));
            }
          });
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }
}
