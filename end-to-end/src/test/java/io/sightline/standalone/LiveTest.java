package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.sightline.domain.json.Json;
import io.sightline.media.RtspServer;
import io.sightline.media.TestFootage;
import io.sightline.runs.Attempts;
import io.sightline.runs.JobState;
import io.sightline.standalone.live.Serving;
import io.sightline.standalone.postgres.Database;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.ledger.LedgerDiff;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Cameras in, people out: a real RTSP server, and everything that {@code serve} starts, in this
 * process. The tests are parts of one story, told in its order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveTest {
  private static final List<String> LOGGERS =
      List.of("io.sightline", "org.apache", "org.springframework", "com.zaxxer");
  private static final String CANARY = "canary-4711";

  /** Seconds in which footage gets its turn: it has what others leave of the processor. */
  private static final int AFTER_LIVE = 180;

  @TempDir static Path folder;
  private static RtspServer camera;
  private static Installation installation;
  private static Database database;
  private static Serving serving;
  private static Api anonymous;
  private static Api admin;
  private static final Queue<String> LOGGED = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void serve() throws Exception {
    assumeTrue(RtspServer.isInstalled(), RtspServer.WHY_NOT);
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            LOGGED.add(event.getFormattedMessage() + event.getThrowableProxy());
          }
        };
    appender.start();
    // All that serve would log, and nothing of it on the test's own output.
    for (String source : LOGGERS) {
      Logger logger = (Logger) LoggerFactory.getLogger(source);
      logger.setLevel(Level.INFO);
      logger.setAdditive(false);
      logger.addAppender(appender);
    }
    camera = LiveSite.server(folder).start();
    installation = new Installation(TestSite.root(), folder.resolve("data"));
    database = Database.open(null, installation.data());
    serving =
        Serving.start(
            installation,
            database,
            LiveSite.plan(LiveSite.file(camera, "live-park", "north"), LiveSite.models(folder), 0));
    anonymous = Api.anonymous(serving.address());
    admin = anonymous.signIn("admin", serving.adminPassword().orElseThrow());
  }

  @AfterAll
  static void stop() throws Exception {
    for (String source : LOGGERS) {
      Logger logger = (Logger) LoggerFactory.getLogger(source);
      logger.setLevel(null);
      logger.setAdditive(true);
      logger.detachAndStopAllAppenders();
    }
    if (serving != null) {
      serving.close();
      database.close();
    }
    if (camera != null) {
      camera.close();
    }
  }

  private static void within(
      int seconds, String what, java.util.concurrent.Callable<Boolean> holds) {
    await(what)
        .atMost(scaled(Duration.ofSeconds(seconds)))
        .pollInterval(Duration.ofMillis(50))
        .until(holds);
  }

  /** A bound for a machine that has nothing else to do, as it is on this one now. */
  private static Duration scaled(Duration bound) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    double share = Math.max(1, load / Runtime.getRuntime().availableProcessors());
    return Duration.ofMillis((long) (bound.toMillis() * share));
  }

  private static boolean isUp(String id) throws Exception {
    return admin.items("/api/v1/cameras").stream()
        .anyMatch(one -> one.get("camera").equals(id) && one.get("up").equals(true));
  }

  private static long count(String state) throws Exception {
    return ((Number) admin.get("/api/v1/occupancy/now").get(state)).longValue();
  }

  private static long number(String sql) throws Exception {
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  @Order(2)
  void aRunningCamerasDetectionsAreStreamedAndAFrameOfItIsLookedAt() throws Exception {
    BlockingQueue<Map<?, ?>> told = new LinkedBlockingQueue<>();
    WebSocket socket =
        admin.listenAt(
            "/api/v1/stream/camera/north?annotate=true", (message, at) -> told.add(message));
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(told)
                    .anySatisfy(
                        one -> {
                          assertThat(one.get("type")).isEqualTo("detections");
                          assertThat(one.get("camera_id")).isEqualTo("north");
                          assertThat(one.get("up")).isEqualTo(true);
                          assertThat(one.get("detections")).isInstanceOf(List.class);
                        });
                assertThat(told)
                    .anySatisfy(one -> assertThat((String) one.get("image")).isNotEmpty());
              });
    } finally {
      socket.abort();
    }
    assertThat(anonymous.handshakeAt("/api/v1/stream/camera/north")).isEqualTo(401);
    assertThat(admin.handshakeAt("/api/v1/stream/camera/nowhere")).isEqualTo(404);
    HttpResponse<String> frame =
        admin.send("POST", "/api/v1/stream/process", "{\"camera_id\": \"north\"}");
    assertThat(frame.statusCode()).as(frame.body()).isEqualTo(200);
    assertThat(Json.read(frame.body(), Map.class).get("detections")).isInstanceOf(List.class);
    String url = "{\"rtsp_url\": \"%s\"}";
    assertThat(
            admin.status("POST", "/api/v1/stream/process", url.formatted("rtsp://8.8.8.8/stream")))
        .as("a network where no cameras may be")
        .isEqualTo(400);
    assertThat(admin.status("POST", "/api/v1/stream/process", "{}")).isEqualTo(400);
    assertThat(anonymous.status("POST", "/api/v1/stream/process", "{\"camera\": \"north\"}"))
        .isEqualTo(401);
  }

  @Test
  @Order(1)
  void vehiclesAndOccupancyAreShownLive() throws Exception {
    within(20, "the camera is seen", () -> isUp("north"));
    within(10, "its spots are known", () -> count("unknown") == 0);
    within(
        30,
        "vehicles are seen",
        () -> !((List<?>) admin.items("/api/v1/cameras").get(0).get("boxes")).isEmpty());
    within(
        2 * LiveSite.ROUND_SECONDS,
        "spots change",
        () -> admin.items("/api/v1/spots/P11/transitions").size() >= 3);
    within(
        LiveSite.ROUND_SECONDS + 10,
        "a car has passed the gate, and its stay is open",
        () -> !admin.items("/api/v1/sessions?open=true").isEmpty());
    within(
        10,
        "windows that are open are shown",
        () -> !admin.items("/api/v1/occupancy?window=5m&site=live-park").isEmpty());
    assertThat(admin.items("/api/v1/passages").get(0).get("gate")).isEqualTo("gate-1");
    var picture = admin.send("GET", "/api/v1/cameras/north/snapshot", null);
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("content-type")).contains("image/jpeg");
  }

  @Test
  @Order(2)
  void fromCaptureToListenersTakesMilliseconds() throws Exception {
    List<Long> delays = new ArrayList<>();
    WebSocket socket =
        admin.listen(
            "?kinds=cameras",
            (message, at) -> {
              if ("camera_latest".equals(message.get("kind"))) {
                synchronized (delays) {
                  delays.add(
                      at
                          - Instant.parse(message.get("at").toString().replace("+00:00", "Z"))
                              .toEpochMilli());
                }
              }
            });
    within(
        60,
        "enough frames are heard of",
        () -> {
          synchronized (delays) {
            return delays.size() > 75;
          }
        });
    socket.abort();
    List<Long> sorted;
    synchronized (delays) {
      sorted = delays.stream().sorted().toList();
    }
    long p50 = sorted.get(sorted.size() / 2);
    long p99 = sorted.get(sorted.size() * 99 / 100);
    System.out.println(
        "Capture to WebSocket, inference included: p50 " + p50 + " ms, p99 " + p99 + " ms");
    assertThat(p50).as("p50, ms").isLessThanOrEqualTo(scaled(Duration.ofMillis(150)).toMillis());
    assertThat(p99).as("p99, ms").isLessThanOrEqualTo(scaled(Duration.ofMillis(500)).toMillis());
  }

  @Test
  @Order(3)
  void aCameraThatIsAwayIsAGapAndNothingIsInvented() throws Exception {
    within(10, "its spots are known", () -> count("unknown") == 0);
    camera.stop();
    Instant stopped = Instant.now();
    within(5, "it is said to be down", () -> !isUp("north"));
    within(3, "its spots are unknown", () -> count("unknown") == 2);
    // How long it is away is the fault.
    TimeUnit.SECONDS.sleep(Math.max(0, 30 - Duration.between(stopped, Instant.now()).toSeconds()));
    assertThat(count("unknown")).isEqualTo(2);
    camera.start();
    Instant back = Instant.now();
    within(6, "it is seen again", () -> isUp("north"));
    assertThat(Duration.between(back, Instant.now()))
        .as("until frames resume")
        .isLessThan(scaled(Duration.ofMillis(3_500)));
    within(5, "its spots are known again", () -> count("unknown") == 0);
    List<Map<String, Object>> gaps =
        admin.items("/api/v1/gaps?camera=north").stream()
            .filter(gap -> gap.get("final").equals(true))
            .toList();
    assertThat(gaps).hasSize(1);
    Instant from = Instant.parse(gaps.get(0).get("at").toString());
    Instant to = Instant.parse(gaps.get(0).get("ended_at").toString());
    assertThat(from).isBetween(stopped.minusSeconds(2), stopped.plusSeconds(1));
    assertThat(to).isBetween(back.minusSeconds(1), back.plus(scaled(Duration.ofSeconds(4))));
    assertThat(serving.live().state().phase()).isEqualTo(JobState.Phase.RUNNING);
    assertThat(LOGGED).noneMatch(line -> line.contains("switched from RUNNING to RESTARTING"));
  }

  @Test
  @Order(4)
  void camerasAndLayoutsComeChangeAndGoWhileItRuns() throws Exception {
    long before = number("select count(*) from layout_versions where site = 'live-park'");
    String both = LiveSite.file(camera, "live-park", "north", "south");
    assertThat(admin.status("PUT", "/api/v1/sites/live-park", both)).isEqualTo(200);
    within(6, "the new camera is seen", () -> isUp("south"));
    within(15, "its spots are known", () -> count("unknown") == 0);
    assertThat(admin.get("/api/v1/occupancy/now").get("spots")).isEqualTo(4);
    assertThat(number("select count(*) from layout_versions where site = 'live-park'"))
        .isEqualTo(before + 1);
    assertThat(
            admin.status(
                "PATCH",
                "/api/v1/cameras/south",
                "{\"zones\": [{\"id\": \"all\", \"polygon\": [[0, 0], [250, 0], [250, 250], [0, 250]]}]}"))
        .isEqualTo(200);
    within(
        15,
        "the new zone is counted",
        () -> !admin.items("/api/v1/occupancy?window=5m&zone=all").isEmpty());
    assertThat(admin.status("DELETE", "/api/v1/cameras/south", null)).isEqualTo(204);
    within(
        5,
        "the camera has ended",
        () -> number("select count(*) from camera_latest where camera = 'south' and not up") == 1);
    assertThat(isUp("north")).isTrue();
    assertThat(admin.items("/api/v1/gaps?camera=north&from=" + Instant.now().minusSeconds(30)))
        .as("the other camera was not disturbed")
        .isEmpty();
    String outside =
        "{\"zones\": [{\"id\": \"far\", \"polygon\": [[0, 0], [900, 0], [900, 900]]}]}";
    var refused = admin.send("PATCH", "/api/v1/cameras/north", outside);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("The zone 'far' of camera 'north'").contains("outside");
    assertThat(isUp("north")).as("and the camera goes on").isTrue();
  }

  @Test
  @Order(5)
  void aReplayOfThePastRunsBesideTheLiveRunAndDisturbsNothing() throws Exception {
    Instant to = Instant.now().minusSeconds(5);
    Instant from = to.minusSeconds(60);
    String live =
        "select count(*) from spot_transitions where run = 'live' and not retracted and at < '"
            + to
            + "'";
    long before = number(live);
    for (String run : List.of("past", "past-again")) {
      String request =
          "{\"run\": \"%s\", \"site\": \"live-park\", \"from_run\": \"live\", \"from\": \"%s\", \"to\": \"%s\"}"
              .formatted(run, from, to);
      assertThat(admin.status("POST", "/api/v1/replays", request)).isEqualTo(202);
      assertThat(admin.status("POST", "/api/v1/replays", request)).as("twice").isEqualTo(409);
      within(AFTER_LIVE, run + " is done", () -> isDone(run));
    }
    assertThat(((Map<?, ?>) admin.get("/api/v1/runs/past").get("summary")).get("frames"))
        .isInstanceOf(Integer.class)
        .isNotEqualTo(0);
    assertThat(admin.get("/api/v1/runs/past/diff/past-again").get("equal")).isEqualTo(true);
    assertThat(number("select count(*) from spot_transitions where run = 'past'")).isPositive();
    assertThat(number(live)).as("live facts").isEqualTo(before);
    assertThat(isUp("north")).isTrue();
    // The same made alone, on a cluster of its own.
    TestRuns.judge(
        installation,
        database,
        "alone",
        1,
        site(),
        "live",
        new io.sightline.source.observationlog.Span(from, to));
    LedgerDiff diff = LedgerDiff.between(database.address(), FactKinds.PRODUCT, "past", "alone");
    assertThat(diff.equal()).as("%s", diff).isTrue();
    delete("past-again");
    assertThat(number("select count(*) from observations where run = 'past-again'")).isZero();
    assertThat(admin.status("DELETE", "/api/v1/replays/live", null)).isEqualTo(409);
  }

  /** In the background, and until it is gone. */
  private void delete(String run) throws Exception {
    assertThat(admin.status("DELETE", "/api/v1/replays/" + run, null)).isEqualTo(202);
    within(60, run + " is gone", () -> admin.status("GET", "/api/v1/runs/" + run, null) == 404);
  }

  @Test
  @Order(5)
  void aReplayOfFootageCanBeFollowedAndCancelled() throws Exception {
    TestFootage.write(
        installation.mediaFolder().resolve("long.mp4"),
        256,
        256,
        10,
        // Long enough to be cancelled on a machine that has nothing else to do.
        9_000,
        40,
        (graphics, frame) -> TestSite.paint(graphics, frame));
    String request =
        "{\"run\": \"long\", \"site\": \"live-park\", \"footage\": {\"north\": \"%s\"},"
            + " \"start\": {\"north\": \"2026-03-01T08:00:00Z\"}}";
    for (String elsewhere : List.of("../sightline.log", "/etc/hostname", "none.mp4")) {
      assertThat(admin.status("POST", "/api/v1/replays", request.formatted(elsewhere)))
          .isEqualTo(202);
      within(AFTER_LIVE, "it fails", () -> isIn("long", "failed"));
      delete("long");
    }
    assertThat(admin.status("POST", "/api/v1/replays", request.formatted("long.mp4")))
        .isEqualTo(202);
    within(
        AFTER_LIVE,
        "it is under way",
        () -> {
          Map<String, Object> now = admin.get("/api/v1/runs/long");
          assertThat(now.get("state")).as("%s", now).isNotIn("failed", "done");
          return now.get("state").equals("running")
              && ((Number) now.get("progress")).doubleValue() > 0;
        });
    assertThat(admin.status("DELETE", "/api/v1/replays/long", null)).isEqualTo(202);
    within(AFTER_LIVE, "it is cancelled", () -> isIn("long", "cancelled"));
    delete("long");
    assertThat(admin.status("GET", "/api/v1/runs/long", null)).isEqualTo(404);
    assertThat(number("select count(*) from observations where run = 'long'")).isZero();
    assertThat(isUp("north")).isTrue();
  }

  private static boolean isIn(String run, String state) throws Exception {
    return admin.get("/api/v1/runs/" + run).get("state").equals(state);
  }

  private static boolean isDone(String run) throws Exception {
    Map<String, Object> now = admin.get("/api/v1/runs/" + run);
    assertThat(now.get("state")).as("%s", now).isNotEqualTo("failed");
    return now.get("state").equals("done");
  }

  private static io.sightline.domain.site.Site site() throws Exception {
    return new io.sightline.store.registry.SiteRegistry(database.address())
        .find("live-park")
        .orElseThrow();
  }

  @Test
  @Order(6)
  void noLiveFactIsSkippedWhenAnotherWriterHoldsItsTransactionOpen() throws Exception {
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    Queue<String> cursors = new ConcurrentLinkedQueue<>();
    WebSocket socket =
        admin.listen(
            "?kinds=passages",
            (message, at) -> {
              cursors.add(String.valueOf(message.get("cursor")));
              if (String.valueOf(message.get("gate")).startsWith("slow")) {
                heard.add(message.get("gate").toString());
              }
            });
    within(5, "the feed is joined", () -> !cursors.isEmpty());
    String since = cursors.peek();
    try (Connection slow = database.address().connect();
        Connection quick = database.address().connect()) {
      slow.setAutoCommit(false);
      insertPassage(slow, "slow-first");
      insertPassage(quick, "slow-second");
      within(3, "the open transaction hides only its own", () -> heard.contains("slow-second"));
      slow.commit();
      within(3, "both are heard", () -> heard.size() == 2);
    }
    assertThat(heard).containsExactly("slow-second", "slow-first");
    socket.abort();
    Queue<String> resumed = new ConcurrentLinkedQueue<>();
    WebSocket again =
        admin.listen(
            "?kinds=passages&since=" + since,
            (message, at) -> {
              if (String.valueOf(message.get("gate")).startsWith("slow")) {
                resumed.add(message.get("gate").toString());
              }
            });
    within(5, "what was missed comes first", () -> resumed.size() == 2);
    again.abort();
    try (Connection connection = database.address().connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from passages where gate like 'slow%'");
    }
  }

  private static void insertPassage(Connection connection, String gate) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "insert into passages (run, id, site, at, camera, gate, direction, track, label, revision, final,"
              + " model_sha256, layout_version, code_version) values ('live', gen_random_uuid(), 'live-park',"
              + " now(), 'north', '"
              + gate
              + "', 'entry', gen_random_uuid(), 'car', 0, true, '', '', '')");
    }
  }

  @Test
  @Order(7)
  void whatSomebodyMayNotSeeIsNotThere() throws Exception {
    assertThat(
            admin.status(
                "POST",
                "/api/v1/users",
                "{\"username\": \"guest\", \"password\": \"long-enough-1\", \"role\": \"viewer\"}"))
        .isEqualTo(201);
    assertThat(
            admin.status(
                "POST",
                "/api/v1/users",
                "{\"username\": \"guard\", \"password\": \"long-enough-2\", \"role\": \"viewer\","
                    + " \"sites\": {\"live-park\": \"viewer\"}}"))
        .isEqualTo(201);
    Api guest = anonymous.signIn("guest", "long-enough-1");
    Api guard = anonymous.signIn("guard", "long-enough-2");
    Instant minute =
        Instant.ofEpochSecond(
            number(
                "select extract(epoch from max(at))::bigint from observations"
                    + " where run = 'live' and camera = 'north'"));
    List<String> ofTheSite =
        List.of(
            "/api/v1/observations?camera=north&at=" + minute,
            "/api/v1/sites/live-park",
            "/api/v1/cameras/north",
            "/api/v1/cameras/north/snapshot",
            "/api/v1/cameras/north/layout",
            "/api/v1/cameras?site=live-park",
            "/api/v1/occupancy/now?site=live-park",
            "/api/v1/occupancy?site=live-park",
            "/api/v1/passages?site=live-park",
            "/api/v1/sessions?site=live-park",
            "/api/v1/tracks?site=live-park",
            "/api/v1/gaps?site=live-park",
            "/api/v1/spots/P11/transitions?site=live-park",
            "/api/v1/runs/past",
            "/api/v1/runs/past/diff/past");
    for (String path : ofTheSite) {
      assertThat(anonymous.status("GET", path, null)).as("anonymous " + path).isEqualTo(401);
      assertThat(guest.status("GET", path, null)).as("guest " + path).isEqualTo(404);
      assertThat(guard.status("GET", path, null)).as("guard " + path).isEqualTo(200);
    }
    // It has not moved, which only who sees it is told.
    String moved = "/api/v1/cameras/north/layout/moved";
    assertThat(anonymous.status("GET", moved, null)).isEqualTo(401);
    assertThat(guest.status("GET", moved, null)).isEqualTo(404);
    assertThat(guard.status("GET", moved, null)).isEqualTo(409);
    assertThat(guest.items("/api/v1/sites")).isEmpty();
    assertThat(guest.items("/api/v1/cameras")).isEmpty();
    assertThat(guest.items("/api/v1/sessions")).isEmpty();
    Map<String, String> changes =
        Map.of(
            "POST /api/v1/sites", LiveSite.file(camera, "other", "other-cam"),
            "PUT /api/v1/sites/live-park", LiveSite.file(camera, "live-park", "north"),
            "POST /api/v1/cameras", "{\"site\": \"live-park\"}",
            "PATCH /api/v1/cameras/north", "{}",
            "DELETE /api/v1/cameras/north", "",
            "POST /api/v1/users", "{}");
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String[] call = change.getKey().split(" ");
      String body = change.getValue().isEmpty() ? null : change.getValue();
      assertThat(anonymous.status(call[0], call[1], body))
          .as("anonymous " + call[1])
          .isEqualTo(401);
      assertThat(guard.status(call[0], call[1], body)).as("guard " + call[1]).isEqualTo(403);
    }
    String replay = "{\"run\": \"x\", \"site\": \"live-park\", \"from_run\": \"past\"}";
    assertThat(anonymous.status("POST", "/api/v1/replays", replay)).isEqualTo(401);
    assertThat(guard.status("POST", "/api/v1/replays", replay)).isEqualTo(404);
    assertThat(guard.status("DELETE", "/api/v1/replays/past", null)).isEqualTo(404);
    assertThat(
            anonymous.status(
                "POST", "/api/v1/auth/login", "{\"username\": \"admin\", \"password\": \"wrong\"}"))
        .isEqualTo(401);
    Queue<Map<?, ?>> guestHears = new ConcurrentLinkedQueue<>();
    WebSocket socket = guest.listen("", (message, at) -> guestHears.add(message));
    within(30, "the feed has gone on", () -> guestHears.size() >= 2);
    socket.abort();
    assertThat(guestHears)
        .allMatch(message -> List.of("hello", "heartbeat").contains(message.get("kind")));
    assertThat(anonymous.status("GET", "/api/v1/live", null)).isIn(400, 401, 426);
    String file = "site: evil\ncameras: [{id: evil, uri: 'http://169.254.169.254/'}]";
    assertThat(admin.status("POST", "/api/v1/sites", file)).isEqualTo(400);
    String metadata = "site: evil\ncameras: [{id: evil, uri: 'rtsp://169.254.169.254/'}]";
    assertThat(admin.send("POST", "/api/v1/sites", metadata).body()).contains("is no camera");
  }

  @Test
  @Order(8)
  void badRequestsAreAnsweredWithASentence() throws Exception {
    for (String path :
        List.of(
            "/api/v1/passages?limit=0",
            "/api/v1/passages?limit=1000000000",
            "/api/v1/passages?cursor=nonsense",
            "/api/v1/passages?from=yesterday",
            "/api/v1/passages?from=2000-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
            "/api/v1/passages?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            "/api/v1/passages?plate=%00",
            "/api/v1/occupancy?window=2m",
            "/api/v1/occupancy?zone=a&spot=b",
            "/api/v1/observations?camera=north",
            "/api/v1/observations?camera=north&at=%2B1000000000-12-31T23:59:59Z")) {
      var answer = admin.send("GET", path, null);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.headers().firstValue("content-type").orElse(""))
          .as(path)
          .contains("problem+json");
      assertThat(answer.body()).doesNotContain("Exception").doesNotContain("select ");
    }
    assertThat(admin.status("PUT", "/api/v1/sites/live-park", "x".repeat(9 << 20))).isEqualTo(413);
    assertThat(admin.status("GET", "/api/v1/runs/none", null)).isEqualTo(404);
    List<Object> all = new ArrayList<>();
    String cursor = "";
    do {
      Map<String, Object> page = admin.get("/api/v1/tracks?limit=3" + cursor);
      ((List<?>) page.get("items")).forEach(item -> all.add(((Map<?, ?>) item).get("id")));
      cursor = page.get("next") == null ? null : "&cursor=" + page.get("next");
    } while (cursor != null && all.size() < 30);
    assertThat(all).as("pages do not overlap").doesNotHaveDuplicates().isNotEmpty();
  }

  @Test
  @Order(9)
  void a2ThePasswordOfACameraIsNowhere() throws Exception {
    for (String path :
        List.of(
            "/api/v1/sites/live-park",
            "/api/v1/cameras",
            "/api/v1/cameras/north",
            "/api/v1/runs",
            "/openapi.json")) {
      assertThat(admin.send("GET", path, null).body()).as(path).doesNotContain(CANARY);
    }
    serving.close();
    serving = null;
    assertThat(LOGGED).isNotEmpty().noneMatch(line -> line.contains(CANARY));
    Predicate<Path> ours =
        file ->
            !file.startsWith(installation.data().resolve("postgres")) && Files.isRegularFile(file);
    int looked = 0;
    try (Stream<Path> files = Files.walk(installation.data())) {
      for (Path file : (Iterable<Path>) files.filter(ours)::iterator) {
        looked++;
        assertThat(bytes(file)).as(file.toString()).doesNotContain(CANARY);
      }
    }
    assertThat(looked).isPositive();
    assertThat(Attempts.newestOf(installation.runs().live()).orElseThrow().toString())
        .as("stopping wrote the state")
        .contains("savepoint");
    assertThat(number("select count(*) from cameras where credentials is not null"))
        .as("kept for its reader")
        .isPositive();
    assertThat(number("select count(*) from cameras where cameras::text like '%" + CANARY + "%'"))
        .as("and encrypted")
        .isZero();
    assertThat(
            number(
                "select count(*) from layout_versions where layout::text like '%" + CANARY + "%'"))
        .isZero();
    database.close();
  }

  private static String bytes(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
