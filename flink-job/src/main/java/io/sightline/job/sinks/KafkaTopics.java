package io.sightline.job.sinks;

import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.messages.Topics;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics that are missing, since who writes in transactions makes none. */
public final class KafkaTopics {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
  private static final int MOST_MILLIS = 10_000;
  private static final Map<String, String> AS_IT_STANDS =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);

  private KafkaTopics() {}

  /**
   * What goes where.
   *
   * @param byKind whether each kind of fact has a topic of its own
   * @return the settings of each topic, by its name
   */
  static Map<String, Map<String, String>> wanted(FactKinds kinds, boolean byKind) {
    Map<String, Map<String, String>> wanted = new LinkedHashMap<>();
    wanted.put(Topics.OBSERVATIONS, Map.of());
    for (FactKind<?> kind : kinds.all()) {
      if (byKind) {
        wanted.put(Topics.ofKind(kind.name()), AS_IT_STANDS);
      } else {
        wanted.put(kind.topic(), Map.of());
      }
    }
    return wanted;
  }

  /**
   * Makes those that are not there, with the brokers' usual number of partitions and replicas.
   * Where the brokers do not answer, or do not let it, that is logged, and whoever writes waits for
   * the topics.
   */
  public static void make(KafkaBrokers brokers, FactKinds kinds, boolean byKind) {
    Map<String, Map<String, String>> wanted = wanted(kinds, byKind);
    Map<String, Object> properties = new HashMap<>(brokers.client());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers.servers());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MOST_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, MOST_MILLIS / 2);
    try (Admin admin = Admin.create(properties)) {
      Set<String> there = admin.listTopics().names().get();
      List<NewTopic> missing =
          wanted.entrySet().stream()
              .filter(topic -> !there.contains(topic.getKey()))
              .map(
                  topic ->
                      new NewTopic(topic.getKey(), Optional.empty(), Optional.empty())
                          .configs(topic.getValue()))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      if (!(cause instanceof TopicExistsException)) {
        LOG.warn(
            "Kafka at {} does not let its topics be made: {}. The live run writes once there are {}.",
            brokers.servers(),
            cause.getMessage(),
            String.join(", ", wanted.keySet()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
