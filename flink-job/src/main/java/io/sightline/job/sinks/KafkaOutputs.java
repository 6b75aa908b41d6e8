package io.sightline.job.sinks;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Fact;
import io.sightline.domain.messages.KafkaBrokers;
import io.sightline.domain.messages.ObservationsMessage;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.job.cameras.CameraLatest;
import io.sightline.store.facts.FactKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Other outputs, and beside them Kafka: exactly once for those who read what is committed, which is
 * at the earliest when a checkpoint is complete.
 */
public final class KafkaOutputs implements LiveOutputs {
  private final LiveOutputs others;
  private final String installation;
  private final String run;
  private final KafkaBrokers brokers;
  private final Duration transactionTimeout;
  private final PrivacyGuard guard;
  private final boolean byKind;

  /**
   * @param transactionTimeout longest outage of the job after which nothing is lost
   */
  public KafkaOutputs(
      LiveOutputs others, String run, KafkaBrokers brokers, Duration transactionTimeout) {
    this(others, "", run, brokers, transactionTimeout, PrivacyGuard.NONE, false);
  }

  /**
   * @param installation which of those that share the brokers: of two that gave their transactions
   *     the same names each would end the other's
   * @param transactionTimeout longest outage of the job after which nothing is lost
   * @param byKind whether each kind of fact has a topic of its own, in which the newest message of
   *     a fact is how it stands
   */
  public KafkaOutputs(
      LiveOutputs others,
      String installation,
      String run,
      KafkaBrokers brokers,
      Duration transactionTimeout,
      PrivacyGuard guard,
      boolean byKind) {
    this.byKind = byKind;
    this.guard = guard;
    this.others = others;
    this.installation = installation;
    this.run = run;
    this.brokers = brokers;
    this.transactionTimeout = transactionTimeout;
  }

  /**
   * Refuses a time-out after which the brokers would drop what a checkpoint has yet to commit.
   *
   * @param open how long a transaction may be open: until the next checkpoint begins and for as
   *     long as it may take
   * @throws BadInput when it is shorter
   */
  public static void requireLasts(Duration transactionTimeout, Duration open) {
    if (transactionTimeout.compareTo(open) < 0) {
      throw new BadInput(
          "kafka.transaction-timeout is "
              + transactionTimeout.toSeconds()
              + " s, and a checkpoint may commit a transaction only after "
              + open.toSeconds()
              + " s; make it longer.");
    }
  }

  @Override
  public <F extends Fact> Sink<F> facts(FactKind<F> kind) {
    return others.facts(kind);
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
  public <F extends Fact> Optional<Sink<F>> published(FactKind<F> kind) {
    FactAsJson<F> json = new FactAsJson<>(kind, run, guard);
    return Optional.of(
        byKind
            ? sink(
                kind.name(),
                Topics.ofKind(kind.name()),
                new FactKey<>(kind, run),
                new FactAsItStands<>(kind, guard, json))
            : sink(kind.name(), kind.topic(), fact -> bytes(fact.head().site()), json));
  }

  @Override
  public Optional<Sink<Observations>> publishedObservations() {
    return Optional.of(
        sink(
            "observations",
            Topics.OBSERVATIONS,
            observations -> bytes(observations.frame().camera()),
            new ObservationsAsJson(run, guard)));
  }

  private Properties client() {
    Properties client = new Properties();
    client.putAll(brokers.client());
    return client;
  }

  private <T> Sink<T> sink(
      String name, String topic, SerializationSchema<T> key, SerializationSchema<T> value) {
    return KafkaSink.<T>builder()
        .setKafkaProducerConfig(client())
        .setBootstrapServers(brokers.servers())
        .setRecordSerializer(
            new AgedByWriting<>(
                KafkaRecordSerializationSchema.<T>builder()
                    .setTopic(topic)
                    .setKeySerializationSchema(key)
                    .setValueSerializationSchema(value)
                    .build()))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setTransactionalIdPrefix("sightline-" + installation + "-" + run + "-" + name)
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(transactionTimeout.toMillis()))
        .build();
  }

  /**
   * Messages are as old as their writing, and not as what they tell: brokers delete by that age,
   * and would delete what is told of last year's footage at once.
   */
  private record AgedByWriting<T>(KafkaRecordSerializationSchema<T> messages)
      implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {
    @Override
    public void open(
        SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
        throws Exception {
      messages.open(context, sinkContext);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        T element, KafkaSinkContext context, Long eventTime) {
      return messages.serialize(element, context, null);
    }

    /** Names the topic, which whoever pools transactions wants to know. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
      return ((KafkaDatasetFacetProvider) messages).getKafkaDatasetFacet();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record FactAsJson<F extends Fact>(FactKind<F> kind, String run, PrivacyGuard guard)
      implements SerializationSchema<F> {
    @Override
    public byte[] serialize(F fact) {
      return bytes(
          guard.isErased(kind, fact)
              ? kind.erasedMessage(run, fact)
              : kind.message(run, guard.told(kind, fact)));
    }
  }

  private record FactKey<F extends Fact>(FactKind<F> kind, String run)
      implements SerializationSchema<F> {
    @Override
    public byte[] serialize(F fact) {
      return bytes(kind.messageKey(run, fact));
    }
  }

  /** What is taken back, or erased whole, has no value. */
  private record FactAsItStands<F extends Fact>(
      FactKind<F> kind, PrivacyGuard guard, FactAsJson<F> json) implements SerializationSchema<F> {
    @Override
    public byte[] serialize(F fact) {
      boolean isGone =
          fact.head().isRetracted() || (kind.goesWithItsPlate() && guard.isErased(kind, fact));
      return isGone ? null : json.serialize(fact);
    }
  }

  private record ObservationsAsJson(String run, PrivacyGuard guard)
      implements SerializationSchema<Observations> {
    @Override
    public byte[] serialize(Observations observations) {
      return bytes(new ObservationsMessage(run, guard.published(observations)).write());
    }
  }
}
