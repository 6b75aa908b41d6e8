package io.sightline.domain.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokersTest {
  @TempDir Path folder;

  private static Settings settings(Map<String, String> environment) {
    return Settings.load(null, environment);
  }

  private Settings with(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("kafka.properties"), text);
    return settings(
        Map.of(
            "SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS",
            "a:9092,b:9092",
            "SIGHTLINE_KAFKA_PROPERTIES",
            file.toString()));
  }

  @Test
  void thereAreNoneWhereNoneAreNamed() {
    assertThat(KafkaBrokers.of(settings(Map.of()))).isEmpty();
    assertThat(KafkaBrokers.of(settings(Map.of("SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS", "a:9092"))))
        .contains(KafkaBrokers.at("a:9092"));
  }

  @Test
  void aFileSaysHowToConnect() throws Exception {
    KafkaBrokers brokers =
        KafkaBrokers.of(
                with(
                    """
                    # ours
                    security.protocol=SASL_SSL
                    sasl.mechanism = SCRAM-SHA-512
                    sasl.jaas.config=a secret
                    """))
            .orElseThrow();
    assertThat(brokers.servers()).isEqualTo("a:9092,b:9092");
    assertThat(brokers.client())
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "a secret"));
    assertThat(brokers.toString()).doesNotContain("secret");
  }

  @Test
  void whatWouldChangeWhatIsSentIsRefused() throws Exception {
    Settings settings = with("security.protocol=SSL\ntransactional.id=mine\n");
    assertThatThrownBy(() -> KafkaBrokers.of(settings))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("sets 'transactional.id'");
    Settings missing =
        settings(
            Map.of(
                "SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS",
                "a:9092",
                "SIGHTLINE_KAFKA_PROPERTIES",
                folder.resolve("none").toString()));
    assertThatThrownBy(() -> KafkaBrokers.of(missing))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("cannot be read");
  }
}
