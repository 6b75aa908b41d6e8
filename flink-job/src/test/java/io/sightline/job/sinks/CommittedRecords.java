package io.sightline.job.sinks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What of a topic is committed. */
public final class CommittedRecords {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private CommittedRecords() {}

  /** All of it, up to where its readers can read now. */
  public static List<ConsumerRecord<String, String>> of(String brokers, String topic) {
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long begun = System.nanoTime();
      while (!partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one))) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
        if (System.nanoTime() - begun > LONGEST.toNanos()) {
          throw new IllegalStateException("The topic " + topic + " is not read to its end.");
        }
      }
    }
    return found;
  }
}
