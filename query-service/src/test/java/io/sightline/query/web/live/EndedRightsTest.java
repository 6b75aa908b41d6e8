package io.sightline.query.web.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sightline.domain.json.Json;
import io.sightline.query.RunningService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A5, and whatever else ends what somebody listens to. */
class EndedRightsTest {
  private static final String PASSWORD = "long-enough-1";
  private static final long SOON_MILLIS = 5_000;
  private static final int POLICY = 1008;

  @TempDir static Path folder;
  private static RunningService service;
  private static String admin;
  private static int people;

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_LIMITS_REQUESTS", "10000",
                "SIGHTLINE_LIMITS_SIGN_INS_ADDRESS", "10000",
                "SIGHTLINE_LIMITS_LIVE_PERSON", "5",
                "SIGHTLINE_AUTH_TOKEN_LIFETIME", "20s"));
    service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into sites (site, name, time_zone) values"
                            + " ('north', 'n', 'UTC'), ('south', 's', 'UTC')")
                    .update());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static RunningService.Answer send(String token, String method, String path, String body)
      throws Exception {
    return service.ask("127.0.0.1", token, method, path, body);
  }

  private static RunningService.Answer asAdmin(String method, String path, String body)
      throws Exception {
    RunningService.Answer answer = admin == null ? null : send(admin, method, path, body);
    if (answer == null || answer.status() == 401) {
      admin = service.token();
      answer = send(admin, method, path, body);
    }
    return answer;
  }

  /** Somebody new, and their token. */
  private record Person(String name, Object id, String token) {}

  private static Person person() throws Exception {
    String name = "user-" + people++;
    RunningService.Answer made =
        asAdmin(
            "POST",
            "/api/v1/users",
            Json.write(
                Map.of(
                    "username",
                    name,
                    "password",
                    PASSWORD,
                    "role",
                    "viewer",
                    "sites",
                    Map.of("north", "viewer"))));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new Person(name, made.json().get("user_id"), signIn(name));
  }

  private static String signIn(String name) throws Exception {
    RunningService.Answer answer =
        send(
            null,
            "POST",
            "/api/v1/auth/login",
            Json.write(Map.of("username", name, "password", PASSWORD)));
    assertThat(answer.status()).isEqualTo(200);
    return answer.json().get("access_token").toString();
  }

  private static String key(String token, String... scopes) throws Exception {
    RunningService.Answer made =
        send(
            token,
            "POST",
            "/api/v1/keys",
            Json.write(Map.of("name", "robot", "scopes", List.of(scopes))));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().get("key").toString();
  }

  /** Listens, and notes how it ended. */
  private static final class Ear implements WebSocket.Listener {
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private WebSocket socket;

    static Ear open(String query, String... headers) {
      Ear ear = new Ear();
      WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
      for (int i = 0; i < headers.length; i += 2) {
        builder.header(headers[i], headers[i + 1]);
      }
      URI uri = URI.create("ws://127.0.0.1:" + service.port() + "/api/v1/live?" + query);
      ear.socket = builder.buildAsync(uri, ear).join();
      return ear;
    }

    static Ear of(String token) {
      return open("", "Authorization", "Bearer " + token);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      ended.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended.complete(-1);
    }

    /** Milliseconds until it ended, from now. */
    long endsWithin() throws Exception {
      long begun = System.nanoTime();
      assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(POLICY);
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
  }

  /** Something that ends a person's token. */
  private interface End {
    RunningService.Answer by(Person person) throws Exception;
  }

  @Test
  void whateverEndsATokenEndsWhatListensWithIt() throws Exception {
    Map<String, End> ends = new LinkedHashMap<>();
    ends.put("sign out", who -> send(who.token(), "POST", "/api/v1/auth/logout", null));
    ends.put(
        "sign out everywhere",
        who -> send(who.token(), "POST", "/api/v1/auth/users/me/sign-out-everywhere", null));
    ends.put(
        "signed out by an admin",
        who -> asAdmin("POST", "/api/v1/users/" + who.id() + "/sign-out-everywhere", null));
    ends.put(
        "another password",
        who ->
            send(
                who.token(),
                "POST",
                "/api/v1/auth/users/me/password",
                "{\"current_password\": \"long-enough-1\", \"new_password\": \"long-enough-2\"}"));
    ends.put(
        "a password by an admin",
        who ->
            asAdmin(
                "POST",
                "/api/v1/users/" + who.id() + "/password",
                "{\"password\": \"long-enough-3\"}"));
    ends.put(
        "shut out", who -> asAdmin("PATCH", "/api/v1/users/" + who.id(), "{\"is_active\": false}"));
    ends.put("deleted", who -> asAdmin("DELETE", "/api/v1/users/" + who.id(), null));
    ends.put(
        "deleted by themselves",
        who ->
            send(
                who.token(),
                "DELETE",
                "/api/v1/auth/users/me",
                "{\"password\": \"long-enough-1\"}"));
    long slowest = 0;
    for (Map.Entry<String, End> end : ends.entrySet()) {
      Person person = person();
      Ear ear = Ear.of(person.token());
      String ticket =
          send(person.token(), "POST", "/api/v1/live/tickets", null)
              .json()
              .get("ticket")
              .toString();
      Ear withTicket = Ear.open("ticket=" + ticket);
      Ear other = Ear.of(signIn(person.name()));
      assertThat(end.getValue().by(person).status()).as(end.getKey()).isIn(200, 204);
      slowest = Math.max(slowest, ear.endsWithin());
      slowest = Math.max(slowest, withTicket.endsWithin());
      assertThat(send(person.token(), "GET", "/api/v1/sites", null).status())
          .as(end.getKey())
          .isEqualTo(401);
      if (end.getKey().equals("sign out")) {
        assertThat(other.ended).isNotDone();
      } else {
        other.endsWithin();
      }
      other.socket.abort();
    }
    System.out.printf("rights: ended sockets within %d ms%n", slowest);
    assertThat(slowest).isLessThanOrEqualTo(RunningService.scaled(SOON_MILLIS));
  }

  @Test
  void a5ATokenThatIsTooOldEndsWhatListensWithIt() throws Exception {
    Person person = person();
    Ear ear = Ear.of(person.token());
    Instant ends =
        Instant.parse(
            send(person.token(), "GET", "/api/v1/auth/verify", null)
                .json()
                .get("expires_at")
                .toString());
    assertThat(ear.ended.get(60, TimeUnit.SECONDS)).isEqualTo(POLICY);
    long late = Duration.between(ends, Instant.now()).toMillis();
    System.out.printf("rights: a socket ended %d ms after its token%n", late);
    assertThat(late).isBetween(-50L, RunningService.scaled(SOON_MILLIS));
  }

  @Test
  void aKeyListensUntilItIsDeletedOrTooOldAndOnlyWithItsScope() throws Exception {
    Person person = person();
    String key = key(person.token(), "read");
    Ear ear = Ear.open("", "X-API-Key", key);
    Ear bearer = Ear.of(key);
    refused(403, "", "X-API-Key", key(person.token(), "write"));
    List<?> keys =
        (List<?>)
            send(key(person.token(), "admin"), "GET", "/api/v1/keys", null).json().get("items");
    Object id = ((Map<?, ?>) keys.get(0)).get("key_id");
    assertThat(asAdmin("DELETE", "/api/v1/keys/" + id, null).status()).isEqualTo(204);
    assertThat(ear.endsWithin()).isLessThanOrEqualTo(RunningService.scaled(SOON_MILLIS));
    bearer.endsWithin();
    refused(401, "", "X-API-Key", key);
  }

  private static void refused(int status, String query, String... headers) {
    assertThatThrownBy(() -> Ear.open(query, headers))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            java.net.http.WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
  }

  @Test
  void a5WhoMayNotListenIsTurnedAwayAtTheDoor() throws Exception {
    Person person = person();
    refused(401, "");
    refused(401, "ticket=nonsense");
    refused(403, "", "Origin", "https://evil.example", "Authorization", "Bearer " + person.token());
    String ticket =
        send(person.token(), "POST", "/api/v1/live/tickets", null).json().get("ticket").toString();
    Ear first = Ear.open("ticket=" + ticket);
    refused(401, "ticket=" + ticket);
    refused(404, "site=south", "Authorization", "Bearer " + person.token());
    List<Ear> many = new ArrayList<>(List.of(first));
    while (many.size() < 5) {
      many.add(Ear.of(person.token()));
    }
    for (int i = 0; i < 20; i++) {
      refused(429, "", "Authorization", "Bearer " + person.token());
    }
    // Others are not kept out by it.
    Ear other = Ear.of(person().token());
    first.socket.sendText("x".repeat(1 << 20), true).exceptionally(e -> null);
    await().atMost(Duration.ofSeconds(20)).until(first.ended::isDone);
    assertThat(other.ended).isNotDone();
    many.forEach(one -> one.socket.abort());
    other.socket.abort();
  }

  @Test
  void nobodyTakesThePlacesOfAllOthersAtAnyOfTheSockets() throws Exception {
    Person person = person();
    List<WebSocket> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      open.add(emotions(person.token()).get(10, TimeUnit.SECONDS));
    }
    assertThatThrownBy(() -> emotions(person.token()).get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(429));
    open.add(emotions(person().token()).get(10, TimeUnit.SECONDS));
    open.forEach(WebSocket::abort);
  }

  private static CompletableFuture<WebSocket> emotions(String token) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(
            URI.create("ws://127.0.0.1:" + service.port() + "/ws"), new WebSocket.Listener() {});
  }
}
