package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.people.People;
import io.sightline.query.people.SignIn;
import io.sightline.store.people.UserRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing in, and the people who may. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "access", description = "Signing in, and the people who may")
class PeopleController {
  private final SignIn signIn;
  private final People people;

  PeopleController(SignIn signIn, People people) {
    this.signIn = signIn;
    this.people = people;
  }

  record Login(String username, String password) {}

  record Token(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn) {}

  @PostMapping("/auth/login")
  @Operation(summary = "Signs in; the token goes into the header Authorization: Bearer")
  CompletableFuture<Token> login(@RequestBody Login login, HttpServletRequest request) {
    return signIn
        .signIn(login.username(), login.password(), request.getRemoteAddr())
        .thenApply(token -> new Token(token.text(), "bearer", token.lifetime().toSeconds()));
  }

  record Ticket(String ticket, @JsonProperty("expires_in") long expiresIn) {}

  @PostMapping("/live/tickets")
  @Operation(
      summary = "A ticket for one connection to the WebSocket /api/v1/live, good for 30 seconds")
  Ticket ticket(Reader reader) {
    SignIn.Pass ticket = signIn.ticket(reader);
    return new Ticket(ticket.text(), ticket.lifetime().toSeconds());
  }

  record Me(String username, String role, Set<String> sites) {}

  @GetMapping("/auth/users/me")
  @Operation(summary = "Who is signed in; sites is null for admins, who see all")
  Me me(Reader reader) {
    return new Me(reader.username(), reader.role().key(), reader.sites());
  }

  record NewUser(String username, String password, String role, Map<String, String> sites) {}

  record Created(String username) {}

  @PostMapping("/users")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(summary = "Adds a person; sites gives a role by site to those who are no admins")
  Created create(@RequestBody NewUser user, Editor editor) {
    people.create(
        editor, new People.NewPerson(user.username(), user.password(), user.role(), user.sites()));
    return new Created(user.username());
  }

  /**
   * A person in the list.
   *
   * @param grants {@code site=role}, separated by commas
   */
  record Person(
      @JsonProperty("user_id") long id,
      String username,
      String role,
      @JsonProperty("is_active") boolean active,
      @JsonProperty("created_at") Instant createdAt,
      String grants) {
    static Person of(UserRows.Listed user) {
      return new Person(
          user.id(),
          user.username(),
          user.role(),
          user.active(),
          user.createdAt(),
          user.grants().entrySet().stream()
              .map(grant -> grant.getKey() + "=" + grant.getValue())
              .collect(Collectors.joining(",")));
    }
  }

  @GetMapping("/users")
  @Operation(summary = "The people who may sign in")
  List<Person> list(Editor editor) {
    return people.list(editor).stream().map(Person::of).toList();
  }
}
