package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers do to the whole service, and what others notice of it. All of it on loopback. */
class StrangersTest {
  private static final String HOME = "127.0.0.1";
  private static final byte[] DROP = {'x'};

  @TempDir Path folder;
  private RunningService service;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ExecutorService crowd = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws IOException {
    crowd.shutdownNow();
    for (Socket socket : open) {
      socket.close();
    }
    service.close();
  }

  private Socket slow(String from, String beginning) throws IOException {
    Socket socket = service.connect(from);
    open.add(socket);
    socket
        .getOutputStream()
        .write(beginning.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** Sends a byte on each socket now and then, until told to stop. */
  private void drip(AtomicBoolean on) {
    crowd.execute(
        () -> {
          while (on.get()) {
            for (Socket socket : open) {
              try {
                socket.getOutputStream().write(DROP);
              } catch (IOException e) {
                // It was shown out.
              }
            }
            try {
              TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
              return;
            }
          }
        });
  }

  private static long at(List<Long> millis, double share) {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
  }

  @Test
  void slowSocketsAndWrongSignInsKeepNobodyElseWaiting() throws Exception {
    // Passwords take as long here as they do for people.
    String fewer = System.clearProperty("sightline.bcrypt-rounds");
    try {
      service = RunningService.start(folder, Map.of());
    } finally {
      System.setProperty("sightline.bcrypt-rounds", fewer == null ? "12" : fewer);
    }
    service.token();
    for (int i = 0; i < 300; i++) {
      String from = "127.0.1." + (1 + i % 100);
      slow(
          from,
          i % 3 == 0
              ? "GET /health HTTP/1.1\nHost: x\nX: "
              : i % 3 == 1
                  ? "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Type: application/json\n"
                      + "Content-Length: 9000\n\n{"
                  : "POST /api/v1/sites HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
    }
    AtomicBoolean on = new AtomicBoolean(true);
    drip(on);
    List<Integer> wrong = new CopyOnWriteArrayList<>();
    List<Future<?>> attempts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String from = "127.0.2." + (1 + i);
      attempts.add(
          crowd.submit(
              () -> {
                wrong.add(service.signIn(from, RunningService.ADMIN, "wrong").status());
                return null;
              }));
    }
    List<Long> millis = new ArrayList<>();
    List<Long> signIns = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    while (System.nanoTime() < end) {
      Answer health = service.ask("127.0.3.1", null, "GET", "/health", null);
      assertThat(health.status()).isEqualTo(200);
      millis.add(health.millis());
      if (millis.size() % 100 == 50) {
        // Somebody who was never here, and somebody who was.
        for (String from : List.of("127.0.4." + signIns.size(), HOME)) {
          Answer right = service.signIn(from, RunningService.ADMIN, service.password());
          assertThat(right.status()).as(right.toString()).isEqualTo(200);
          signIns.add(right.millis());
        }
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    for (Future<?> attempt : attempts) {
      attempt.get(60, TimeUnit.SECONDS);
    }
    on.set(false);
    System.out.printf(
        "strangers: health p50 %d ms, p99 %d ms (%d); right sign-ins p50 %d ms, worst %d ms (%d)%n",
        at(millis, 0.5),
        at(millis, 0.99),
        millis.size(),
        at(signIns, 0.5),
        at(signIns, 1),
        signIns.size());
    assertThat(wrong).hasSize(100).allMatch(status -> status == 401 || status == 429);
    assertThat(at(millis, 0.99)).isLessThanOrEqualTo(RunningService.scaled(200));
    assertThat(at(signIns, 1)).as("a right sign-in").isLessThan(RunningService.scaled(3_000));
  }

  @Test
  void aHeadAndABodyThatDoNotComeEndTheirConnection() throws Exception {
    service =
        RunningService.start(
            folder,
            Map.of("SIGHTLINE_LIMITS_HEAD_PATIENCE", "1s", "SIGHTLINE_LIMITS_BODY_PATIENCE", "1s"));
    Socket head = slow(HOME, "GET /health HTTP/1.1\nHost: x\nX: ");
    Socket body =
        slow(
            HOME,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Type: application/json\n"
                + "Content-Length: 9000\n\n{");
    Socket chunks =
        slow(
            HOME,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Type: application/json\n"
                + "Transfer-Encoding: chunked\n\n100\n{");
    AtomicBoolean on = new AtomicBoolean(true);
    drip(on);
    assertThat(RunningService.read(head, 0).status()).as("the head").isZero();
    assertThat(RunningService.read(body, 0).status()).as("the body").isEqualTo(408);
    assertThat(RunningService.read(chunks, 0).status()).as("the chunks").isEqualTo(408);
    on.set(false);
    assertThat(service.get("/health").status()).isEqualTo(200);
  }

  @Test
  void whoDoesNotReadAnAnswerKeepsNobodyWaiting() throws Exception {
    service = RunningService.start(folder, Map.of());
    for (int i = 0; i < 100; i++) {
      // A window of nothing and an answer of a megabyte.
      Socket socket = SocketChannel.open().socket();
      open.add(socket);
      socket.setReceiveBufferSize(2_048);
      socket.bind(new InetSocketAddress("127.0.10." + (1 + i % 50), 0));
      socket.connect(new InetSocketAddress(HOME, service.port()));
      socket
          .getOutputStream()
          .write(
              "GET /webjars/echarts/echarts.min.js HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
    }
    // Whoever takes threads for as long as nobody reads takes them now.
    await()
        .atMost(Duration.ofSeconds(8))
        .until(() -> service.ask("127.0.11.1", null, "GET", "/docs", null).status() == 200);
    for (int i = 0; i < 20; i++) {
      Answer page = service.ask("127.0.11.1", null, "GET", "/openapi.json", null);
      assertThat(page.status()).as(page.toString()).isEqualTo(200);
      assertThat(page.body()).endsWith("}\n");
      assertThat(page.millis()).isLessThan(RunningService.scaled(1_000));
    }
    Answer large = service.ask("127.0.11.1", null, "GET", "/webjars/echarts/echarts.min.js", null);
    assertThat(large.body().length()).isGreaterThan(1_000_000);
    assertThat(service.token()).isNotBlank();
  }

  @Test
  void anAddressHasNoMoreConnectionsThanItMay() throws Exception {
    service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_LIMITS_CONNECTIONS", "5",
                "SIGHTLINE_SERVICE_TRUSTED_PROXIES", "127.0.9.0/24"));
    for (int i = 0; i < 5; i++) {
      slow("127.0.5.1", "GET ");
      slow("127.0.9.9", "GET ");
    }
    assertThat(service.ask("127.0.5.1", null, "GET", "/health", null).status()).isZero();
    assertThat(service.ask("127.0.5.2", null, "GET", "/health", null).status()).isEqualTo(200);
    assertThat(service.ask("127.0.9.9", null, "GET", "/health", null).status())
        .as("a proxy that is trusted")
        .isEqualTo(200);
    for (Socket socket : open) {
      socket.close();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> service.ask("127.0.5.1", null, "GET", "/health", null).status() == 200);
  }

  @Test
  void whoAsksTooOftenIsToldHowLongToWaitAndNobodyElseIs() throws Exception {
    service = RunningService.start(folder, Map.of("SIGHTLINE_LIMITS_REQUESTS", "5"));
    String token = service.token();
    Answer last = null;
    for (int i = 0; i < 30; i++) {
      last = service.ask("127.0.6.1", null, "GET", "/openapi.json", null);
      if (last.status() == 429) {
        break;
      }
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.headers())
        .containsEntry("retry-after", "1")
        .containsEntry("ratelimit-limit", "5")
        .containsEntry("ratelimit-remaining", "0")
        .containsEntry("ratelimit-reset", "1")
        .containsEntry("ratelimit-policy", "5;w=1;name=\"requests\"");
    assertThat(last.type()).startsWith("application/problem+json");
    assertThat(service.ask("127.0.6.2", null, "GET", "/openapi.json", null).status())
        .isEqualTo(200);
    assertThat(service.ask("127.0.6.1", token, "GET", "/api/v1/sites", null).status())
        .as("somebody who signed in, from the same address")
        .isEqualTo(200);
    assertThat(service.ask("127.0.6.1", null, "GET", "/health", null).status()).isEqualTo(200);
    int most = 30;
    do {
      // From wherever they ask: they are counted, and not their machines.
      last = service.ask("127.0.6." + most, token, "GET", "/api/v1/sites", null);
    } while (last.status() == 200 && --most > 0);
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.headers()).containsEntry("retry-after", "1");
  }

  @Test
  void signInsAreLimitedByUserAndAddressAndNeverAcrossAddresses() throws Exception {
    service =
        RunningService.start(
            folder,
            Map.of("SIGHTLINE_LIMITS_SIGN_INS", "3", "SIGHTLINE_LIMITS_SIGN_INS_ADDRESS", "6"));
    for (int i = 0; i < 3; i++) {
      assertThat(service.signIn("127.0.7.1", RunningService.ADMIN, "wrong").status())
          .isEqualTo(401);
    }
    Answer refused = service.signIn("127.0.7.1", RunningService.ADMIN, service.password());
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(1, 60);
    assertThat(refused.headers()).containsEntry("ratelimit-policy", "3;w=60;name=\"sign-in\"");
    assertThat(service.signIn("127.0.7.1", "nora", "wrong").status()).isEqualTo(401);
    assertThat(service.signIn("127.0.7.1", "nora", "wrong").status()).isEqualTo(401);
    Answer refusedToo = service.signIn("127.0.7.1", "otto-0", "wrong");
    // On a busy machine attempts take long enough for another to be allowed meanwhile.
    for (int i = 1; i < 12 && refusedToo.status() == 401; i++) {
      refusedToo = service.signIn("127.0.7.1", "otto-" + i, "wrong");
    }
    assertThat(refusedToo.status()).isEqualTo(429);
    assertThat(refusedToo.headers())
        .containsEntry("ratelimit-policy", "6;w=60;name=\"sign-in-address\"");
    assertThat(service.signIn("127.0.7.2", RunningService.ADMIN, service.password()).status())
        .isEqualTo(200);
  }

  @Test
  void whatAProxySaysCountsOnlyWhereItIsTrusted() throws Exception {
    service =
        RunningService.start(
            folder, Map.of("SIGHTLINE_SERVICE_TRUSTED_PROXIES", "127.0.8.1/32, 10.9.0.0/16"));
    for (String[] one :
        new String[][] {
          {"127.0.8.2", "203.0.113.7", "127.0.8.2"},
          {"127.0.8.1", "203.0.113.7", "203.0.113.7"},
          {"127.0.8.1", "1.2.3.4, 203.0.113.8, 10.9.0.3", "203.0.113.8"},
          {"127.0.8.1", "nonsense", "127.0.8.1"}
        }) {
      String body = "{\"username\": \"" + one[2] + "\", \"password\": \"x\"}";
      Answer answer =
          service.raw(
              one[0],
              ("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: "
                      + one[1]
                      + "\r\nX-Forwarded-Proto: https\r\nContent-Type: application/json\r\nContent-Length: "
                      + body.length()
                      + "\r\nConnection: close\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(
              service
                  .database()
                  .address()
                  .<String>with(
                      jdbc ->
                          jdbc.sql("select address from audit_log order by id desc limit 1")
                              .query(String.class)
                              .single()))
          .as(one[0] + " for " + one[1])
          .isEqualTo(one[2]);
    }
  }
}
