package io.sightline.query.mqtt;

import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.Site;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.mqtt.BrokerState.CameraState;
import io.sightline.store.occupancy.SpotRows;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import io.sightline.store.registry.SiteRegistry;
import io.sightline.store.sites.CameraRows;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Keeps at an MQTT broker how sites stand, in retained messages: looks once a second, and publishes
 * what is another than the broker holds. What the broker holds below our topic and is not so any
 * more, from before a start or of a site that has changed, is cleared there.
 */
@Component
final class MqttPublisher implements SmartLifecycle, MqttCallback {
  private static final Logger LOG = LoggerFactory.getLogger(MqttPublisher.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final long LONGEST_REST_MILLIS = 30_000;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int KEEP_ALIVE_SECONDS = 20;
  private static final int IN_FLIGHT = 500;
  private static final int AT_LEAST_ONCE = 1;
  private static final int SPOTS_AT_ONCE = 10_000;
  private static final int MOST_CAMERAS = 10_000;
  private static final byte[] ONLINE = "online".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OFFLINE = "offline".getBytes(StandardCharsets.UTF_8);

  private final URI address;
  private final String username;
  private final String password;
  private final String topic;
  private final String discovery;
  private final SiteRegistry registry;
  private final SpotRows spots;
  private final CameraRows cameras;

  /** What the broker holds, as far as it is known, by topic. */
  private final Map<String, String> held = new ConcurrentHashMap<>();

  /** How all stood at the last look; null before. */
  private Standing standing;

  private Map<String, String> wanted = Map.of();
  private List<Site> sites = List.of();
  private String seen;
  private volatile boolean statusLost;
  private volatile boolean running;
  private Thread thread;

  private record Standing(List<Site> sites, List<SpotNow> spots, List<CameraState> cameras) {}

  MqttPublisher(
      QueryServiceOptions options, SiteRegistry registry, SpotRows spots, CameraRows cameras) {
    Settings settings = options.settings();
    this.address = settings.get(Settings.MQTT_URL);
    this.username = settings.get(Settings.MQTT_USERNAME);
    this.password = settings.get(Settings.MQTT_PASSWORD);
    this.topic = settings.get(Settings.MQTT_TOPIC);
    String wanted = settings.get(Settings.MQTT_DISCOVERY);
    this.discovery = "off".equals(wanted) ? null : wanted;
    this.registry = registry;
    this.spots = spots;
    this.cameras = cameras;
  }

  @Override
  public void start() {
    if (address == null) {
      return;
    }
    running = true;
    thread = new Thread(this::work, "mqtt");
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    long rest = LOOK_MILLIS;
    boolean away = false;
    while (running) {
      try (Connection connection = new Connection()) {
        connection.open();
        if (away) {
          LOG.info("The MQTT broker is back.");
        }
        away = false;
        rest = LOOK_MILLIS;
        while (running && connection.client.isConnected()) {
          look(connection.client);
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (MqttException | DataAccessException e) {
        if (running && !away) {
          LOG.warn("Nothing is published at the MQTT broker now: {}", e.getMessage());
        }
        away = true;
      } catch (RuntimeException e) {
        LOG.error("The MQTT publisher stumbled.", e);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(rest);
        rest = Math.min(2 * rest, LONGEST_REST_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** A connection, of which the broker says when it is lost. */
  private final class Connection implements AutoCloseable {
    private final MqttAsyncClient client;

    Connection() throws MqttException {
      boolean isEncrypted = "mqtts".equals(address.getScheme());
      int port = address.getPort() >= 0 ? address.getPort() : isEncrypted ? 8_883 : 1_883;
      client =
          new MqttAsyncClient(
              (isEncrypted ? "ssl://" : "tcp://") + address.getHost() + ":" + port,
              "sightline-" + UUID.randomUUID().toString().substring(0, 12),
              new MemoryPersistence());
    }

    void open() throws MqttException {
      MqttConnectOptions options = new MqttConnectOptions();
      options.setCleanSession(true);
      options.setAutomaticReconnect(false);
      options.setConnectionTimeout((int) TimeUnit.MILLISECONDS.toSeconds(PATIENCE_MILLIS));
      options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
      options.setMaxInflight(2 * IN_FLIGHT);
      options.setWill(BrokerState.status(topic), OFFLINE, AT_LEAST_ONCE, true);
      if (username != null) {
        options.setUserName(username);
        options.setPassword(password == null ? new char[0] : password.toCharArray());
      }
      held.clear();
      statusLost = false;
      client.setCallback(MqttPublisher.this);
      client.connect(options).waitForCompletion(PATIENCE_MILLIS);
      client
          .publish(BrokerState.status(topic), ONLINE, AT_LEAST_ONCE, true)
          .waitForCompletion(PATIENCE_MILLIS);
      client.subscribe(topic + "/#", AT_LEAST_ONCE).waitForCompletion(PATIENCE_MILLIS);
      if (discovery != null) {
        client
            .subscribe(discovery + "/+/+/config", AT_LEAST_ONCE)
            .waitForCompletion(PATIENCE_MILLIS);
      }
    }

    @Override
    public void close() {
      try {
        if (client.isConnected()) {
          client
              .publish(BrokerState.status(topic), OFFLINE, AT_LEAST_ONCE, true)
              .waitForCompletion(LOOK_MILLIS);
        }
        client.disconnectForcibly(0, LOOK_MILLIS);
      } catch (MqttException e) {
        LOG.debug("The MQTT broker was left without a word.", e);
      }
      try {
        client.close(true);
      } catch (MqttException e) {
        LOG.debug("The MQTT client did not close.", e);
      }
    }
  }

  /** Whatever is retained at the broker comes here, after that what we publish ourselves. */
  @Override
  public void messageArrived(String at, MqttMessage message) {
    String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
    if (at.equals(BrokerState.status(topic))) {
      // Another of us has gone.
      statusLost = !"online".equals(payload);
    } else if (payload.isEmpty()) {
      held.remove(at);
    } else if (isOurs(at, payload)) {
      held.put(at, payload);
    }
  }

  /** Another installation's descriptions of devices stand beside ours, and name its own topics. */
  private boolean isOurs(String at, String payload) {
    return at.startsWith(topic + "/") || payload.contains("\"state_topic\":\"" + topic + "/");
  }

  @Override
  public void connectionLost(Throwable cause) {
    if (running) {
      LOG.warn("The MQTT broker is lost: {}", cause.getMessage());
    }
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {
    // The tokens are waited for.
  }

  private void look(MqttAsyncClient client) throws MqttException {
    if (statusLost) {
      client.publish(BrokerState.status(topic), ONLINE, AT_LEAST_ONCE, true);
      statusLost = false;
    }
    Map<String, String> wanted = wanted();
    Map<String, String> changes = new HashMap<>();
    wanted.forEach(
        (at, payload) -> {
          if (!payload.equals(held.get(at))) {
            changes.put(at, payload);
          }
        });
    held.keySet().stream().filter(at -> !wanted.containsKey(at)).forEach(at -> changes.put(at, ""));
    publish(client, changes);
  }

  /** As before where nothing has changed. */
  private Map<String, String> wanted() {
    Standing now =
        new Standing(
            sites(),
            spots(),
            cameras.list(null, "", MOST_CAMERAS).stream()
                .map(camera -> new CameraState(camera.camera(), camera.up(), camera.reason()))
                .toList());
    if (!now.equals(standing)) {
      wanted = BrokerState.of(topic, discovery, now.sites(), now.spots(), now.cameras());
      standing = now;
    }
    return wanted;
  }

  private void publish(MqttAsyncClient client, Map<String, String> changes) throws MqttException {
    List<IMqttToken> sent = new ArrayList<>();
    Set<String> order = new TreeSet<>(changes.keySet());
    for (String at : order) {
      byte[] payload = changes.get(at).getBytes(StandardCharsets.UTF_8);
      sent.add(client.publish(at, payload, AT_LEAST_ONCE, true));
      if (sent.size() == IN_FLIGHT) {
        await(sent);
      }
    }
    await(sent);
    changes.forEach(
        (at, payload) -> {
          if (payload.isEmpty()) {
            held.remove(at);
          } else {
            held.put(at, payload);
          }
        });
  }

  private static void await(List<IMqttToken> sent) throws MqttException {
    for (IMqttToken one : sent) {
      one.waitForCompletion(PATIENCE_MILLIS);
    }
    sent.clear();
  }

  private List<Site> sites() {
    String now = registry.state();
    if (!now.equals(seen)) {
      sites = registry.all();
      seen = now;
    }
    return sites;
  }

  private List<SpotNow> spots() {
    List<SpotNow> all = new ArrayList<>();
    List<SpotNow> some = spots.now(null, "", "", SPOTS_AT_ONCE);
    while (!some.isEmpty()) {
      all.addAll(some);
      SpotNow last = some.get(some.size() - 1);
      some =
          some.size() < SPOTS_AT_ONCE
              ? List.of()
              : spots.now(null, last.site(), last.spot(), SPOTS_AT_ONCE);
    }
    return all;
  }

  @Override
  public void stop() {
    running = false;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
