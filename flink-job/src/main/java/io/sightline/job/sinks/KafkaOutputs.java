package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.messages.ObservationsMessage;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.store.facts.FactTable;
import io.sightline.store.facts.FactTables;
import io.sightline.store.messages.FactMessage;
import io.sightline.store.messages.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Other outputs, and beside them Kafka: exactly once for those who read what is committed, which is
 * at the earliest when a checkpoint is complete.
 */
public final class KafkaOutputs implements LiveOutputs {
  private final LiveOutputs others;
  private final String run;
  private final String bootstrapServers;
  private final Duration transactionTimeout;

  /**
   * @param transactionTimeout longest outage of the job after which nothing is lost
   */
  public KafkaOutputs(
      LiveOutputs others, String run, String bootstrapServers, Duration transactionTimeout) {
    this.others = others;
    this.run = run;
    this.bootstrapServers = bootstrapServers;
    this.transactionTimeout = transactionTimeout;
  }

  @Override
  public <F extends Fact> Sink<F> facts(FactTable<F> table) {
    return others.facts(table);
  }

  @Override
  public Sink<ObservationMinute> observations() {
    return others.observations();
  }

  @Override
  public Sink<CameraLatest> latest() {
    return others.latest();
  }

  @Override
  public <F extends Fact> Optional<Sink<F>> published(FactTable<F> table) {
    return Optional.of(
        sink(
            table.name(),
            Topics.of(table),
            fact -> bytes(fact.head().site()),
            new FactAsJson<>(table.name(), run)));
  }

  @Override
  public Optional<Sink<Observations>> publishedObservations() {
    return Optional.of(
        sink(
            "observations",
            Topics.OBSERVATIONS,
            observations -> bytes(observations.frame().camera()),
            new ObservationsAsJson(run)));
  }

  private <T> Sink<T> sink(
      String name, String topic, SerializationSchema<T> key, SerializationSchema<T> value) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(bootstrapServers)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<T>builder()
                .setTopic(topic)
                .setKeySerializationSchema(key)
                .setValueSerializationSchema(value)
                .build())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setTransactionalIdPrefix("sightline-" + run + "-" + name)
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(transactionTimeout.toMillis()))
        .build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record FactAsJson<F extends Fact>(String table, String run)
      implements SerializationSchema<F> {
    @Override
    @SuppressWarnings("unchecked") // The table of this name was the one given.
    public byte[] serialize(F fact) {
      return bytes(FactMessage.write((FactTable<F>) FactTables.named(table), run, fact));
    }
  }

  private record ObservationsAsJson(String run) implements SerializationSchema<Observations> {
    @Override
    public byte[] serialize(Observations observations) {
      return bytes(new ObservationsMessage(run, observations).write());
    }
  }
}
