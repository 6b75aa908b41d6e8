package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.sightline.domain.json.Json;
import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryService;
import io.sightline.query.QueryServiceOptions;
import io.sightline.standalone.postgres.Database;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single sign-on against a provider that follows the standards in its own way. */
class SpringProviderTest {
  private static final String ME = "/api/v1/auth/users/me";

  @TempDir static Path folder;
  private static SpringProvider provider;
  private static Database database;
  private static QueryService service;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    address = "http://127.0.0.1:" + port;
    provider = new SpringProvider(folder.resolve("provider"), address + "/");
    Installation installation = new Installation(TestSite.root(), folder.resolve("data"));
    database = Database.open(null, installation.data());
    Settings settings =
        installation.keyed(
            Settings.load(
                null,
                Map.of(
                    "SIGHTLINE_SERVICE_ADDRESS",
                    "127.0.0.1",
                    "SIGHTLINE_AUTH_ISSUER_URI",
                    provider.uri(),
                    "SIGHTLINE_AUTH_CLIENT_ID",
                    SpringProvider.CLIENT,
                    "SIGHTLINE_AUTH_AUDIENCE",
                    SpringProvider.CLIENT,
                    "SIGHTLINE_AUTH_GROUPS",
                    "admins=admin, gate-north=north:clerk")));
    service =
        QueryService.start(
            new QueryServiceOptions(
                database.address(),
                settings,
                port,
                "a-secret-of-at-least-32-characters-for-tests",
                installation.key(settings),
                installation.mediaFolder(),
                "test",
                null));
    database
        .address()
        .with(
            jdbc ->
                jdbc.sql("insert into sites (site, name, time_zone) values ('north', 'n', 'UTC')")
                    .update());
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    database.close();
    provider.close();
  }

  @BeforeEach
  void asUsual() {
    provider.says(null, null);
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request)
      throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String form(Map<String, String> members) {
    return members.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static HttpRequest.Builder post(String to, Map<String, String> members) {
    return HttpRequest.newBuilder(URI.create(to))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form(members)));
  }

  private record Code(String code, String verifier) {}

  /** Signs in with the provider's own page, as a browser does. */
  private static Code code(String person) throws Exception {
    HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    String verifier = "a-verifier-of-more-than-forty-three-characters-it-must-be";
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("response_type", "code");
    asked.put("client_id", SpringProvider.CLIENT);
    asked.put("redirect_uri", address + "/");
    asked.put("scope", "openid profile email");
    asked.put("state", "state");
    asked.put("code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    asked.put("code_challenge_method", "S256");
    String authorize = provider.uri() + "/oauth2/authorize?" + form(asked);
    HttpRequest.Builder page = HttpRequest.newBuilder(URI.create(authorize));
    send(http, page.header("Accept", "text/html"));
    String login = send(http, HttpRequest.newBuilder(URI.create(provider.uri() + "/login"))).body();
    Matcher hidden = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(login);
    assertThat(hidden.find()).as(login).isTrue();
    send(
        http,
        post(
            provider.uri() + "/login",
            Map.of(
                "username",
                person,
                "password",
                SpringProvider.PASSWORD,
                "_csrf",
                hidden.group(1))));
    HttpResponse<String> back = send(http, HttpRequest.newBuilder(URI.create(authorize)));
    String location = back.headers().firstValue("Location").orElse("none: " + back.body());
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
    assertThat(code.find()).as(location).isTrue();
    return new Code(code.group(1), verifier);
  }

  /** The provider's own token, as programs have it. */
  private static String token(String person) throws Exception {
    Code code = code(person);
    HttpResponse<String> answer =
        send(
            HttpClient.newHttpClient(),
            post(
                provider.uri() + "/oauth2/token",
                Map.of(
                    "grant_type",
                    "authorization_code",
                    "client_id",
                    SpringProvider.CLIENT,
                    "code",
                    code.code(),
                    "code_verifier",
                    code.verifier(),
                    "redirect_uri",
                    address + "/")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body(), Map.class).get("access_token").toString();
  }

  private static HttpResponse<String> ask(String token, String path) throws Exception {
    return send(
        HttpClient.newHttpClient(),
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + token));
  }

  private static Map<?, ?> me(String token) throws Exception {
    HttpResponse<String> answer = ask(token, ME);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body(), Map.class);
  }

  @Test
  void groupsSayWhatSomebodyMayDoAndWhere() throws Exception {
    Map<?, ?> nora = me(token("nora"));
    assertThat(nora.get("username")).isEqualTo("nora");
    assertThat(nora.get("role")).isEqualTo("viewer");
    assertThat(nora.get("provider")).isEqualTo(provider.uri());
    assertThat(nora.get("sites")).isEqualTo(Map.of("north", "clerk"));
    assertThat(me(token("none")).get("sites")).isEqualTo(Map.of());
    String root = token("root");
    assertThat(me(root).get("role")).isEqualTo("admin");
    assertThat(ask(root, "/api/v1/users").statusCode()).isEqualTo(200);
    assertThat(ask(token("nora"), "/api/v1/users").statusCode()).isEqualTo(403);
  }

  @Test
  void tokensForOthersOrOfOthersAreRefused() throws Exception {
    provider.says("another-service", null);
    assertThat(ask(token("nora"), ME).statusCode()).as("audience").isEqualTo(401);
    provider.says(null, "https://login.example.org");
    assertThat(ask(token("nora"), ME).statusCode()).as("issuer").isEqualTo(401);
    provider.says(null, null);
    assertThat(ask(token("nora"), ME).statusCode()).isEqualTo(200);
  }

  @Test
  void keysThatTheProviderChangesAreTakenUp() throws Exception {
    String before = token("nora");
    assertThat(ask(before, ME).statusCode()).isEqualTo(200);
    provider.rotate();
    String after = token("nora");
    // The provider is asked every half minute at most, whatever tokens say.
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ask(after, ME).statusCode() == 200);
    // What was found good is remembered for a minute.
    await("of a key that is no more")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ask(before, ME).statusCode() == 401);
  }

  @Test
  void theDashboardSignsInWithTheProvidersOwnPage() throws Exception {
    try (Chromium browser = Chromium.open()) {
      Page page = browser.page();
      page.navigate(address + "/");
      Locator button = page.locator("#provider");
      PlaywrightAssertions.assertThat(button)
          .hasText("Sign in with " + URI.create(provider.uri()).getAuthority());
      page.fill("#purpose", "Case 12");
      button.click();
      page.waitForURL(provider.uri() + "/**");
      page.fill("[name=username]", "nora");
      page.fill("[name=password]", SpringProvider.PASSWORD);
      page.click("button[type=submit]");
      page.waitForURL(address + "/");
      PlaywrightAssertions.assertThat(page.locator("#dashboard")).isVisible();
      assertThat(page.evaluate("sessionStorage.getItem('purpose')")).isEqualTo("Case 12");
      String token = page.evaluate("sessionStorage.getItem('token')").toString();
      assertThat(me(token).get("username")).isEqualTo("nora");
      page.click("#sign-out");
      PlaywrightAssertions.assertThat(page.locator("#sign-in")).isVisible();
      await("the token that was held is of no use")
          .atMost(Duration.ofSeconds(10))
          .until(() -> ask(token, ME).statusCode() == 401);
    }
  }
}
