package io.sightline.query.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Refusals;
import io.sightline.query.people.Proofs;
import io.sightline.query.people.TestTokens;
import io.sightline.query.people.Tokens;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.TestKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

class SecurityConfigurationTest {
  private static final long NORA = 7;

  private static boolean databaseIsAway;

  @EnableWebMvc
  @EnableWebSecurity
  static class Web {}

  /** Knows everybody but {@link Door#NOBODY}, while the database is there. */
  static final class TestingAccess extends Access {
    private final Access known = new Door.TestingAccess();

    TestingAccess() {
      super(null, null);
    }

    @Override
    public Reader reader(Proof proof, String address) {
      if (databaseIsAway) {
        throw new DataAccessResourceFailureException("away");
      }
      return known.reader(proof, address);
    }
  }

  /** Of this test alone: whole services that run beside it do not find it. */
  @RestController
  final class Pages {
    @GetMapping({"/", "/health", "/api/v1/live", "/api/v1/sites"})
    String page() {
      return "here";
    }

    @PostMapping({"/api/v1/auth/login", "/api/v1/replays"})
    String posted() {
      return "done";
    }
  }

  private final GenericWebApplicationContext context =
      new GenericWebApplicationContext(new MockServletContext());
  private final List<String> refused = new ArrayList<>();
  private MockMvc mvc;

  @BeforeEach
  void start() {
    databaseIsAway = false;
    QueryServiceOptions options =
        new QueryServiceOptions(
            new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/x", "a", "b"),
            Settings.load(null, Map.of()),
            0,
            "a-secret-of-at-least-32-characters-for-tests",
            TestKey.file(),
            Path.of("media"),
            "test",
            null);
    context.registerBean(QueryServiceOptions.class, () -> options);
    context.registerBean(Settings.class, options::settings);
    new AnnotatedBeanDefinitionReader(context)
        .register(
            Web.class,
            SecurityConfiguration.class,
            Tokens.class,
            TestingAccess.class,
            WhoAsks.class);
    context.registerBean(Proofs.class, () -> TestTokens.proofs(context.getBean(Tokens.class)));
    context.registerBean(Pages.class, Pages::new);
    context.registerBean(
        Refusals.class, () -> (reader, object) -> refused.add(reader.username() + " " + object));
    context.refresh();
    mvc = MockMvcBuilders.webAppContextSetup(context).apply(springSecurity()).build();
  }

  @AfterEach
  void stop() {
    context.close();
  }

  private MockHttpServletResponse ask(MockHttpServletRequestBuilder request) throws Exception {
    return mvc.perform(request).andReturn().getResponse();
  }

  private MockHttpServletResponse ask(String path, String token) throws Exception {
    return ask(get(path).header("Authorization", "Bearer " + token));
  }

  @Test
  void onlyWhatIsOpenOnPurposeAnswersEverybody() throws Exception {
    for (String path : List.of("/", "/health", "/api/v1/live")) {
      assertThat(ask(get(path)).getStatus()).as(path).isEqualTo(200);
    }
    assertThat(ask(post("/api/v1/auth/login")).getStatus()).isEqualTo(200);
    for (MockHttpServletRequestBuilder closed :
        List.of(get("/api/v1/sites"), get("/api/v1/auth/login"), post("/api/v1/replays"))) {
      MockHttpServletResponse answer = ask(closed);
      assertThat(answer.getStatus()).isEqualTo(401);
      assertThat(answer.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(answer.getContentType()).startsWith("application/problem+json");
      assertThat(answer.getContentAsString()).contains("Sign in first");
    }
  }

  @Test
  void aTicketIsNoTokenAndNeitherIsNonsense() throws Exception {
    String ticket = TestTokens.ticketOf(context.getBean(Tokens.class), NORA);
    for (String token : List.of(ticket, "nonsense", "a.b.c")) {
      assertThat(ask("/api/v1/sites", token).getStatus()).as(token).isEqualTo(401);
    }
  }

  @Test
  void whoIsKnownAndMayNotChangeWhatIsNotThereForThemIsWrittenDown() throws Exception {
    String nora = TestTokens.tokenOf(context.getBean(Tokens.class), NORA);
    assertThat(ask("/api/v1/nowhere?a=b", nora).getStatus()).isEqualTo(404);
    assertThat(refused).isEmpty();
    String bearer = "Bearer " + nora;
    assertThat(ask(post("/api/v1/nowhere?a=b").header("Authorization", bearer)).getStatus())
        .isEqualTo(404);
    assertThat(refused).containsExactly("nora POST /api/v1/nowhere");
    assertThat(ask(post("/api/v1/nowhere")).getStatus()).isEqualTo(401);
    assertThat(refused).hasSize(1);
  }

  @Test
  void whatABrowserMayDoWithPagesIsSaid() throws Exception {
    assertThat(ask(get("/")).getHeader("Content-Security-Policy"))
        .contains("default-src 'self'")
        .contains("frame-ancestors 'none'");
    assertThat(ask(get("/")).getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void aTokenOpensWhileItsUserMaySignInAndTheDatabaseKnows() throws Exception {
    Tokens tokens = context.getBean(Tokens.class);
    String nora = TestTokens.tokenOf(tokens, NORA);
    assertThat(ask("/api/v1/sites", nora).getStatus()).isEqualTo(200);
    String nobody = TestTokens.tokenOf(tokens, Door.NOBODY);
    assertThat(ask("/api/v1/sites", nobody).getStatus()).isEqualTo(401);
    databaseIsAway = true;
    MockHttpServletResponse away = ask("/api/v1/sites", nora);
    assertThat(away.getStatus()).isEqualTo(503);
    assertThat(away.getContentAsString()).contains("The database cannot be reached now");
    assertThat(ask(get("/health")).getStatus()).isEqualTo(200);
  }
}
