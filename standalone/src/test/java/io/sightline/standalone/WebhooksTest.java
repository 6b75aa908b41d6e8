package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.site.SiteFile;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.registry.SiteRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers are told of facts of the live run, each by itself, whatever another one does. */
class WebhooksTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static Database database;
  private static QueryService service;
  private static Api admin;

  private HttpServer server;
  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final AtomicInteger slow = new AtomicInteger();
  private final List<String> made = new ArrayList<>();

  /** What a receiver was told. */
  private record Told(String path, String id, String at, String signature, String body) {}

  @BeforeAll
  static void open() throws Exception {
    database = Database.open(null, folder);
    String file =
        """
        site: garage
        cameras: [{id: gate, uri: 'rtsp://127.0.0.1:1/gate'}, {id: back, uri: 'rtsp://127.0.0.1:1/back'}]
        """;
    new SiteRegistry(database.address())
        .store(SiteFile.parse("garage", Path.of("/"), file).site(), "test");
    start();
  }

  private static void start() throws Exception {
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                Settings.load(
                    null,
                    Map.of(
                        "SIGHTLINE_SERVICE_ADDRESS",
                        "127.0.0.1",
                        "SIGHTLINE_DELIVERIES_ALLOWED_NETWORKS",
                        "127.0.0.0/8")),
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                KeyFile.of(new Secrets(folder).file("installation")),
                folder,
                "test",
                null));
    Api anonymous = Api.anonymous("http://127.0.0.1:" + service.port());
    if (admin == null) {
      password = service.firstAdmin().orElseThrow();
    }
    admin = anonymous.signIn("admin", password);
  }

  private static String password;

  @AfterAll
  static void close() {
    service.close();
    database.close();
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::hear);
    server.start();
  }

  @AfterEach
  void hangUp() throws Exception {
    for (String id : made) {
      admin.status("DELETE", "/api/v1/webhooks/" + id, null);
    }
    server.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    told.add(
        new Told(
            path,
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    int status =
        switch (path) {
          case "/fails-once" -> at(path).size() == 1 ? 500 : 204;
          case "/gone" -> 410;
          case "/elsewhere" -> 302;
          default -> 204;
        };
    if (path.equals("/elsewhere")) {
      exchange.getResponseHeaders().add("Location", "/private");
    }
    if (path.equals("/slow")) {
      slow.incrementAndGet();
      try {
        TimeUnit.SECONDS.sleep(30);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private List<Told> at(String path) {
    return told.stream().filter(one -> one.path().equals(path)).toList();
  }

  private Map<?, ?> webhook(String path, String members) throws Exception {
    HttpResponse<String> answer =
        admin.send(
            "POST",
            "/api/v1/webhooks",
            "{\"url\": \"http://127.0.0.1:%d%s\", %s}"
                .formatted(server.getAddress().getPort(), path, members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    Map<?, ?> webhook = Json.read(answer.body(), Map.class);
    made.add(webhook.get("id").toString());
    return webhook;
  }

  private static String alert(String run, String camera) throws Exception {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into alerts (run, id, site, at, kind, cause, text, camera, plate, revision, final,
          model_sha256, layout_version, code_version)
        values ('%s', '%s', 'garage', now(), 'watchlist', 'cause', 'text', '%s', 'ABCD12', 1, false, '',
          '', '')
        """
            .formatted(run, id, camera));
    return id;
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Map<String, Object>> deliveries(Object webhook) throws Exception {
    return admin.items("/api/v1/webhooks/" + webhook + "/deliveries");
  }

  @Test
  void aReceiverIsToldOnceOfEachFactItAskedForAndCanTellWhoSaysSo() throws Exception {
    Map<?, ?> webhook = webhook("/a", "\"kinds\": [\"alerts\"], \"cameras\": [\"gate\"]");
    long before = System.nanoTime();
    String id = alert("live", "gate");
    alert("live", "back");
    alert("replayed", "gate");
    await().atMost(SOON).until(() -> !at("/a").isEmpty());
    System.out.println("Fact to receiver: " + (System.nanoTime() - before) / 1_000_000 + " ms");
    execute("update alerts set final = true, written_xid = default where id = '" + id + "'");
    String retracted =
        "update alerts set retracted = true, written_xid = default where id = '" + id + "'";
    execute(retracted);
    await().atMost(SOON).until(() -> at("/a").size() == 2);
    assertThat(at("/a"))
        .extracting(Told::id)
        .containsExactly("alerts:" + id, "alerts:" + id + ":retracted");
    Told first = at("/a").get(0);
    Map<?, ?> body = Json.read(first.body(), Map.class);
    assertThat((Object) body.get("type")).isEqualTo("alerts");
    assertThat((Object) ((Map<?, ?>) body.get("data")).get("alert_kind")).isEqualTo("watchlist");
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] secret =
        Base64.getDecoder().decode(webhook.get("secret").toString().substring("whsec_".length()));
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    byte[] signed =
        mac.doFinal(
            (first.id() + "." + first.at() + "." + first.body()).getBytes(StandardCharsets.UTF_8));
    assertThat(first.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(signed));
    assertThat(admin.get("/api/v1/webhooks/" + webhook.get("id")).get("secret"))
        .as("it is shown once")
        .isNull();
  }

  @Test
  void otherFactsAreToldWhenTheyAreFinal() throws Exception {
    webhook("/b", "\"kinds\": [\"vehicle_sessions\"], \"site\": \"garage\"");
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into vehicle_sessions (run, id, site, at, label, outcome, grace, overstay, revision, final,
          model_sha256, layout_version, code_version)
        values ('live', '%s', 'garage', now(), 'car', 'open', false, false, 0, false, '', '', '')
        """
            .formatted(id));
    execute(
        "update vehicle_sessions set final = true, revision = 2, written_xid = default where id = '"
            + id
            + "'");
    await().atMost(SOON).until(() -> !at("/b").isEmpty());
    assertThat(at("/b"))
        .singleElement()
        .satisfies(one -> assertThat(one.body()).contains("\"final\":true"));
  }

  @Test
  void whoFailsIsToldAgainWithTheSameKey() throws Exception {
    webhook("/fails-once", "\"kinds\": [\"alerts\"]");
    String id = alert("live", "gate");
    await().atMost(SOON).until(() -> at("/fails-once").size() == 2);
    assertThat(at("/fails-once")).extracting(Told::id).containsOnly("alerts:" + id);
  }

  @Test
  void whereARedirectPointsIsNotGoneTo() throws Exception {
    Map<?, ?> webhook = webhook("/elsewhere", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    await()
        .atMost(SOON)
        .until(
            () -> deliveries(webhook.get("id")).stream().anyMatch(one -> one.get("error") != null));
    assertThat(deliveries(webhook.get("id")).get(0).get("error").toString())
        .contains("302", "not followed");
    assertThat(at("/private")).isEmpty();
  }

  @Test
  void whoIsGoneIsToldNothingMore() throws Exception {
    Map<?, ?> webhook = webhook("/gone", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    String path = "/api/v1/webhooks/" + webhook.get("id");
    await().atMost(SOON).until(() -> admin.get(path).get("active").equals(false));
    assertThat(admin.get(path).get("ended").toString()).contains("410");
    assertThat(admin.items(path + "/deliveries?state=dead")).hasSize(1);
  }

  @Test
  void whoIsSlowDelaysNobodyElse() throws Exception {
    webhook("/slow", "\"kinds\": [\"alerts\"]");
    webhook("/quick", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    await().atMost(SOON).until(() -> slow.get() > 0);
    for (int i = 0; i < 20; i++) {
      alert("live", "gate");
    }
    await().atMost(Duration.ofSeconds(25)).until(() -> at("/quick").size() == 21);
    assertThat(slow.get()).as("told two things at a time").isLessThanOrEqualTo(2);
  }

  @Test
  void whereNobodyMayBeIsRefusedInWords() throws Exception {
    for (String url :
        List.of(
            "http://10.0.0.7/hook",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "ftp://127.0.0.1/",
            "http://user:secret@127.0.0.1/")) {
      HttpResponse<String> answer =
          admin.send(
              "POST",
              "/api/v1/webhooks",
              "{\"url\": \"%s\", \"kinds\": [\"alerts\"]}".formatted(url));
      assertThat(answer.statusCode()).as(url).isEqualTo(400);
      assertThat(answer.body()).as(url).doesNotContain("user:secret");
    }
    assertThat(
            admin
                .send(
                    "POST",
                    "/api/v1/webhooks",
                    "{\"url\": \"http://127.0.0.1/\", \"kinds\": [\"alarms\"]}")
                .body())
        .contains("there is no 'alarms'");
  }

  @Test
  void whatHappensWhileTheServiceIsAwayIsToldWhenItIsBack() throws Exception {
    String earlier = alert("live", "gate");
    Map<?, ?> webhook = webhook("/later", "\"kinds\": [\"alerts\"]");
    alert("live", "gate");
    await().atMost(SOON).until(() -> at("/later").size() == 1);
    service.close();
    String id = alert("live", "gate");
    start();
    await().atMost(SOON).until(() -> at("/later").size() == 2);
    assertThat(at("/later"))
        .extracting(Told::id)
        .contains("alerts:" + id)
        .doesNotContain("alerts:" + earlier)
        .doesNotHaveDuplicates();
    long delivery = ((Number) deliveries(webhook.get("id")).get(0).get("id")).longValue();
    String again = "/api/v1/webhooks/" + webhook.get("id") + "/deliveries/" + delivery + "/send";
    assertThat(admin.status("POST", again, null)).isEqualTo(200);
    await().atMost(SOON).until(() -> at("/later").size() == 3);
    assertThat(at("/later").get(2).id()).isEqualTo("alerts:" + id);
  }
}
