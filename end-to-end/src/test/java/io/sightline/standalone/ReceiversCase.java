package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service, and receivers that remember what they are told. */
abstract class ReceiversCase {
  static final Duration SOON = Duration.ofSeconds(60);

  static final String CAMERAS =
      """
      site: garage
      cameras: [{id: gate, uri: 'rtsp://127.0.0.1:1/gate'}, {id: back, uri: 'rtsp://127.0.0.1:1/back'}]
      """;

  private static final String FILE =
      CAMERAS
          + """
            watchlist:
              - {id: vip, pattern: VIP*}
              - {id: boss, pattern: BOSS*}
              - {id: hushed, pattern: HUSHED*}
              - {id: loud, pattern: LOUD*}
              - {id: staff, pattern: STAFF*}
              - {id: mailed, pattern: MAILED*}
            """;

  @TempDir static Path folder;
  static QueryService service;
  static Api admin;

  private static Database database;

  private HttpServer server;
  final Queue<Told> told = new ConcurrentLinkedQueue<>();
  final AtomicInteger slow = new AtomicInteger();
  private final List<String> made = new ArrayList<>();

  /** What a receiver was told. */
  record Told(
      String method,
      String path,
      String id,
      String at,
      String signature,
      String key,
      String body,
      long heard) {}

  @BeforeAll
  static void open() throws Exception {
    database = Database.open(null, folder);
    admin = null;
    site(FILE);
  }

  static void site(String file) {
    new SiteRegistry(database.address())
        .store(SiteFile.parse("garage", Path.of("/"), file).site(), "test");
  }

  /**
   * @param settings beside the usual ones, by their variables
   */
  static void start(Map<String, String> settings) throws Exception {
    Map<String, String> variables = new HashMap<>(settings);
    variables.put("SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1");
    variables.putIfAbsent("SIGHTLINE_DELIVERIES_ALLOWED_NETWORKS", "127.0.0.0/8");
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                Settings.load(null, variables),
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
    long heard = System.currentTimeMillis();
    String path = exchange.getRequestURI().getPath();
    told.add(
        new Told(
            exchange.getRequestMethod(),
            path,
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            exchange.getRequestHeaders().getFirst("X-API-Key"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            heard));
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

  /** Address of a receiver. */
  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  List<Told> at(String path) {
    return told.stream().filter(one -> one.path().equals(path)).toList();
  }

  Map<?, ?> webhook(String path, String members) throws Exception {
    HttpResponse<String> answer =
        admin.send(
            "POST",
            "/api/v1/webhooks",
            "{\"url\": \"%s\", %s}".formatted(path.startsWith("/") ? url(path) : path, members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    Map<?, ?> webhook = Json.read(answer.body(), Map.class);
    made.add(webhook.get("id").toString());
    return webhook;
  }

  static String alert(String run, String camera) throws Exception {
    return alert(run, camera, "wanted", "now()");
  }

  /**
   * @param at when it happened, in SQL
   */
  static String alert(String run, String camera, String entry, String at) throws Exception {
    String id = UUID.randomUUID().toString();
    execute(
        """
        insert into alerts (run, id, site, at, kind, cause, text, camera, plate, entry, revision, final,
          model_sha256, layout_version, code_version)
        values ('%s', '%s', 'garage', date_trunc('milliseconds', %s), 'watchlist', 'cause', 'text', '%s',
          'ABCD12', '%s', 1, false, '', '', '')
        """
            .formatted(run, id, at, camera, entry));
    return id;
  }

  static void execute(String sql) throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<Map<String, Object>> deliveries(Object webhook) throws Exception {
    return admin.items("/api/v1/webhooks/" + webhook + "/deliveries");
  }
}
