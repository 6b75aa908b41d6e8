package io.sightline.query.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sightline.query.RunningService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A4, and the people of a provider. */
class SingleSignOnTest {
  private static final String ME = "/api/v1/auth/users/me";

  @TempDir Path folder;
  private TestingIssuer issuer;
  private RunningService service;

  @BeforeEach
  void start() throws Exception {
    issuer = new TestingIssuer();
    service =
        RunningService.start(
            folder,
            Map.of(
                "SIGHTLINE_AUTH_ISSUER_URI", issuer.uri(),
                "SIGHTLINE_AUTH_CLIENT_ID", "dashboard",
                "SIGHTLINE_LIMITS_REQUESTS", "100000",
                "SIGHTLINE_AUTH_GROUPS",
                    "admins=admin, gate-north=north:clerk, gate-south=south:viewer"));
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

  @AfterEach
  void stop() {
    service.close();
    issuer.close();
  }

  private RunningService.Answer ask(String token, String path) throws Exception {
    return service.ask("127.0.0.1", token, "GET", path, null);
  }

  private RunningService.Answer admin(String method, String path, String body) throws Exception {
    return service.ask("127.0.0.1", service.token(), method, path, body);
  }

  @Test
  void a4ForgedTokensAreRefusedAndTheKeysAreAskedForOnce() throws Exception {
    long begun = System.nanoTime();
    RSAKey stranger = new RSAKeyGenerator(2048).keyID(TestingIssuer.KEY).generate();
    Date past = Date.from(Instant.now().minusSeconds(60));
    Date future = Date.from(Instant.now().plusSeconds(300));
    JWSHeader.Builder plain = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(TestingIssuer.KEY);
    Map<String, String> forged = new LinkedHashMap<>();
    forged.put("none", new PlainJWT(issuer.claims("eve").build()).serialize());
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(TestingIssuer.KEY).build(),
            issuer.claims("eve").build());
    confused.sign(new MACSigner(issuer.key().toRSAPublicKey().getEncoded()));
    forged.put("HS256 with the public key", confused.serialize());
    forged.put("wrong aud", issuer.sign(issuer.claims("eve").audience("elsewhere")));
    forged.put("no aud", issuer.sign(issuer.claims("eve").audience((String) null)));
    forged.put("wrong iss", issuer.sign(issuer.claims("eve").issuer("https://elsewhere")));
    forged.put("iss of our own", issuer.sign(issuer.claims("eve").issuer("sightline")));
    forged.put("expired", issuer.sign(issuer.claims("eve").expirationTime(past)));
    forged.put("without end", issuer.sign(issuer.claims("eve").expirationTime(null)));
    forged.put("future nbf", issuer.sign(issuer.claims("eve").notBeforeTime(future)));
    forged.put("no sub", issuer.sign(issuer.claims("eve").subject(null)));
    forged.put("of another key", TestingIssuer.sign(plain, stranger, issuer.claims("eve")));
    forged.put(
        "jku",
        TestingIssuer.sign(
            new JWSHeader.Builder(plain.build()).jwkURL(URI.create(issuer.uri() + "/evil")),
            stranger,
            issuer.claims("eve")));
    forged.put(
        "x5u",
        TestingIssuer.sign(
            new JWSHeader.Builder(plain.build()).x509CertURL(URI.create(issuer.uri() + "/evil")),
            stranger,
            issuer.claims("eve")));
    forged.put(
        "jwk",
        TestingIssuer.sign(
            new JWSHeader.Builder(plain.build()).jwk(stranger.toPublicJWK()),
            stranger,
            issuer.claims("eve")));
    for (Map.Entry<String, String> token : forged.entrySet()) {
      assertThat(ask(token.getValue(), ME).status()).as(token.getKey()).isEqualTo(401);
    }
    for (int i = 0; i < 1_000; i++) {
      String token =
          TestingIssuer.sign(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("unknown " + i),
              stranger,
              issuer.claims("eve"));
      assertThat(ask(token, ME).status()).isEqualTo(401);
    }
    long halfMinutes = Duration.ofNanos(System.nanoTime() - begun).toSeconds() / 30;
    assertThat((long) issuer.keysShown()).isBetween(1L, halfMinutes + 1);
    assertThat(ask(issuer.token("nora"), ME).status()).isEqualTo(200);
    assertThat(admin("GET", "/api/v1/users", null).body()).doesNotContain("eve");
  }

  @Test
  void groupsSayWhatPeopleMayDoEachTimeTheySignIn() throws Exception {
    RunningService.Answer clerk = ask(issuer.token("nora", "gate-north", "others"), ME);
    assertThat(clerk.status()).isEqualTo(200);
    assertThat(clerk.json())
        .containsEntry("username", "nora")
        .containsEntry("role", "viewer")
        .containsEntry("provider", issuer.uri())
        .containsEntry("sites", Map.of("north", "clerk"));
    String later =
        issuer.sign(
            issuer
                .claims("nora")
                .claim("groups", List.of("gate-south"))
                .issueTime(Date.from(Instant.now().plusSeconds(2))));
    assertThat(ask(later, ME).json()).containsEntry("sites", Map.of("south", "viewer"));
    assertThat(ask(issuer.token("root", "admins"), "/api/v1/users").status()).isEqualTo(200);
    List<String> noted =
        service
            .database()
            .address()
            .with(
                jdbc ->
                    jdbc.sql(
                            "select concat_ws(' ', action, object, detail) from audit_log"
                                + " where principal = 'sign-in provider' order by id")
                        .query(String.class)
                        .list());
    assertThat(noted)
        .containsExactly(
            "create-user nora viewer",
            "change-user nora viewer becomes viewer {north=clerk}",
            "change-user nora viewer {north=clerk} becomes viewer {south=viewer}",
            "create-user root viewer",
            "change-user root viewer becomes admin");
  }

  @Test
  void somebodyOfTheProviderIsNeverSomebodyWhoWasHereBefore() throws Exception {
    RunningService.Answer answer =
        ask(
            issuer.sign(
                issuer
                    .claims("stranger")
                    .claim("preferred_username", "admin")
                    .claim("email", "admin@example.org")),
            ME);
    assertThat(answer.json())
        .containsEntry("username", "admin-2")
        .containsEntry("role", "viewer")
        .containsEntry("email", null);
  }

  @Test
  void whoIsShutOutOrDeletedIsOutWithTheTokensThatTheyHave() throws Exception {
    String token = issuer.token("nora", "gate-north");
    Object id = ask(token, ME).json().get("user_id");
    assertThat(admin("PATCH", "/api/v1/users/" + id, "{\"is_active\": false}").status())
        .isEqualTo(200);
    assertThat(ask(token, ME).status()).isEqualTo(401);
    assertThat(ask(issuer.token("nora", "gate-north"), ME).status()).isEqualTo(401);
    String before = issuer.token("nora", "admins");
    assertThat(admin("DELETE", "/api/v1/users/" + id, null).status()).isEqualTo(204);
    assertThat(ask(before, ME).status()).isEqualTo(401);
    String anew =
        issuer.sign(issuer.claims("nora").issueTime(Date.from(Instant.now().plusSeconds(2))));
    RunningService.Answer back = ask(anew, ME);
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.json().get("user_id")).isNotEqualTo(id);
  }

  @Test
  void aCodeOfTheProviderBecomesATokenOfOurs() throws Exception {
    assertThat(ask(null, "/api/v1/auth/provider").json())
        .isEqualTo(
            Map.of(
                "issuer",
                issuer.uri(),
                "client_id",
                "dashboard",
                "authorization_endpoint",
                issuer.uri() + "/authorize"));
    issuer.code("abc", "verifier", issuer.token("nora", "gate-north"));
    String body = "{\"code\": \"abc\", \"code_verifier\": \"%s\", \"redirect_uri\": \"http://x/\"}";
    String path = "/api/v1/auth/provider/token";
    assertThat(service.ask("127.0.0.1", null, "POST", path, body.formatted("other")).status())
        .isEqualTo(401);
    RunningService.Answer answer =
        service.ask("127.0.0.1", null, "POST", path, body.formatted("verifier"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(ask(answer.json().get("access_token").toString(), ME).json())
        .containsEntry("username", "nora");
  }

  @Test
  void whoseAccessTokensAreNotMeantForUsIsKnownByTheirIdToken() throws Exception {
    String path = "/api/v1/auth/provider/token";
    String body = "{\"code\": \"%s\", \"code_verifier\": \"v\", \"redirect_uri\": \"http://x/\"}";
    String id = issuer.sign(issuer.claims("nora").audience("dashboard"));
    String ofAnother = issuer.sign(issuer.claims("nora").audience("another"));
    issuer.code("opaque", "v", Map.of("access_token", "opaque", "id_token", id));
    issuer.code("another", "v", Map.of("access_token", ofAnother, "id_token", id));
    issuer.code("neither", "v", Map.of("access_token", ofAnother, "id_token", ofAnother));
    issuer.code("none", "v", Map.of("access_token", "opaque"));
    for (String good : List.of("opaque", "another")) {
      RunningService.Answer answer =
          service.ask("127.0.0.1", null, "POST", path, body.formatted(good));
      assertThat(answer.status()).as(good).isEqualTo(200);
      assertThat(ask(answer.json().get("access_token").toString(), ME).json())
          .containsEntry("username", "nora");
    }
    String root = issuer.token("root", "admins");
    assertThat(ask(root, ME).json()).containsEntry("role", "admin");
    String ofRoot =
        issuer.sign(
            issuer
                .claims("root")
                .audience("dashboard")
                .issueTime(Date.from(Instant.now().plusSeconds(2))));
    issuer.code("root", "v", Map.of("access_token", "opaque", "id_token", ofRoot));
    assertThat(service.ask("127.0.0.1", null, "POST", path, body.formatted("root")).status())
        .isEqualTo(200);
    assertThat(ask(root, ME).json())
        .as("an ID token that says nothing of groups takes none away")
        .containsEntry("role", "admin");
    for (String bad : List.of("neither", "none")) {
      assertThat(service.ask("127.0.0.1", null, "POST", path, body.formatted(bad)).status())
          .as(bad)
          .isEqualTo(401);
    }
    assertThat(ask(id, ME).status()).as("an ID token is no access token").isEqualTo(401);
    assertThat(admin("GET", "/api/v1/audit?action=sign-in&principal=nora", null).body())
        .contains("\"address\":\"127.0.0.1\"");
  }

  @Test
  void tokensOfNoTimeOrATimeToComeAreRefused() throws Exception {
    Date soon = Date.from(Instant.now().plusSeconds(4));
    for (Date ends : List.of(soon, Date.from(Instant.now().plusSeconds(600)))) {
      String timeless = issuer.sign(issuer.claims("nora").issueTime(null).expirationTime(ends));
      assertThat(ask(timeless, ME).status()).isEqualTo(401);
    }
    Date ahead = Date.from(Instant.now().plusSeconds(120));
    assertThat(ask(issuer.sign(issuer.claims("nora").issueTime(ahead)), ME).status())
        .isEqualTo(401);
  }

  @Test
  void aSingleGroupMayBeATextAndHaveBlanks() throws Exception {
    assertThat(ask(issuer.sign(issuer.claims("eve").claim("groups", "Ex admins")), ME).json())
        .containsEntry("role", "viewer");
    assertThat(ask(issuer.sign(issuer.claims("nora").claim("groups", "x, gate-north")), ME).json())
        .containsEntry("sites", Map.of("north", "clerk"));
  }

  @Test
  void howeverManyAreCalledAlikeEachHasANameOfTheirOwn() throws Exception {
    service
        .database()
        .address()
        .with(
            jdbc ->
                jdbc.sql(
                        "insert into users (username, password_hash, role)"
                            + " select 'user' || case i when 1 then '' else '-' || i end, '', 'viewer'"
                            + " from generate_series(1, 99) i")
                    .update());
    for (String subject : List.of("one", "two")) {
      String token = issuer.sign(issuer.claims(subject).claim("preferred_username", "李雷"));
      assertThat(ask(token, ME).json().get("username").toString()).matches("user-[0-9a-f]{12}");
    }
    String umlauts = issuer.sign(issuer.claims("three").claim("preferred_username", "Ünal.Şahin"));
    assertThat(ask(umlauts, ME).json()).containsEntry("username", "Unal.Sahin");
    String capital = issuer.sign(issuer.claims("four").claim("preferred_username", "ADMIN"));
    assertThat(ask(capital, ME).json()).containsEntry("username", "ADMIN-2");
  }

  @Test
  void aProviderThatStopsInTheMiddleOfAnAnswerHoldsNobodyUp() throws Exception {
    issuer.stall();
    RunningService.Answer away = ask(issuer.token("nora"), ME);
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.body()).contains("provider");
    assertThat(admin("GET", ME, null).status()).isEqualTo(200);
  }

  @Test
  void whoSignsInElsewhereIsToldThatThereIsNoPasswordToConfirmWith() throws Exception {
    RunningService.Answer answer =
        service.ask(
            "127.0.0.1",
            issuer.token("nora"),
            "DELETE",
            "/api/v1/auth/users/me",
            "{\"password\": \"x\"}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("signs in with a provider");
  }

  @Test
  void aProviderThatIsAwayKeepsNobodyElseOut() throws Exception {
    issuer.close();
    RunningService.Answer away = ask(issuer.token("nora"), ME);
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.body()).contains("provider");
    String body = "{\"code\": \"a\", \"code_verifier\": \"b\", \"redirect_uri\": \"http://x/\"}";
    assertThat(service.ask("127.0.0.1", null, "POST", "/api/v1/auth/provider/token", body).status())
        .isEqualTo(503);
    assertThat(admin("GET", ME, null).status()).isEqualTo(200);
    assertThat(ask(null, "/api/v1/auth/provider").json()).containsEntry("issuer", null);
  }
}
