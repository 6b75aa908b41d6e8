package io.sightline.query.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.query.RunningService;
import io.sightline.query.RunningService.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A13: what goes wrong is said without what we are made of, and who is refused is written down
 * without what they brought.
 */
class FailuresSayNothingTest {
  private static final String VIEWER = "victor";
  private static final String PASSWORD = "long-enough-1";

  /** Names of classes, frames of a stack, statements, and what a database says. */
  private static final Pattern OURS =
      Pattern.compile(
          "Exception|\\bjava\\.|\\bjakarta\\.|\\borg\\.|io\\.sightline|\\bat [a-z.]+\\(|\\.java:"
              + "|(?i:\\bselect\\b.*\\bfrom\\b)|(?i:insert into)|ERROR:|SQLSTATE|PSQL|relation");

  private static final String SITE =
      """
      {"site": "%s", "cameras": [{"id": "%s", "uri": "rtsp://127.0.0.1:1/%s"}]}
      """;

  @TempDir static Path folder;
  private static RunningService service;
  private static String admin;
  private static String viewer;

  @BeforeAll
  static void start() throws IOException {
    service = RunningService.start(folder, Map.of("SIGHTLINE_LIMITS_SIGN_INS", "3"));
    admin = service.token();
    service.add(SITE.formatted("garage", "gate", "gate"));
    service.add(SITE.formatted("harbour", "quay", "quay"));
    Map<String, Object> user =
        Map.of(
            "username",
            VIEWER,
            "password",
            PASSWORD,
            "role",
            "viewer",
            "sites",
            Map.of("garage", "viewer"));
    Answer made = ask(admin, "POST", "/api/v1/users", Json.write(user));
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    viewer = service.signIn("127.0.0.1", VIEWER, PASSWORD).json().get("access_token").toString();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Answer ask(String token, String method, String path, String body)
      throws IOException {
    return service.ask("127.0.0.1", token, method, path, body);
  }

  private static void database(String statement) {
    service.database().address().with(jdbc -> jdbc.sql(statement).update());
  }

  private static List<String> audited() {
    return service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "select principal || ' ' || action || ' ' || object || ' ' || outcome from"
                            + " audit_log order by id")
                    .query(String.class)
                    .list());
  }

  @Test
  void everyKindOfFailureIsSaidInWordsOfPeople() throws IOException {
    Map<Integer, Answer> answers = new TreeMap<>();
    List<Answer> all = new ArrayList<>();
    all.add(ask(admin, "GET", "/api/v1/passages?limit=x", null));
    all.add(ask(admin, "GET", "/api/v1/passages?from=x", null));
    all.add(ask(admin, "GET", "/api/v1/passages?nonsense=x", null));
    all.add(ask(admin, "GET", "/api/v1/passages?plate=%00", null));
    all.add(ask(admin, "POST", "/api/v1/replays", "{nonsense"));
    all.add(ask(admin, "POST", "/api/v1/replays", "{\"run\": {}}"));
    all.add(ask(admin, "POST", "/api/v1/sites", "site: [1, 2"));
    all.add(ask(null, "GET", "/api/v1/sites", null));
    all.add(ask("a.b.c", "GET", "/api/v1/sites", null));
    all.add(ask(viewer, "POST", "/api/v1/users", "{}"));
    all.add(ask(viewer, "GET", "/api/v1/passages?site=harbour", null));
    all.add(ask(admin, "GET", "/api/v1/nowhere", null));
    all.add(ask(admin, "DELETE", "/api/v1/sites", null));
    all.add(ask(admin, "POST", "/api/v1/sites", SITE.formatted("garage", "gate", "gate")));
    all.add(
        service.raw(
            "GET /api/v1/sites HTTP/1.1\r\nHost: x\r\nAccept: image/png\r\nConnection: close\r\n"
                + "Authorization: Bearer "
                + admin
                + "\r\n\r\n"));
    all.add(
        service.raw(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 9000000\r\n\r\n"));
    all.add(
        service.raw(
            "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}"));
    for (int i = 0; i < 4; i++) {
      all.add(service.signIn("127.0.0.9", "mallory", "wrong-password"));
    }
    database("alter table passages rename to passages_away");
    all.add(ask(admin, "GET", "/api/v1/passages", null));
    database("alter table passages_away rename to passages");
    for (Answer answer : all) {
      answers.put(answer.status(), answer);
      assertThat(answer.type()).as(answer.toString()).startsWith("application/problem+json");
      assertThat(answer.json())
          .containsEntry("status", answer.status())
          .containsKeys("title", "detail");
      assertThat(answer.body()).doesNotContainPattern(OURS);
      assertThat(answer.headers().toString()).doesNotContainPattern(OURS);
    }
    assertThat(answers).containsOnlyKeys(400, 401, 403, 404, 405, 406, 409, 413, 415, 429, 500);
  }

  @Test
  void whoIsRefusedIsWrittenDownWithoutWhatTheyBrought() throws IOException {
    String key =
        ask(admin, "POST", "/api/v1/keys", "{\"name\": \"scraper\", \"scopes\": [\"metrics\"]}")
            .json()
            .get("key")
            .toString();
    assertThat(ask(viewer, "POST", "/api/v1/users", "{}").status()).isIn(400, 403);
    assertThat(ask(viewer, "GET", "/api/v1/users", null).status()).isEqualTo(403);
    assertThat(
            ask(viewer, "PUT", "/api/v1/sites/harbour", SITE.formatted("harbour", "quay", "quay"))
                .status())
        .isIn(403, 404);
    assertThat(ask(viewer, "DELETE", "/api/v1/replays/evening?a=1", null).status())
        .isIn(400, 403, 404);
    assertThat(ask(viewer, "DELETE", "/api/v1/replays/evening", null).status()).isEqualTo(404);
    assertThat(ask(key, "GET", "/api/v1/sites?limit=1", null).status()).isEqualTo(403);
    assertThat(
            service
                .raw(
                    "GET /api/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade:"
                        + " websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
                        + " dGhlIHNhbXBsZSBub25jZQ==\r\nX-API-Key: "
                        + key
                        + "\r\n\r\n")
                .status())
        .isEqualTo(403);
    assertThat(service.signIn("127.0.0.1", "nobody", "secret-secret").status()).isEqualTo(401);
    await()
        .untilAsserted(
            () ->
                assertThat(audited())
                    .contains(
                        VIEWER + " ask GET /api/v1/users refused",
                        VIEWER + " ask PUT /api/v1/sites/harbour refused",
                        VIEWER + " ask DELETE /api/v1/replays/evening refused",
                        RunningService.ADMIN + " ask GET /api/v1/sites refused",
                        RunningService.ADMIN + " ask GET /api/v1/live refused",
                        "nobody sign-in service refused"));
    assertThat(audited())
        .allSatisfy(
            row ->
                assertThat(row)
                    .doesNotContain(viewer, admin, key, "secret-secret", PASSWORD, "Bearer"));
  }
}
