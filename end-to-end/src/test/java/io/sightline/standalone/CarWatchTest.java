package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.domain.secrets.KeyFile;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.standalone.postgres.Database;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CarWatch's clients as its documents show them: JSON, a cookie, and their forms of answers. */
class CarWatchTest {
  private static final String PASSWORD = "your_password";

  @TempDir static Path folder;
  private static Database database;
  private static QueryService service;

  /** A client that keeps cookies, as browsers and Python's sessions do. */
  private final CookieManager cookies = new CookieManager();

  private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
  private final String user = "user-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void start() throws Exception {
    database = Database.open(null, folder);
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                Settings.load(
                    null,
                    Map.of(
                        "SIGHTLINE_SERVICE_ADDRESS", "127.0.0.1",
                        "SIGHTLINE_AUTH_SELF_REGISTRATION", "true")),
                0,
                "a-secret-of-at-least-32-characters-for-tests",
                KeyFile.of(new Secrets(folder).file("installation")),
                folder,
                "test",
                null));
  }

  @AfterAll
  static void stop() {
    service.close();
    database.close();
  }

  @BeforeEach
  void register() throws Exception {
    Answer made = post("/auth/register", Map.of("username", user, "password", PASSWORD));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    assertThat(made.body())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("success", true, "message", "User registered successfully"));
  }

  private record Answer(int status, Map<String, Object> body) {
    Map<?, ?> data() {
      return (Map<?, ?>) body.get("data");
    }
  }

  private Answer send(HttpClient by, HttpRequest.Builder request, String path) throws Exception {
    HttpResponse<String> answer =
        by.send(
            request.uri(URI.create("http://127.0.0.1:" + service.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    @SuppressWarnings("unchecked") // JSON objects have texts as keys.
    Map<String, Object> body = Json.read(answer.body(), Map.class);
    return new Answer(answer.statusCode(), body);
  }

  private Answer post(String path, Map<String, ?> body) throws Exception {
    return send(client, posting(body), path);
  }

  private static HttpRequest.Builder posting(Map<String, ?> body) {
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body == null ? "" : Json.write(body)));
  }

  private Answer get(String path) throws Exception {
    return send(client, HttpRequest.newBuilder().GET(), path);
  }

  private Answer signIn(String password) throws Exception {
    return post("/auth/login", Map.of("username", user, "password", password));
  }

  private static void requireRefused(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.body().get("success")).isEqualTo(false);
    assertThat(answer.body().get("message")).asString().isNotEmpty();
  }

  @Test
  void whoSignsInIsKnownByTheirCookieUntilTheySignOut() throws Exception {
    requireRefused(get("/auth/me"), 401);
    Answer signedIn = signIn(PASSWORD);
    assertThat(signedIn.status()).isEqualTo(200);
    assertThat(signedIn.body().get("message")).isEqualTo("Login successful");
    assertThat(signedIn.data().get("username")).isEqualTo(user);
    List<HttpCookie> kept = cookies.getCookieStore().getCookies();
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).getName()).isEqualTo("session");
    assertThat(kept.get(0).isHttpOnly()).isTrue();
    Answer me = get("/auth/me");
    assertThat(me.body())
        .isEqualTo(
            Map.of(
                "success",
                true,
                "data",
                Map.of("user_id", signedIn.data().get("user_id"), "username", user)));
    String cookie = "session=" + kept.get(0).getValue();
    assertThat(post("/auth/logout", null).body().get("success")).isEqualTo(true);
    requireRefused(get("/auth/me"), 401);
    Answer stolen =
        send(
            HttpClient.newHttpClient(),
            HttpRequest.newBuilder().header("Cookie", cookie),
            "/auth/me");
    requireRefused(stolen, 401);
  }

  @Test
  void theCookieIsGoodOnCarWatchsPathsAndForPagesOfThisOriginOnly() throws Exception {
    signIn(PASSWORD);
    String cookie = "session=" + cookies.getCookieStore().getCookies().get(0).getValue();
    HttpClient plain = HttpClient.newHttpClient();
    assertThat(send(plain, HttpRequest.newBuilder().header("Cookie", cookie), "/auth/me").status())
        .isEqualTo(200);
    assertThat(
            send(plain, HttpRequest.newBuilder().header("Cookie", cookie), "/api/v1/auth/users/me")
                .status())
        .isEqualTo(401);
    Answer foreign =
        send(
            plain,
            posting(Map.of("new_username", "somebody-else"))
                .header("Cookie", cookie)
                .header("Origin", "http://127.0.0.1:1"),
            "/auth/update/username");
    requireRefused(foreign, 401);
    assertThat(
            send(
                    plain,
                    HttpRequest.newBuilder()
                        .header("Cookie", cookie)
                        .header("Origin", "http://127.0.0.1:" + service.port()),
                    "/auth/me")
                .status())
        .isEqualTo(200);
  }

  @Test
  void anAccountIsRenamedGivenAnotherPasswordAndDeleted() throws Exception {
    signIn(PASSWORD);
    assertThat(post("/auth/update/username", Map.of("new_username", user + "-new")).status())
        .isEqualTo(200);
    assertThat(get("/auth/me").data().get("username")).isEqualTo(user + "-new");
    requireRefused(changePassword("wrong-password", "another_password", "another_password"), 401);
    requireRefused(changePassword(PASSWORD, "another_password", "another-password"), 400);
    requireRefused(changePassword(PASSWORD, "short", "short"), 400);
    assertThat(changePassword(PASSWORD, "another_password", "another_password").status())
        .isEqualTo(200);
    assertThat(get("/auth/me").status()).as("the session goes on").isEqualTo(200);
    requireRefused(post("/auth/delete", Map.of("password", PASSWORD)), 401);
    assertThat(post("/auth/delete", Map.of("password", "another_password")).status())
        .isEqualTo(200);
    requireRefused(get("/auth/me"), 401);
    requireRefused(
        post("/auth/login", Map.of("username", user + "-new", "password", "another_password")),
        401);
  }

  @Test
  void aPasswordThatIsChangedIsSaidToBeAlsoWhereNobodyMaySignInOnceMore() throws Exception {
    signIn(PASSWORD);
    // Ten attempts a minute: these, and the one that confirms the change.
    for (int i = 0; i < 8; i++) {
      requireRefused(signIn("wrong-password"), 401);
    }
    List<String> passwords = new ArrayList<>(List.of(PASSWORD, "another_password"));
    // On a slow machine an attempt or two are given back meanwhile, and whoever has two is signed
    // in.
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              Answer changed = changePassword(passwords.get(0), passwords.get(1), passwords.get(1));
              if (changed.status() != 200) {
                requireRefused(changed, 429);
                return false;
              }
              Collections.reverse(passwords);
              return changed.body().get("message").toString().contains("sign in again");
            });
    requireRefused(get("/auth/me"), 401);
  }

  private Answer changePassword(String current, String wanted, String again) throws Exception {
    return post(
        "/auth/update/password",
        Map.of("current_password", current, "new_password", wanted, "confirm_new_password", again));
  }

  @Test
  void whatCannotBeIsSaidInTheirForm() throws Exception {
    requireRefused(post("/auth/register", Map.of("username", user, "password", PASSWORD)), 409);
    requireRefused(post("/auth/register", Map.of("username", "x")), 400);
    requireRefused(post("/auth/register", Map.of("user", "x", "password", PASSWORD)), 400);
    requireRefused(signIn("wrong-password"), 401);
    requireRefused(get("/auth/login"), 401);
    requireRefused(
        send(
            client,
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{")),
            "/auth/login"),
        400);
    Answer about = get("/");
    assertThat(about.body())
        .containsEntry("version", "1.0.0")
        .containsEntry("status", "healthy")
        .containsKey("message");
    Answer health = get("/health");
    assertThat(health.body())
        .containsEntry("service", "carwatch-backend")
        .containsEntry("endpoints", Map.of("auth", "/auth/*", "api", "/api/*"));
  }
}
