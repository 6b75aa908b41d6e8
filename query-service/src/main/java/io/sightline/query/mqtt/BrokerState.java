package io.sightline.query.mqtt;

import io.sightline.analytics.occupancy.OccupancyScopes;
import io.sightline.analytics.occupancy.OccupancyScopes.OccupancyScope;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.store.occupancy.SpotRows.SpotNow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the broker is to hold: a retained message for each spot, each zone with spots, each site and
 * each live camera, and, for Home Assistant, what each of these is (<a
 * href="https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery">MQTT discovery</a>).
 */
final class BrokerState {
  private static final String OCCUPIED = "occupied";
  private static final String FREE = "free";
  private static final String UNKNOWN = "unknown";
  private static final String STATE = "state";

  /**
   * How a camera is.
   *
   * @param reason why it is not up; null where nobody knows
   */
  record CameraState(String camera, boolean up, String reason) {}

  private final String topic;
  private final String discovery;
  private final TreeMap<String, String> messages = new TreeMap<>();

  /**
   * @param topic below which states are
   * @param discovery topic below which Home Assistant looks; null for none
   */
  private BrokerState(String topic, String discovery) {
    this.topic = topic;
    this.discovery = discovery;
  }

  /** Topic that tells whether anybody publishes. */
  static String status(String topic) {
    return topic + "/status";
  }

  /**
   * @return payloads by topic
   */
  static Map<String, String> of(
      String topic,
      String discovery,
      List<Site> sites,
      List<SpotNow> spots,
      List<CameraState> cameras) {
    BrokerState state = new BrokerState(topic, discovery);
    Map<String, Map<String, String>> states = new HashMap<>();
    spots.forEach(
        spot ->
            states
                .computeIfAbsent(spot.site(), site -> new HashMap<>())
                .put(spot.spot(), spot.state()));
    Map<String, CameraState> known = new HashMap<>();
    cameras.forEach(camera -> known.put(camera.camera(), camera));
    for (Site site : sites) {
      state.put(site, states.getOrDefault(site.id(), Map.of()), known);
    }
    return state.messages;
  }

  private void put(Site site, Map<String, String> spots, Map<String, CameraState> cameras) {
    for (OccupancyScope scope : new OccupancyScopes(site).all()) {
      if (scope.kind() == Scope.SPOT) {
        putSpot(site, scope.id(), spots.getOrDefault(scope.id(), UNKNOWN));
      } else {
        putArea(site, scope, spots);
      }
    }
    for (Camera camera : site.cameras()) {
      if (camera.isLive()) {
        putCamera(site, camera.id(), cameras.get(camera.id()));
      }
    }
  }

  private void putSpot(Site site, String spot, String state) {
    String path = "spot/" + spot;
    put(site, path, Map.of(STATE, state));
    describe(
        site,
        "binary_sensor",
        path,
        "Spot " + spot,
        Map.of(
            "device_class",
            "occupancy",
            "value_template",
            "{{ 'ON' if value_json.state == 'occupied' else 'OFF' }}"),
        "{{ 'offline' if value_json.state == 'unknown' else 'online' }}");
  }

  private void putArea(Site site, OccupancyScope scope, Map<String, String> spots) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List.of(OCCUPIED, FREE, UNKNOWN).forEach(state -> counts.put(state, 0));
    scope
        .spotIds()
        .forEach(spot -> counts.merge(spots.getOrDefault(spot, UNKNOWN), 1, Integer::sum));
    boolean isZone = scope.kind() == Scope.ZONE;
    String path = isZone ? "zone/" + scope.id() : "occupancy";
    put(site, path, counts);
    describe(
        site,
        "sensor",
        path,
        isZone ? "Free in " + scope.id() : "Free",
        Map.of(
            "state_class",
            "measurement",
            "unit_of_measurement",
            "spots",
            "value_template",
            "{{ value_json.free }}"),
        null);
  }

  private void putCamera(Site site, String camera, CameraState now) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put(STATE, now != null && now.up() ? "up" : "down");
    if (now != null && !now.up() && now.reason() != null) {
      state.put("reason", now.reason());
    }
    String path = "camera/" + camera;
    put(site, path, state);
    describe(
        site,
        "binary_sensor",
        path,
        "Camera " + camera,
        Map.of(
            "device_class",
            "connectivity",
            "entity_category",
            "diagnostic",
            "value_template",
            "{{ 'ON' if value_json.state == 'up' else 'OFF' }}"),
        null);
  }

  private void put(Site site, String path, Map<String, ?> state) {
    messages.put(topic + "/" + site.id() + "/" + path, Json.write(state));
  }

  /**
   * @param known template that tells from the state whether anything is known; null where it always
   *     is
   */
  private void describe(
      Site site,
      String component,
      String path,
      String name,
      Map<String, String> properties,
      String known) {
    if (discovery == null) {
      return;
    }
    String id = (topic + "_" + site.id() + "_" + path).replace('/', '_');
    String stateTopic = topic + "/" + site.id() + "/" + path;
    Map<String, Object> entity = new TreeMap<>(properties);
    entity.put("name", name);
    entity.put("unique_id", id);
    entity.put("state_topic", stateTopic);
    Map<String, String> publisher = Map.of("topic", status(topic));
    entity.put(
        "availability",
        known == null
            ? List.of(publisher)
            : List.of(
                publisher, new TreeMap<>(Map.of("topic", stateTopic, "value_template", known))));
    entity.put("availability_mode", "all");
    entity.put(
        "device",
        new TreeMap<>(
            Map.of(
                "identifiers",
                List.of(topic + "_" + site.id()),
                "name",
                site.name(),
                "manufacturer",
                "Sightline")));
    // Ids of nodes have no dots.
    messages.put(
        discovery + "/" + component + "/" + id.replace(".", "_dot_") + "/config",
        Json.write(entity));
  }
}
