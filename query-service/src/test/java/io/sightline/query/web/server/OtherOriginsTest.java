package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of other origins, HEAD, and WebSockets that are refused. */
class OtherOriginsTest {
  private static final String NAMED = "https://map.example";
  private static final String UPGRADE =
      "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
          + "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\n";

  @TempDir static Path folder;
  private static RunningService service;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_SERVICE_CORS_ORIGINS",
                NAMED + ", null",
                "SIGHTLINE_LIMITS_LIVE_CLIENTS",
                "1"));
    token = service.token();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Answer ask(String request, String headers) throws IOException {
    return service.raw(
        (request + " HTTP/1.1\nHost: x\nConnection: close\n" + headers + "\n")
            .replace("\n", "\r\n"));
  }

  private static Answer signedIn(String request, String headers) throws IOException {
    return ask(request, "Authorization: Bearer " + token + "\n" + headers);
  }

  private static Answer listen(String query, String headers) throws IOException {
    return service.raw(
        ("GET /api/v1/live" + query + " HTTP/1.1\nHost: x\n" + UPGRADE + headers + "\n")
            .replace("\n", "\r\n"));
  }

  @Test
  void aNamedOriginIsToldThatItMayAlsoBeforeItSignsIn() throws IOException {
    for (String origin : List.of(NAMED, "null")) {
      Answer preflight =
          ask(
              "OPTIONS /api/v1/cameras/gate",
              "Origin: "
                  + origin
                  + "\nAccess-Control-Request-Method: PATCH\n"
                  + "Access-Control-Request-Headers: authorization, content-type\n");
      assertThat(preflight.status()).as(origin).isEqualTo(200);
      assertThat(preflight.headers())
          .containsEntry("access-control-allow-origin", origin)
          .containsEntry("access-control-allow-credentials", "true");
      assertThat(preflight.headers().get("access-control-allow-methods")).contains("PATCH");
      assertThat(preflight.headers().get("access-control-allow-headers")).contains("authorization");
      for (Answer answer :
          List.of(
              signedIn("GET /api/v1/sites", "Origin: " + origin + "\n"),
              ask("GET /api/v1/sites", "Origin: " + origin + "\n"))) {
        assertThat(answer.status()).isIn(200, 401);
        assertThat(answer.headers()).containsEntry("access-control-allow-origin", origin);
        assertThat(answer.headers().get("access-control-expose-headers")).contains("Retry-After");
      }
    }
  }

  @Test
  void anyOtherOriginIsNot() throws IOException {
    for (String origin :
        List.of("https://evil.example", "http://map.example", NAMED + ".evil.example")) {
      Answer preflight =
          ask(
              "OPTIONS /api/v1/sites",
              "Origin: " + origin + "\nAccess-Control-Request-Method: GET\n");
      assertThat(preflight.status()).as(origin).isEqualTo(403);
      assertThat(preflight.json().get("detail").toString()).contains("service.cors-origins");
      assertThat(preflight.headers()).doesNotContainKey("access-control-allow-origin");
      assertThat(signedIn("GET /api/v1/sites", "Origin: " + origin + "\n").headers())
          .doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void headIsAnsweredWhereverGetIs() throws IOException {
    for (String open :
        List.of("/", "/health", "/health/ready", "/docs", "/openapi.json", "/favicon.ico")) {
      Answer get = ask("GET " + open, "Accept: */*\n");
      Answer head = head(open, "");
      assertThat(get.status()).as(open).isEqualTo(200);
      assertThat(head.status()).as(open).isEqualTo(200);
      assertThat(head.type()).as(open).isEqualTo(get.type());
    }
    assertThat(head("/api/v1/sites", "").status()).isEqualTo(401);
    assertThat(head("/api/v1/sites", "Authorization: Bearer " + token + "\n").status())
        .isEqualTo(200);
    assertThat(head("/api/v1/sites/none", "Authorization: Bearer " + token + "\n").status())
        .isEqualTo(404);
  }

  /** Of an answer to HEAD there is only the head. */
  private static Answer head(String path, String headers) throws IOException {
    try (var socket = service.connect("127.0.0.1")) {
      socket
          .getOutputStream()
          .write(
              ("HEAD "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: close\r\n"
                      + headers.replace("\n", "\r\n")
                      + "\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      String all =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(all).as("nothing behind the head").endsWith("\r\n\r\n");
      Map<String, String> fields = new java.util.TreeMap<>();
      for (String line : all.split("\r\n")) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          fields.put(
              line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
              line.substring(colon + 2));
        }
      }
      return new Answer(Integer.parseInt(all.substring(9, 12)), fields, "", 0);
    }
  }

  private static void refused(int status, String says, Answer answer) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.json()).containsEntry("status", status);
    assertThat(answer.json().get("detail").toString()).contains(says);
  }

  @Test
  void aRefusedWebSocketSaysWhy() throws IOException {
    String bearer = "Authorization: Bearer " + token + "\n";
    refused(401, "Sign in first", listen("", ""));
    refused(401, "Sign in first", listen("?ticket=nonsense", ""));
    refused(400, "did you mean `kinds`?", listen("?kind=plates", bearer));
    refused(400, "did you mean `plate_reads`?", listen("?kinds=plate_read", bearer));
    refused(400, "`since`", listen("?since=yesterday", bearer));
    refused(404, "The site 'nowhere'", listen("?site=nowhere", bearerOfViewer()));
    refused(403, "service.cors-origins", listen("", bearer + "Origin: https://evil.example\n"));
    Answer plain = signedIn("GET /api/v1/live", "");
    refused(426, "ws://", plain);
    assertThat(plain.headers()).containsEntry("upgrade", "websocket");
    refused(
        426,
        "version 13",
        service.raw(
            ("GET /api/v1/live HTTP/1.1\nHost: x\n" + UPGRADE.replace("13", "8") + bearer + "\n")
                .replace("\n", "\r\n")));
  }

  /** A proxy that ends TLS speaks plain HTTP to the service, and keeps the host that was asked. */
  @Test
  void aPageOfTheSameHostMayListenByWhateverSchemeItCame() throws IOException {
    String bearer = "Authorization: Bearer " + token + "\n";
    assertThat(listen("", bearer + "Origin: https://x\n").status()).isEqualTo(101);
    assertThat(listen("", bearer + "Origin: http://x\n").status()).isEqualTo(101);
    for (String other : List.of("https://x:8443", "https://x.evil.example", "https://")) {
      refused(403, "service.cors-origins", listen("", bearer + "Origin: " + other + "\n"));
    }
  }

  /** An admin sees every site, also one that is not there. */
  private static String bearerOfViewer() throws IOException {
    service.ask(
        "127.0.0.1",
        token,
        "POST",
        "/api/v1/users",
        "{\"username\": \"vic\", \"password\": \"long-enough-9\", \"role\": \"viewer\"}");
    return "Authorization: Bearer "
        + service.signIn("127.0.0.1", "vic", "long-enough-9").json().get("access_token")
        + "\n";
  }

  @Test
  void aFullHouseSaysWhenToComeAgain() throws IOException {
    String bearer = "Authorization: Bearer " + token + "\n";
    try (var first = service.connect("127.0.0.1")) {
      first
          .getOutputStream()
          .write(
              ("GET /api/v1/live HTTP/1.1\nHost: x\n"
                      + UPGRADE
                      + bearer
                      + "Origin: "
                      + NAMED
                      + "\n\n")
                  .replace("\n", "\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      byte[] status = first.getInputStream().readNBytes(12);
      assertThat(new String(status, java.nio.charset.StandardCharsets.ISO_8859_1))
          .as("a named origin may listen")
          .isEqualTo("HTTP/1.1 101");
      org.awaitility.Awaitility.await()
          .untilAsserted(
              () -> {
                Answer second = listen("", bearer);
                refused(503, "As many listen as may", second);
                assertThat(second.headers()).containsEntry("retry-after", "1");
              });
    }
  }
}
