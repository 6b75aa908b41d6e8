package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.json.Json;
import io.sightline.query.RunningService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Accounts and keys, from outside, over two sites. */
class AccountsTest {
  private static final String PASSWORD = "long-enough-1";

  @TempDir static Path folder;
  private static RunningService service;
  private static String admin;

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_LIMITS_REQUESTS", "100000",
                "SIGHTLINE_LIMITS_SIGN_INS", "100000",
                "SIGHTLINE_LIMITS_SIGN_INS_ADDRESS", "100000",
                "SIGHTLINE_AUTH_SELF_REGISTRATION", "true"));
    service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into sites (site, name, time_zone) values"
                            + " ('north', 'n', 'UTC'), ('south', 's', 'UTC')")
                    .update());
    admin = service.token();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static RunningService.Answer send(String token, String method, String path, String body)
      throws Exception {
    return service.ask("127.0.0.1", token, method, path, body);
  }

  private static RunningService.Answer login(String name, String password) throws Exception {
    return send(
        null,
        "POST",
        "/api/v1/auth/login",
        Json.write(Map.of("username", name, "password", password)));
  }

  private static String signIn(String name) throws Exception {
    return login(name, PASSWORD).json().get("access_token").toString();
  }

  private static Object add(String name, String role, String site) throws Exception {
    RunningService.Answer made =
        send(
            admin,
            "POST",
            "/api/v1/users",
            Json.write(
                Map.of(
                    "username", name,
                    "email", name + "@example.org",
                    "password", PASSWORD,
                    "role", role,
                    "sites", site == null ? Map.of() : Map.of(site, "clerk"))));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json().get("user_id");
  }

  private static Map<String, Object> key(String token, String... scopes) throws Exception {
    RunningService.Answer made =
        send(
            token,
            "POST",
            "/api/v1/keys",
            Json.write(Map.of("name", "robot", "scopes", List.of(scopes))));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.json();
  }

  @Test
  void aNameOrAnAddressSignsInAndNeitherIsSomebodyElses() throws Exception {
    add("mia", "viewer", "north");
    assertThat(login("mia", PASSWORD).status()).isEqualTo(200);
    assertThat(login("MIA@example.org", PASSWORD).status()).isEqualTo(200);
    for (String taken :
        List.of(
            "{\"username\": \"mia@example.org\", \"password\": \"long-enough-1\", \"role\": \"viewer\"}",
            "{\"username\": \"m2\", \"email\": \"Mia@Example.org\", \"password\": \"long-enough-1\", \"role\": \"viewer\"}")) {
      assertThat(send(admin, "POST", "/api/v1/users", taken).status()).as(taken).isEqualTo(409);
    }
  }

  @Test
  void thereIsAlwaysAnAdminLeft() throws Exception {
    Object id = send(admin, "GET", "/api/v1/auth/users/me", null).json().get("user_id");
    String path = "/api/v1/users/" + id;
    for (RunningService.Answer refused :
        List.of(
            send(admin, "PATCH", path, "{\"role\": \"viewer\"}"),
            send(admin, "PATCH", path, "{\"is_active\": false}"),
            send(admin, "DELETE", path, null))) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body()).contains("last admin");
    }
  }

  @Test
  void aChangedGrantHoldsAtOnceAndARenamedPersonStaysWhoTheyAre() throws Exception {
    Object id = add("otto", "viewer", "north");
    String token = signIn("otto");
    RunningService.Answer changed =
        send(
            admin,
            "PATCH",
            "/api/v1/users/" + id,
            "{\"username\": \"otto-2\", \"sites\": {\"south\": \"viewer\"}}");
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(send(token, "GET", "/api/v1/auth/users/me", null).json())
        .containsEntry("username", "otto-2")
        .containsEntry("sites", Map.of("south", "viewer"));
    // Somebody else may have the name now, and has nothing of the token.
    RunningService.Answer other =
        send(
            admin,
            "POST",
            "/api/v1/users",
            "{\"username\": \"otto\", \"password\": \"long-enough-1\", \"role\": \"viewer\"}");
    assertThat(other.status()).isEqualTo(201);
    assertThat(send(token, "GET", "/api/v1/auth/users/me", null).json().get("user_id"))
        .isEqualTo(id)
        .isNotEqualTo(other.json().get("user_id"));
  }

  @Test
  void whatADeletedPersonDidStaysWithoutTheirName() throws Exception {
    Object id = add("zelda-canary", "admin", null);
    String token = signIn("zelda-canary");
    assertThat(
            send(token, "PATCH", "/api/v1/auth/users/me", "{\"username\": \"zelda-canary-2\"}")
                .status())
        .isEqualTo(200);
    add("made-by-zelda", "viewer", null);
    assertThat(send(token, "DELETE", "/api/v1/users/" + id, null).status()).isEqualTo(204);
    List<String> log =
        service
            .database()
            .address()
            .with(
                jdbc ->
                    jdbc.sql("select concat_ws(' ', principal, action, object) from audit_log")
                        .query(String.class)
                        .list());
    assertThat(log)
        .contains("user " + id + " sign-in service", "user " + id + " delete-user user " + id)
        .noneMatch(line -> line.contains("zelda-canary"));
    assertThat(send(token, "GET", "/api/v1/sites", null).status()).isEqualTo(401);
    assertThat(login("zelda-canary-2", PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void aKeyMayDoWhatItsOwnerMayAsFarAsItsScopesGo() throws Exception {
    add("kim", "viewer", "north");
    String kim = signIn("kim");
    Map<String, Object> made = key(kim, "read");
    String key = made.get("key").toString();
    assertThat(key).startsWith("sl_").hasSizeGreaterThan(40);
    assertThat(send(key, "GET", "/api/v1/sites", null).status()).isEqualTo(200);
    assertThat(send(key, "GET", "/api/v1/sites/south", null).status()).isEqualTo(404);
    for (String[] beyond :
        new String[][] {
          {"POST", "/api/v1/replays", "write"},
          {"GET", "/api/v1/users", "admin"},
          {"GET", "/api/v1/%75sers", "admin"},
          {"POST", "/api/v1/keys", "admin"},
          {"PATCH", "/api/v1/auth/users/me", "admin"},
          {"GET", "/metrics", "metrics"}
        }) {
      RunningService.Answer refused =
          send(key, beyond[0], beyond[1], beyond[0].equals("GET") ? null : "{}");
      assertThat(refused.status()).as(beyond[1]).isEqualTo(403);
      assertThat(refused.body()).as(beyond[1]).contains("'" + beyond[2] + "'");
    }
    // Its owner is no admin, so neither is it.
    String most = key(kim, "read", "write", "admin", "metrics").get("key").toString();
    assertThat(send(most, "GET", "/api/v1/users", null).status()).isEqualTo(403);
    String some = key(kim, "admin").get("key").toString();
    assertThat(
            send(some, "POST", "/api/v1/keys", "{\"name\": \"x\", \"scopes\": [\"write\"]}")
                .status())
        .isEqualTo(403);
    String both =
        "GET /api/v1/sites HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: "
            + key
            + "\r\nAuthorization: Bearer "
            + kim
            + "\r\n\r\n";
    assertThat(service.raw("127.0.0.1", both.getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(400);
    String stored =
        service
            .database()
            .address()
            .with(
                jdbc ->
                    jdbc.sql("select string_agg(k::text, ' ') from api_keys k")
                        .query(String.class)
                        .single());
    assertThat(stored).doesNotContain(key.substring(3));
    assertThat(send(kim, "GET", "/api/v1/keys", null).body()).doesNotContain(key);
  }

  @Test
  void keysAndPeopleAreNobodyElsesButTheAdmins() throws Exception {
    Object annId = add("ann", "viewer", "north");
    add("bob", "clerk", "south");
    String ann = signIn("ann");
    String bob = signIn("bob");
    Map<String, Object> made = key(ann, "read");
    String path = "/api/v1/keys/" + made.get("key_id");
    assertThat(send(bob, "DELETE", path, null).body())
        .isEqualTo(
            send(bob, "DELETE", "/api/v1/keys/999999", null)
                .body()
                .replace("999999", made.get("key_id").toString()));
    assertThat(send(bob, "DELETE", path, null).status()).isEqualTo(404);
    assertThat((List<?>) send(bob, "GET", "/api/v1/keys", null).json().get("items")).isEmpty();
    assertThat(send(bob, "GET", "/api/v1/keys?all=true", null).status()).isEqualTo(403);
    for (String[] theirs :
        new String[][] {
          {"GET", "", null},
          {"PATCH", "", "{\"role\": \"admin\"}"},
          {"DELETE", "", null},
          {"POST", "/password", "{\"password\": \"long-enough-9\"}"},
          {"POST", "/sign-out-everywhere", null}
        }) {
      assertThat(send(bob, theirs[0], "/api/v1/users/" + annId + theirs[1], theirs[2]).status())
          .as(String.join(" ", theirs[0], theirs[1]))
          .isEqualTo(403);
    }
    assertThat(send(admin, "GET", "/api/v1/keys?all=true", null).body()).contains("\"ann\"");
    assertThat(send(admin, "DELETE", path, null).status()).isEqualTo(204);
    assertThat(send(made.get("key").toString(), "GET", "/api/v1/sites", null).status())
        .isEqualTo(401);
  }

  @Test
  void whoRegistersIsAViewerWithoutSites() throws Exception {
    RunningService.Answer made =
        send(
            null,
            "POST",
            "/api/v1/auth/register",
            "{\"username\": \"reggie\", \"password\": \"long-enough-1\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json()).containsOnlyKeys("user_id", "username", "is_active", "created_at");
    String token = signIn("reggie");
    assertThat(send(token, "GET", "/api/v1/auth/verify", null).json())
        .containsEntry("username", "reggie")
        .containsEntry("role", "viewer")
        .containsEntry("valid", true);
    assertThat(send(token, "GET", "/api/v1/sites/north", null).status()).isEqualTo(404);
    assertThat(
            send(
                    null,
                    "POST",
                    "/api/v1/auth/register",
                    "{\"username\": \"admin\", \"password\": \"long-enough-1\"}")
                .status())
        .isEqualTo(409);
  }

  @Test
  void wrongPasswordsOfThoseWhoAreThereTakeAsLongAsOfThoseWhoAreNot() throws Exception {
    add("known", "viewer", null);
    String cheap = new BCryptPasswordEncoder(6).encode(PASSWORD);
    service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into users (username, password_hash, role, is_active) values"
                            + " ('imported', ?, 'viewer', true), ('gone', ?, 'viewer', false)")
                    .params(cheap, cheap)
                    .update());
    List<String> names = List.of("known", "unknown", "imported", "gone");
    Map<String, List<Long>> nanos = new java.util.TreeMap<>();
    for (int i = 0; i < 8; i++) {
      for (String name : names) {
        long begun = System.nanoTime();
        assertThat(login(name, "wrong-" + i).status()).isEqualTo(401);
        nanos.computeIfAbsent(name, key -> new ArrayList<>()).add(System.nanoTime() - begun);
      }
    }
    // The least of many is what it takes on a machine that does something else, too.
    List<Long> least = nanos.values().stream().map(Collections::min).toList();
    System.out.printf("sign-in: %s ns at least %s%n", nanos.keySet(), least);
    assertThat((double) Collections.max(least) / Collections.min(least)).isLessThan(4);
    assertThat(login("imported", PASSWORD).status()).isEqualTo(200);
    assertThat(login("imported", PASSWORD).status()).isEqualTo(200);
    assertThat(login("gone", PASSWORD).status()).isEqualTo(401);
  }
}
