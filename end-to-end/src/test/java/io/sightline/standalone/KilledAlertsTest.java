package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sightline.domain.json.Json;
import io.sightline.media.RtspServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * However often {@code serve} is killed, each cause has one alert, and each is told with one key.
 */
class KilledAlertsTest {
  private static final int KILLS = Boolean.getBoolean("nightly") ? 100 : 3;
  private static final int A_ROUND = 90;

  @TempDir Path folder;
  private RtspServer camera;
  private ServeProcess serving;
  private HttpServer receiver;
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Queue<Object> runs = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    receiver.setExecutor(Executors.newCachedThreadPool());
    receiver.createContext("/", this::hear);
    receiver.start();
    camera = LiveSite.server(folder).start();
    String site =
        """
        site: gate-park
        plate-formats: [{region: drawn, formats: [{pattern: 'A{1,2}', example: AA}]}]
        cameras:
          - id: north
            uri: %s
            analyse: [vehicles, plates, occupancy]
            models: {vehicles: blob-any, plates: blob-plates, plate-text: blob-text}
            occupancy: {confirm: 1s}
            spots:
              - {id: P1, max-stay: 4s, polygon: [[20, 20], [68, 20], [68, 68], [20, 68]]}
              - {id: P2, polygon: [[180, 20], [228, 20], [228, 68], [180, 68]]}
            zones: [{id: lane, kind: forbidden, polygon: [[0, 160], [256, 160], [256, 256], [0, 256]]}]
            gates: [{id: gate, line: [[128, 256], [128, 120]]}]
        watchlist: [{id: wanted, pattern: A*}]
        alerts: {full: true}
        """
            .formatted(camera.address("/lot"));
    serving =
        new ServeProcess(
            folder, RtspServer.freePort(), site, "deliveries: {allowed-networks: 127.0.0.0/8}\n");
  }

  @AfterEach
  void end() throws Exception {
    if (serving != null) {
      serving.close();
      camera.close();
      receiver.stop(0);
    }
  }

  private void hear(HttpExchange exchange) throws IOException {
    Map<?, ?> body = Json.read(new String(exchange.getRequestBody().readAllBytes()), Map.class);
    runs.add(((Map<?, ?>) body.get("data")).get("run"));
    keys.add(exchange.getRequestHeaders().getFirst("webhook-id"));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static List<Map<String, Object>> alerts(Api admin, String run, Instant to)
      throws Exception {
    return admin.items("/api/v1/alerts?limit=1000&run=" + run + "&to=" + to);
  }

  private static List<String> causes(List<Map<String, Object>> alerts) {
    return alerts.stream().map(one -> one.get("at") + " " + one.get("cause")).sorted().toList();
  }

  @Test
  void eachCauseHasOneAlertToldWithOneKeyAndAReplayDerivesThemAndTellsNobody() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledAlertsTest: seed " + seed);
    Random random = new Random(seed);
    Instant begun = Instant.now();
    Api admin = ServeProcess.admin(serving.start());
    HttpResponse<String> webhook =
        admin.send(
            "POST",
            "/api/v1/webhooks",
            "{\"url\": \"http://127.0.0.1:%d/\", \"kinds\": [\"alerts\"]}"
                .formatted(receiver.getAddress().getPort()));
    assertThat(webhook.statusCode()).as(webhook.body()).isEqualTo(201);
    Instant made = Instant.now();
    ServeProcess.within(A_ROUND, "alerts are told", () -> !keys.isEmpty());
    for (int kill = 0; kill < KILLS; kill++) {
      ServeProcess.within(A_ROUND, "the camera is seen", () -> ServeProcess.isUp(admin));
      // The moment is the fault: anywhere between two checkpoints.
      TimeUnit.MILLISECONDS.sleep(random.nextInt(9_000));
      serving.kill();
      serving.start();
    }
    ServeProcess.within(A_ROUND, "the camera is seen", () -> ServeProcess.isUp(admin));
    int told = keys.size();
    ServeProcess.within(A_ROUND, "more is told", () -> keys.size() > told + 3);
    Instant to = Instant.now().minusSeconds(6);
    await("what is not final is, or is taken back")
        .atMost(Duration.ofSeconds(A_ROUND))
        .until(
            () ->
                alerts(admin, "live", to).stream().allMatch(one -> one.get("final").equals(true)));
    serving.awaitCheckpoint();
    List<Map<String, Object>> alerts = alerts(admin, "live", to);
    assertThat(alerts)
        .extracting(one -> one.get("kind"))
        .contains("watchlist", "forbidden-zone", "spot-stay");
    assertThat(causes(alerts)).doesNotHaveDuplicates();
    await("each that was raised since somebody asked is told")
        .atMost(Duration.ofSeconds(A_ROUND))
        .untilAsserted(
            () ->
                assertThat(alerts)
                    .filteredOn(one -> Instant.parse(one.get("at").toString()).isAfter(made))
                    .allMatch(one -> keys.contains("alerts:" + one.get("id"))));

    HttpResponse<String> asked =
        admin.send(
            "POST",
            "/api/v1/replays",
            ("{\"run\": \"past\", \"site\": \"gate-park\", \"from_run\": \"live\", \"from\": \"%s\","
                    + " \"to\": \"%s\"}")
                .formatted(begun, to));
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
    ServeProcess.within(
        300,
        "the replay is done",
        () -> admin.get("/api/v1/runs/past").get("state").equals("done"));
    // What began just before the end is decided by frames that the replay does not have.
    Instant whole = to.minusSeconds(5);
    assertThat(causes(alerts(admin, "past", whole)))
        .isEqualTo(causes(alerts(admin, "live", whole)));
    assertThat(runs).containsOnly("live");
  }
}
