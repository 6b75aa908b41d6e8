package io.sightline.query.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
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
class AuthController {
  private final Users users;
  private final Tokens tokens;
  private final Access access;
  private final Audit audit;

  AuthController(Users users, Tokens tokens, Access access, Audit audit) {
    this.users = users;
    this.tokens = tokens;
    this.access = access;
    this.audit = audit;
  }

  record Login(String username, String password) {}

  record Token(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn) {}

  @PostMapping("/auth/login")
  @Operation(summary = "Signs in; the token goes into the header Authorization: Bearer")
  Token login(@RequestBody Login login, HttpServletRequest request) {
    Optional<Users.User> user = users.check(login.username(), login.password());
    audit.note(
        request, login.username(), "sign-in", "service", user.isPresent() ? "done" : Audit.REFUSED);
    if (user.isEmpty()) {
      throw Problem.unauthorized("User name or password is wrong.");
    }
    String token = tokens.issue(user.get().username(), Instant.now());
    return new Token(token, "bearer", tokens.lifetime().toSeconds());
  }

  record Ticket(String ticket, @JsonProperty("expires_in") long expiresIn) {}

  @PostMapping("/live/tickets")
  @Operation(
      summary = "A ticket for one connection to the WebSocket /api/v1/live, good for 30 seconds")
  Ticket ticket() {
    return new Ticket(tokens.issueTicket(Access.username(), Instant.now()), 30);
  }

  record Me(String username, String role, Set<String> sites) {}

  @GetMapping("/auth/users/me")
  @Operation(summary = "Who is signed in; sites is absent for admins, who see all")
  Me me() {
    Users.User user =
        users.find(Access.username()).orElseThrow(() -> Problem.unauthorized("Nobody is here."));
    return new Me(user.username(), user.role().key(), access.sites());
  }

  record NewUser(String username, String password, String role, Map<String, String> sites) {}

  @PostMapping("/users")
  @ResponseStatus(HttpStatus.CREATED)
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(summary = "Adds a person; sites gives a role by site to those who are no admins")
  Map<String, String> create(@RequestBody NewUser user, HttpServletRequest request) {
    Map<String, Role> grants = new HashMap<>();
    if (user.sites() != null) {
      user.sites().forEach((site, role) -> grants.put(site, role(role, false)));
    }
    users.create(user.username(), user.password(), role(user.role(), true), grants);
    audit.note(request, Access.username(), "create-user", user.username());
    return Map.of("username", user.username());
  }

  private static Role role(String key, boolean admin) {
    for (Role role : Role.values()) {
      if (role.key().equals(key) && (admin || role != Role.ADMIN)) {
        return role;
      }
    }
    throw Problem.badRequest(
        "`role` must be " + (admin ? "admin, clerk or viewer." : "clerk or viewer."));
  }

  @GetMapping("/users")
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(summary = "The people who may sign in")
  List<Map<String, Object>> list() {
    return users.list().stream().map(FactQuery::shown).toList();
  }
}
