package io.sightline.source.observationlog;

import io.sightline.domain.messages.ObservationsMessage;
import io.sightline.domain.messages.Topics;
import io.sightline.domain.observations.Observations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.core.JacksonException;

/**
 * The observations of one run that are in Kafka now: what is committed, from the oldest that is
 * kept. Those of a camera are in one partition, in their order.
 */
public final class KafkaObservations {
  private KafkaObservations() {}

  public static KafkaSource<Observations> of(String bootstrapServers, String run) {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return KafkaSource.<Observations>builder()
        .setBootstrapServers(bootstrapServers)
        .setTopics(Topics.OBSERVATIONS)
        .setGroupId("sightline-" + run)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setProperties(properties)
        .setDeserializer(new OfRun(run))
        .build();
  }

  private record OfRun(String run) implements KafkaRecordDeserializationSchema<Observations> {
    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Observations> out)
        throws IOException {
      ObservationsMessage message;
      try {
        message = ObservationsMessage.read(new String(record.value(), StandardCharsets.UTF_8));
      } catch (JacksonException e) {
        throw new IOException(
            "The message at offset "
                + record.offset()
                + " of "
                + record.topic()
                + " is none of ours; keep other writers off this topic.",
            e);
      }
      if (Objects.equals(message.run(), run)) {
        out.collect(message.observations());
      }
    }

    @Override
    public TypeInformation<Observations> getProducedType() {
      return TypeInformation.of(Observations.class);
    }
  }
}
