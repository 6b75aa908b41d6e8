package io.sightline.query.web.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.people.SignIn;
import io.sightline.query.web.Door;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class AuthControllerTest {
  private static final class TestingSignIn extends SignIn {
    TestingSignIn() {
      super(null, null, null, null, null, null, Settings.defaults());
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

    @Override
    public CompletableFuture<Void> changePassword(Editor editor, String current, String wanted) {
      return "correct".equals(current)
          ? CompletableFuture.completedFuture(null)
          : CompletableFuture.failedFuture(new Refused("The present password is wrong."));
    }
  }

  private final Door door = Door.of(new AuthController(new TestingSignIn(), null, null));

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
  void anotherPasswordIsForWhoKnowsThePresentOne() {
    String body = "{\"current_password\": \"%s\", \"new_password\": \"x\"}";
    String path = "/api/v1/auth/users/me/password";
    assertThat(door.ask("nora", HttpMethod.POST, path, body.formatted("correct")).status())
        .isEqualTo(204);
    Door.Answer refused = door.ask("nora", HttpMethod.POST, path, body.formatted("wrong"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.detail()).isEqualTo("The present password is wrong.");
  }
}
