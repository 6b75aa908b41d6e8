package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Role;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.people.People;
import io.sightline.query.people.SignIn;
import io.sightline.query.sites.AnprSite;
import io.sightline.store.people.UserRows.User;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** ANPR City's door to signing in, and to the people who may. */
@RestController
@RequestMapping("/api")
@Tag(name = "anpr", description = "As the clients of ANPR City ask")
class LoginController {
  private final SignIn signIn;
  private final People people;
  private final AnprSite site;

  LoginController(SignIn signIn, People people, AnprSite site) {
    this.signIn = signIn;
    this.people = people;
    this.site = site;
  }

  /** Who signs in, by either name. */
  @Schema(name = "AnprLogin")
  record LoginBody(
      @Schema(nullable = true) String email,
      @Schema(nullable = true) String username,
      String password) {}

  /** What says for a while who somebody is. */
  @Schema(name = "AnprToken")
  record TokenBody(
      @JsonProperty("access_token") String token,
      @JsonProperty("token_type") String type,
      @JsonProperty("expires_in") long seconds) {}

  @PostMapping("/auth/login")
  @Operation(
      operationId = "signInWithAnpr",
      summary =
          "Signs in with an email address or a user name; the token goes into Authorization: Bearer")
  CompletableFuture<TokenBody> login(@RequestBody LoginBody login, HttpServletRequest request) {
    if (login.email() != null && login.username() != null) {
      throw new BadInput("Give either `email` or `username`.");
    }
    String name = login.email() == null ? login.username() : login.email();
    return signIn
        .signIn(name, login.password(), request.getRemoteAddr())
        .thenApply(pass -> new TokenBody(pass.text(), "bearer", pass.lifetime().toSeconds()));
  }

  /** Somebody to be. */
  @Schema(name = "AnprNewUser")
  record NewUserBody(
      @Schema(nullable = true) String email,
      @Schema(nullable = true) String username,
      String password,
      @Schema(
              defaultValue = "clerk",
              allowableValues = {"admin", "clerk"})
          String role) {}

  /** Somebody who may sign in; a clerk is one of the site of ANPR City's cameras. */
  @Schema(name = "AnprUser")
  record UserBody(
      long id,
      @Schema(nullable = true) String email,
      String username,
      @Schema(allowableValues = {"admin", "clerk", "viewer"}) String role,
      @JsonProperty("is_active") boolean active,
      @JsonProperty("created_at") Instant createdAt) {}

  private UserBody body(User user) {
    String granted = user.grants().get(site.id());
    return new UserBody(
        user.id(),
        user.email(),
        user.username(),
        user.role().equals(Role.ADMIN.key()) || granted == null ? user.role() : granted,
        user.active(),
        user.createdAt());
  }

  @PostMapping("/users")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "createAnprUser", summary = "Adds an admin or a clerk")
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody has this name or address")
  UserBody create(@RequestBody NewUserBody user, Editor editor) {
    editor.requireAdmin();
    String role = user.role() == null ? Role.CLERK.key() : user.role();
    if (!role.equals(Role.ADMIN.key()) && !role.equals(Role.CLERK.key())) {
      throw new BadInput("`role` must be admin or clerk.");
    }
    boolean admin = role.equals(Role.ADMIN.key());
    return body(
        people.create(
            editor,
            new People.NewPerson(
                user.username() == null ? user.email() : user.username(),
                user.email(),
                user.password(),
                admin ? role : Role.VIEWER.key(),
                admin ? Map.of() : Map.of(site.require(), Role.CLERK.key()))));
  }

  /** A part of the people. */
  @Schema(name = "AnprUsers")
  record UsersBody(List<UserBody> items, @Schema(nullable = true) String next) {}

  @GetMapping("/users")
  @Operation(operationId = "listAnprUsers", summary = "The people who may sign in, oldest first")
  UsersBody users(
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    Page<User> page = people.list(editor, new Part(limit, cursor));
    return new UsersBody(page.items().stream().map(this::body).toList(), page.next().orElse(null));
  }
}
