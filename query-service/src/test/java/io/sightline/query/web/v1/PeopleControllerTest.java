package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.people.People;
import io.sightline.query.people.SignIn;
import io.sightline.query.web.Door;
import io.sightline.store.people.UserRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class PeopleControllerTest {
  private NewPersonAsked asked;

  /** Who asked for whom. */
  private record NewPersonAsked(String by, People.NewPerson person) {}

  private final class TestingPeople extends People {
    TestingPeople() {
      super(null, null, null, null);
    }

    @Override
    public void create(Editor editor, NewPerson person) {
      if (person.username().equals("ada")) {
        throw new Conflict("There is a user 'ada' already; choose another name.");
      }
      asked = new NewPersonAsked(editor.username(), person);
    }

    @Override
    public List<UserRows.Listed> list(Editor editor) {
      editor.requireAdmin();
      return List.of(
          new UserRows.Listed(
              7,
              "nora",
              "viewer",
              true,
              Instant.parse("2026-03-01T08:00:00Z"),
              new TreeMap<>(Map.of("garage", "clerk", "harbour", "viewer"))));
    }
  }

  private static final class TestingSignIn extends SignIn {
    TestingSignIn() {
      super(null, null, null, null, Settings.defaults());
    }

    @Override
    public CompletableFuture<Pass> signIn(String username, String password, String address) {
      if (!"correct".equals(password)) {
        return CompletableFuture.failedFuture(new NotSignedIn("User name or password is wrong."));
      }
      return CompletableFuture.completedFuture(
          new Pass("token of " + username + " at " + address, Duration.ofHours(1)));
    }

    @Override
    public Pass ticket(Reader reader) {
      return new Pass("ticket of " + reader.username(), Duration.ofSeconds(30));
    }
  }

  private final Door door = Door.of(new PeopleController(new TestingSignIn(), new TestingPeople()));

  @Test
  void whoSignsInGetsAToken() {
    Door.Answer answer =
        door.ask(
            null,
            HttpMethod.POST,
            "/api/v1/auth/login",
            "{\"username\": \"nora\", \"password\": \"correct\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.object())
        .isEqualTo(
            Map.of(
                "access_token", "token of nora at 10.1.2.3",
                "token_type", "bearer",
                "expires_in", 3_600));
  }

  @Test
  void whoDoesNotIsTurnedAway() {
    for (String body : List.of("{}", "{\"username\": \"nora\", \"password\": \"wrong\"}")) {
      Door.Answer answer = door.ask(null, HttpMethod.POST, "/api/v1/auth/login", body);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.detail()).isEqualTo("User name or password is wrong.");
    }
    assertThat(door.ask(null, HttpMethod.POST, "/api/v1/auth/login", "{").status()).isEqualTo(400);
  }

  @Test
  void aTicketIsForWhoAsks() {
    assertThat(door.ask("nora", HttpMethod.POST, "/api/v1/live/tickets", null).object())
        .isEqualTo(Map.of("ticket", "ticket of nora", "expires_in", 30));
  }

  @Test
  void whoIsSignedInIsToldWhatTheyMaySee() {
    assertThat(door.ask("nora", HttpMethod.GET, "/api/v1/auth/users/me", null).object())
        .isEqualTo(Map.of("username", "nora", "role", "viewer", "sites", List.of("garage")));
    assertThat(door.get("/api/v1/auth/users/me").object())
        .containsEntry("role", "admin")
        .containsEntry("sites", null);
  }

  @Test
  void aPersonIsAdded() {
    Door.Answer answer =
        door.post(
            "/api/v1/users",
            "{\"username\": \"nora\", \"password\": \"p\", \"role\": \"viewer\","
                + " \"sites\": {\"garage\": \"clerk\"}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.object()).isEqualTo(Map.of("username", "nora"));
    assertThat(asked)
        .isEqualTo(
            new NewPersonAsked(
                "ada", new People.NewPerson("nora", "p", "viewer", Map.of("garage", "clerk"))));
    assertThat(door.post("/api/v1/users", "{\"username\": \"ada\"}").status()).isEqualTo(409);
  }

  @Test
  void peopleAreListedToAdmins() {
    assertThat(door.get("/api/v1/users").list())
        .isEqualTo(
            List.of(
                Map.of(
                    "user_id", 7,
                    "username", "nora",
                    "role", "viewer",
                    "is_active", true,
                    "created_at", "2026-03-01T08:00:00Z",
                    "grants", "garage=clerk,harbour=viewer")));
    Door.Answer refused = door.ask("nora", HttpMethod.GET, "/api/v1/users", null);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.detail()).isEqualTo("Your role does not allow this.");
  }
}
