package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent, what comes back is the right status and problem details, and never a page. */
class BadRequestsTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir static Path folder;
  private static RunningService service;
  private static String token;

  @BeforeAll
  static void start() throws IOException {
    // Some nonsense promises a body that never comes.
    service =
        RunningService.start(
            folder,
            Map.of("SIGHTLINE_LIMITS_REQUESTS", "100000", "SIGHTLINE_LIMITS_BODY_PATIENCE", "3s"));
    token = service.token();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private record Case(String name, int status, byte[] request) {}

  private static Case of(String name, int status, String request) {
    String whole = request.replace("\n", "\r\n").replace("TOKEN", token);
    return new Case(name, status, whole.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Case get(String name, int status, String path) {
    return of(name, status, "GET " + path + " HTTP/1.1\nHost: x\nConnection: close\n\n");
  }

  private static Case signedIn(String name, int status, String line, String headers, String body) {
    return of(
        name,
        status,
        line
            + " HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer TOKEN\n"
            + headers
            + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\n")
            + "\n"
            + body);
  }

  private static byte[] chunked(int megabytes) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST /api/v1/replays HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    for (int i = 0; i < megabytes; i++) {
      request.writeBytes(
          (Integer.toHexString(MEGABYTE) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      request.writeBytes(new byte[MEGABYTE]);
      request.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    request.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    return request.toByteArray();
  }

  private static List<Case> cases() {
    String json = "Content-Type: application/json\n";
    List<Case> cases = new ArrayList<>();
    cases.add(get("broken escape in the query", 400, "/api/v1/sites?a=%zz"));
    cases.add(get("half an escape in the query", 400, "/health?a=%"));
    cases.add(get("half an escape at the end", 400, "/health?a=%e"));
    cases.add(get("broken escape in the path", 400, "/api/v1/%zz"));
    cases.add(get("half an escape in a parameter of the path", 400, "/api/v1/sites;a=%"));
    cases.add(get("a broken escape in a parameter of the path", 400, "/health;%zz=%"));
    cases.add(
        signedIn(
            "half an escape in a path with a body", 400, "POST /api/v1/replays;%", json, "{}"));
    cases.add(
        signedIn("a body of any type, of a page", 400, "GET /docs", "Content-Type: */*\n", "[]"));
    cases.add(get("a NUL in the path", 400, "/api/v1/%00"));
    cases.add(get("a NUL in the page's path", 400, "/%00"));
    cases.add(get("a way out of the path", 400, "/..;/health"));
    cases.add(get("a way out of a path", 400, "/assets/..;/..;/application.yaml"));
    cases.add(get("dots that are escaped", 400, "/assets/%2e%2e/%2e%2e/application.yaml"));
    cases.add(get("a slash that is escaped", 400, "/api/v1/sites%2Fx"));
    cases.add(get("a backslash", 400, "/api\\v1"));
    cases.add(get("a backslash that is escaped", 400, "/api%5cv1"));
    cases.add(get("two slashes", 400, "//health"));
    cases.add(get("an absolute path out of it", 400, "/../../etc/passwd"));
    cases.add(get("bytes that are no UTF-8", 400, "/api/v1/%ff%fe"));
    cases.add(get("the error page itself", 401, "/error/x"));
    cases.add(get("the error page", 404, "/error"));
    cases.add(
        of(
            "posting to the error page",
            404,
            "POST /error HTTP/1.1\nHost: x\nContent-Length: 0\nConnection: close\n\n"));
    cases.add(get("quotes and brackets", 400, "/api/v1/sites?a=<\"x\">{y}"));
    cases.add(of("no host", 400, "GET /health HTTP/1.1\n\n"));
    cases.add(of("two hosts", 400, "GET /health HTTP/1.1\nHost: x\nHost: y\n\n"));
    cases.add(of("a host that is none", 400, "GET /health HTTP/1.1\nHost: a b<c>\n\n"));
    cases.add(of("no version", 400, "GET /health NONSENSE\nHost: x\n\n"));
    cases.add(of("a version to come", 505, "GET /health HTTP/9.9\nHost: x\n\n"));
    cases.add(of("no request", 400, "\u0016\u0003\u0001\u0002\u0000 nonsense\n\n"));
    cases.add(of("a header without a colon", 400, "GET /health HTTP/1.1\nHost: x\nnonsense\n\n"));
    cases.add(of("a header of spaces", 400, "GET /health HTTP/1.1\nHost: x\n : y\n\n"));
    cases.add(
        of(
            "a header that is too long",
            400,
            "GET /health HTTP/1.1\nHost: x\nX: " + "y".repeat(20_000) + "\n\n"));
    cases.add(
        of(
            "too many headers",
            400,
            "GET /health HTTP/1.1\nHost: x\n" + "X: y\n".repeat(200) + "\n"));
    cases.add(
        of(
            "an address that is too long",
            400,
            "GET /" + "y".repeat(20_000) + " HTTP/1.1\nHost: x\n\n"));
    cases.add(of("TRACE", 405, "TRACE / HTTP/1.1\nHost: x\nConnection: close\n\n"));
    cases.add(
        of("a method that is none", 405, "BREW /health HTTP/1.1\nHost: x\nConnection: close\n\n"));
    cases.add(of("PROPFIND", 405, "PROPFIND / HTTP/1.1\nHost: x\nConnection: close\n\n"));
    cases.add(of("CONNECT", 501, "CONNECT x:1 HTTP/1.1\nHost: x:1\nConnection: close\n\n"));
    cases.add(
        of(
            "another Expect",
            417,
            "GET /health HTTP/1.1\nHost: x\nExpect: the-spanish\nConnection: close\n\n"));
    cases.add(
        of(
            "a length below nothing",
            400,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Length: -1\n\n"));
    cases.add(
        of(
            "two lengths",
            400,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\nab"));
    cases.add(
        of(
            "a length that is no number",
            400,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Length: x\n\nab"));
    cases.add(
        of(
            "chunks without a length",
            400,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nxyz\nab\n0\n\n"));
    cases.add(
        of(
            "an unknown transfer encoding",
            501,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nTransfer-Encoding: brotli\n\nab"));
    cases.add(
        of(
            "a sign-in without words",
            415,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Length: 2\nConnection: close\n\n{}"));
    cases.add(
        of(
            "a sign-in that is too large",
            413,
            "POST /api/v1/auth/login HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 9000000\n\n"));
    cases.add(
        of(
            "a stranger's large body",
            401,
            "POST /api/v1/sites HTTP/1.1\nHost: x\nContent-Length: 9000000\n\n"));
    cases.add(
        signedIn(
            "a body that is too large",
            413,
            "POST /api/v1/replays",
            json + "Content-Length: 9000000\n",
            ""));
    cases.add(new Case("chunks that are too large", 413, chunked(9)));
    cases.add(
        signedIn(
            "multipart without boundary",
            415,
            "POST /api/v1/replays",
            "Content-Type: multipart/form-data\n",
            "abc"));
    cases.add(
        signedIn(
            "multipart with a strange boundary",
            415,
            "POST /api/v1/replays",
            "Content-Type: multipart/form-data; boundary=\"\n",
            "--\"\n"));
    cases.add(
        signedIn(
            "multipart",
            415,
            "POST /api/v1/replays",
            "Content-Type: multipart/form-data; boundary=x\n",
            "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nc\r\n--x--\r\n"));
    cases.add(
        signedIn(
            "an unknown content type",
            415,
            "POST /api/v1/replays",
            "Content-Type: application/x-nonsense\n",
            "{}"));
    cases.add(
        signedIn(
            "a content type that is none",
            415,
            "POST /api/v1/replays",
            "Content-Type: ;;;\n",
            "{}"));
    cases.add(
        signedIn(
            "a form with broken escapes",
            415,
            "POST /api/v1/replays",
            "Content-Type: application/x-www-form-urlencoded\n",
            "a=%zz&%&=&&"));
    cases.add(
        signedIn(
            "a charset that is none",
            415,
            "POST /api/v1/replays",
            "Content-Type: application/json; charset=nonsense\n",
            "{}"));
    cases.add(signedIn("JSON that is none", 400, "POST /api/v1/replays", json, "{nonsense"));
    cases.add(signedIn("JSON of another shape", 400, "POST /api/v1/replays", json, "[[[]]]"));
    cases.add(
        signedIn(
            "bytes that are no UTF-8 in JSON",
            400,
            "POST /api/v1/replays",
            json,
            "{\"run\": \"\u00ff\u00fe\"}"));
    cases.add(
        signedIn("an Accept that is none", 406, "GET /api/v1/sites", "Accept: nonsense\n", ""));
    cases.add(
        signedIn("an Accept of pictures", 406, "GET /api/v1/sites", "Accept: image/png\n", ""));
    cases.add(signedIn("an Accept of pages", 404, "GET /nowhere", "Accept: text/html\n", ""));
    cases.add(signedIn("a method that is not taken here", 405, "DELETE /api/v1/sites", "", ""));
    cases.add(signedIn("a path that is not there", 404, "GET /api/v1/nowhere", "", ""));
    return cases;
  }

  @TestFactory
  List<DynamicTest> eachIsRefusedInWords() {
    return cases().stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> isRefused(one)))
        .toList();
  }

  private static void isRefused(Case one) throws IOException {
    Answer answer = service.raw("127.0.0.1", one.request());
    assertThat(answer.status()).as(answer.toString()).isEqualTo(one.status());
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json()).containsEntry("status", one.status()).containsKeys("title", "detail");
    assertThat(answer.body())
        .doesNotContain("Exception")
        .doesNotContain("org.")
        .doesNotContain("<");
  }

  @Test
  void headIsAnsweredWhereGetIs() throws IOException {
    for (String path :
        List.of(
            "/",
            "/health",
            "/health/live",
            "/health/ready",
            "/health/models",
            "/health/gpu",
            "/docs",
            "/openapi.json")) {
      Answer head =
          service.raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(head.status()).as(path).isEqualTo(200);
      assertThat(service.get(path).status()).as(path).isEqualTo(200);
    }
  }

  /** Each one from a seed that is told, put together from what requests are made of. */
  @Test
  void nonsenseIsNeverAnErrorOfOursAndNeverAPage() throws IOException {
    long seed = Long.getLong("sightline.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      byte[] request = nonsense(random);
      Answer answer = service.raw("127.0.0.1", request);
      String what =
          "seed "
              + seed
              + ", request "
              + i
              + ": "
              + new String(request, StandardCharsets.ISO_8859_1);
      assertThat(answer.status()).as(what + "\n" + answer).isNotIn(0, 500);
      if (answer.status() >= 400) {
        assertThat(answer.type()).as(what + "\n" + answer).startsWith("application/problem+json");
      }
    }
  }

  private static byte[] nonsense(Random random) {
    List<String> methods =
        List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X", "", "get");
    List<String> parts =
        List.of(
            "/",
            "api",
            "v1",
            "sites",
            "auth",
            "login",
            "health",
            "error",
            "live",
            "%",
            "%00",
            "%zz",
            "%2e",
            "..",
            ";",
            ";/",
            "?",
            "&",
            "=",
            "a",
            "'",
            "\"",
            "\\",
            "\u00e4",
            "%C3%A4",
            "limit=9",
            "from=now",
            "\u0000",
            " ",
            "#",
            "[",
            "{",
            "docs",
            "assets",
            "index.html");
    List<String> types =
        List.of(
            "application/json",
            "text/plain",
            "multipart/form-data",
            "multipart/mixed; boundary=a",
            "application/json; charset=x",
            "application/x-www-form-urlencoded",
            "",
            "/",
            "a/b;c",
            "*/*",
            "application/yaml");
    List<String> bodies =
        List.of(
            "",
            "{}",
            "[]",
            "{",
            "null",
            "a=b",
            "a=%",
            "\u0000",
            "--a--",
            "{\"username\":1}",
            "\"x\"",
            "1e999");
    StringBuilder path = new StringBuilder("/");
    for (int i = random.nextInt(7); i > 0; i--) {
      path.append(parts.get(random.nextInt(parts.size())));
    }
    String body = bodies.get(random.nextInt(bodies.size()));
    StringBuilder request = new StringBuilder();
    request
        .append(methods.get(random.nextInt(methods.size())))
        .append(' ')
        .append(path)
        .append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    if (random.nextBoolean()) {
      request.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    if (random.nextInt(4) == 0) {
      request.append("Accept: ").append(types.get(random.nextInt(types.size()))).append("\r\n");
    }
    if (random.nextInt(6) == 0) {
      request.append("Transfer-Encoding: chunked\r\n");
    } else {
      request.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    request
        .append("Content-Type: ")
        .append(types.get(random.nextInt(types.size())))
        .append("\r\n\r\n")
        .append(body);
    if (random.nextInt(6) == 0) {
      request.append("\r\n0\r\n\r\n");
    }
    return request.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
