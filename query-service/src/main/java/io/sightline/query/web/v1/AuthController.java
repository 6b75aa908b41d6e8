package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Proof;
import io.sightline.query.access.Reader;
import io.sightline.query.access.Scope;
import io.sightline.query.people.People;
import io.sightline.query.people.SignIn;
import io.sightline.query.people.SingleSignOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signing in and out, and what people do with their own account. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "access", description = "Signing in, and the people who may")
class AuthController {
  private final SignIn signIn;
  private final SingleSignOn provider;
  private final People people;

  AuthController(SignIn signIn, SingleSignOn provider, People people) {
    this.signIn = signIn;
    this.provider = provider;
    this.people = people;
  }

  /**
   * A request to sign in.
   *
   * @param username or email address
   */
  record Login(String username, String password) {}

  record Token(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn) {}

  @PostMapping("/auth/login")
  @Operation(
      operationId = "signIn",
      summary =
          "Signs in with a user name or email address; the token goes into the header"
              + " Authorization: Bearer")
  CompletableFuture<Token> login(@RequestBody Login login, HttpServletRequest request) {
    return signIn
        .signIn(login.username(), login.password(), request.getRemoteAddr())
        .thenApply(token -> new Token(token.text(), "bearer", token.lifetime().toSeconds()));
  }

  @PostMapping("/auth/logout")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "signOut",
      summary = "Ends the token that is sent, and what listens with it")
  void logout(Editor editor) {
    signIn.signOut(editor);
  }

  record Registration(String username, String email, String password) {}

  record Registered(
      @JsonProperty("user_id") long id,
      String username,
      @JsonProperty("is_active") boolean active,
      @JsonProperty("created_at") Instant createdAt) {}

  @PostMapping("/auth/register")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "register",
      summary =
          "Makes an account for whoever asks, where the setting auth.self-registration allows it;"
              + " a viewer without sites")
  @ApiResponse(responseCode = "403", description = "It is not allowed here")
  @ApiResponse(responseCode = "409", description = "Somebody has this name or address")
  CompletableFuture<Registered> register(
      @RequestBody Registration wanted, HttpServletRequest request) {
    return signIn
        .register(wanted.username(), wanted.email(), wanted.password(), request.getRemoteAddr())
        .thenApply(
            made -> new Registered(made.id(), made.username(), made.active(), made.createdAt()));
  }

  /**
   * Who a token or key names, and for how long.
   *
   * @param expiresAt null for never
   * @param scopes of a key; null for whatever the person may do
   */
  record Verified(
      boolean valid,
      @JsonProperty("user_id") long id,
      String username,
      String role,
      @Schema(nullable = true) @JsonProperty("expires_at") Instant expiresAt,
      @Schema(nullable = true) List<String> scopes) {}

  @GetMapping("/auth/verify")
  @Operation(
      operationId = "verifyToken",
      summary = "Whom the token or key that is sent names, and when it ends")
  Verified verify(Reader reader) {
    Proof proof = reader.proof();
    return new Verified(
        true,
        reader.id(),
        reader.username(),
        reader.role().key(),
        proof.endsAt(),
        proof.scopes() == null ? null : proof.scopes().stream().map(Scope::key).sorted().toList());
  }

  /**
   * A provider to sign in with (OpenID Connect, authorization code with PKCE).
   *
   * @param issuer null where there is none
   */
  record Provider(
      @Schema(nullable = true) String issuer,
      @Schema(nullable = true) @JsonProperty("client_id") String clientId,
      @Schema(nullable = true) @JsonProperty("authorization_endpoint") URI authorization) {}

  @GetMapping("/auth/provider")
  @Operation(
      operationId = "getSignInProvider",
      summary = "The provider that the dashboard signs in with; all null where there is none")
  Provider provider() {
    return provider
        .door()
        .map(door -> new Provider(door.issuer(), door.clientId(), door.authorization()))
        .orElse(new Provider(null, null, null));
  }

  record Code(
      String code,
      @JsonProperty("code_verifier") String verifier,
      @JsonProperty("redirect_uri") String redirect) {}

  @PostMapping("/auth/provider/token")
  @Operation(
      operationId = "signInWithProvider",
      summary = "Signs in with the code that the sign-in provider sent the browser back with")
  Token exchange(@RequestBody Code code, HttpServletRequest request) {
    SignIn.Pass token =
        provider.exchange(code.code(), code.verifier(), code.redirect(), request.getRemoteAddr());
    return new Token(token.text(), "bearer", token.lifetime().toSeconds());
  }

  record Ticket(String ticket, @JsonProperty("expires_in") long expiresIn) {}

  @PostMapping("/live/tickets")
  @Operation(
      operationId = "takeLiveTicket",
      summary = "A ticket for one connection to the WebSocket /api/v1/live, good for 30 seconds")
  Ticket ticket(Reader reader) {
    SignIn.Pass ticket = signIn.ticket(reader);
    return new Ticket(ticket.text(), ticket.lifetime().toSeconds());
  }

  @GetMapping("/auth/users/me")
  @Operation(
      operationId = "getOwnAccount",
      summary = "Who is signed in; sites is null for admins, who see all")
  PersonBody me(Editor editor) {
    return PersonBody.of(people.own(editor));
  }

  /**
   * What is to become of one's own account; what is left out stays.
   *
   * @param email empty for none
   */
  record OwnChange(String username, String email) {}

  @PatchMapping("/auth/users/me")
  @Operation(
      operationId = "changeOwnAccount",
      summary = "Changes one's own user name and email address; an empty email is none")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody has this name or address")
  PersonBody changeMe(@RequestBody OwnChange change, Editor editor) {
    return PersonBody.of(people.changeOwn(editor, change.username(), change.email()));
  }

  record PasswordChange(
      @JsonProperty("current_password") String current,
      @JsonProperty("new_password") String wanted) {}

  @PostMapping("/auth/users/me/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "changeOwnPassword",
      summary = "Changes one's own password; all of one's tokens end")
  CompletableFuture<Void> changePassword(@RequestBody PasswordChange change, Editor editor) {
    return signIn.changePassword(editor, change.current(), change.wanted());
  }

  @PostMapping("/auth/users/me/sign-out-everywhere")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "signOutEverywhere",
      summary = "Ends all of one's tokens, and what listens with them; keys stay")
  void signOutEverywhere(Editor editor) {
    people.signOutEverywhere(editor);
  }

  record Confirmation(String password) {}

  @DeleteMapping("/auth/users/me")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteOwnAccount",
      summary = "Deletes one's own account; what was done with it stays, without its name")
  CompletableFuture<Void> deleteMe(@RequestBody Confirmation confirmation, Editor editor) {
    return signIn.deleteOwn(editor, confirmation.password());
  }
}
