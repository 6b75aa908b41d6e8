package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import io.sightline.domain.json.Json;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A broker holds how sites stand, whatever it or we went through. */
class MqttTest extends ReceiversCase {
  private static final String SPOTS =
      """
      site: garage
      name: The Garage
      cameras:
        - id: gate
          uri: 'rtsp://127.0.0.1:1/gate'
          spots: [{id: A.1, polygon: [[0, 0], [9, 0], [9, 9]]}, {id: A2, polygon: [[20, 0], [29, 0], [29, 9]]}]
          zones: [{id: west, polygon: [[0, 0], [15, 0], [15, 15], [0, 15]]}]
      """;

  private static int port;
  private static Server broker;

  @BeforeAll
  static void serve() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    broker = broker();
    site(SPOTS);
    start(Map.of("SIGHTLINE_MQTT_URL", "mqtt://127.0.0.1:" + port));
  }

  @AfterAll
  static void stop() {
    broker.stopServer();
  }

  private static Server broker() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("host", "127.0.0.1");
    properties.setProperty("allow_anonymous", "true");
    properties.setProperty("persistence_enabled", "false");
    properties.setProperty("data_path", folder.toString());
    // It would tell its makers.
    properties.setProperty("telemetry_enabled", "false");
    Server server = new Server();
    server.startServer(new MemoryConfig(properties));
    return server;
  }

  /** What whoever comes now is told. */
  /** A broker that has just begun, or is just ending, lets go of whoever asks. */
  private static Map<String, String> retained() {
    return await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(MqttException.class)
        .until(MqttTest::asked, Objects::nonNull);
  }

  private static Map<String, String> asked() throws Exception {
    Map<String, String> retained = new ConcurrentHashMap<>();
    try (MqttClient client =
        new MqttClient(
            "tcp://127.0.0.1:" + port, MqttClient.generateClientId(), new MemoryPersistence())) {
      client.connect();
      client.subscribe(
          "#",
          1,
          // The broker does not mark what it has retained; nothing else comes here.
          (topic, message) ->
              retained.put(topic, new String(message.getPayload(), StandardCharsets.UTF_8)));
      await().pollDelay(java.time.Duration.ofMillis(300)).until(() -> true);
      client.disconnect();
    }
    return retained;
  }

  private static void transition(String spot, String state) throws Exception {
    execute(
        """
        insert into spot_transitions (run, id, site, at, spot, state, previous, camera, revision, final,
          model_sha256, layout_version, code_version)
        values ('live', gen_random_uuid(), 'garage', now(), '%s', '%s', 'unknown', 'gate', 1, true, '', '', '')
        """
            .formatted(spot, state));
  }

  private static void holds(String topic, String payload) {
    await().atMost(SOON).untilAsserted(() -> assertThat(retained()).containsEntry(topic, payload));
  }

  @Test
  void whatStandsIsRetainedAndRightAgainAfterTheBrokerOrTheServiceWasAway() throws Exception {
    holds("sightline/garage/spot/A.1", "{\"state\":\"unknown\"}");
    transition("A.1", "occupied");
    transition("A2", "free");
    holds("sightline/garage/spot/A.1", "{\"state\":\"occupied\"}");
    holds("sightline/garage/zone/west", "{\"occupied\":1,\"free\":0,\"unknown\":0}");
    holds("sightline/garage/occupancy", "{\"occupied\":1,\"free\":1,\"unknown\":0}");
    holds("sightline/garage/camera/gate", "{\"state\":\"down\"}");
    holds("sightline/status", "online");
    Map<?, ?> described =
        Json.read(
            retained().get("homeassistant/binary_sensor/sightline_garage_spot_A_dot_1/config"),
            Map.class);
    assertThat((Object) described.get("state_topic")).isEqualTo("sightline/garage/spot/A.1");
    assertThat((Object) ((Map<?, ?>) described.get("device")).get("name")).isEqualTo("The Garage");

    broker.stopServer();
    transition("A.1", "free");
    broker = broker();
    assertThat(retained()).as("it has forgotten everything").doesNotContainKey("sightline/other");
    holds("sightline/garage/spot/A.1", "{\"state\":\"free\"}");
    holds("sightline/garage/spot/A2", "{\"state\":\"free\"}");

    service.close();
    holds("sightline/status", "offline");
    site(SPOTS.replace("id: A2", "id: A3"));
    start(Map.of("SIGHTLINE_MQTT_URL", "mqtt://127.0.0.1:" + port));
    holds("sightline/garage/spot/A3", "{\"state\":\"unknown\"}");
    await()
        .atMost(SOON)
        .until(() -> retained().keySet().stream().noneMatch(topic -> topic.contains("A2")));
    holds("sightline/status", "online");
  }
}
