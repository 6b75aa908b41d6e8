package io.sightline.query.web.carwatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.Refused;
import io.sightline.query.people.People;
import io.sightline.query.people.Proofs;
import io.sightline.query.people.SignIn;
import io.sightline.query.web.SessionCookie;
import io.sightline.query.web.SpokenNames;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * CarWatch's door to one's account. Whoever signs in here gets a cookie with a token, which is
 * taken on CarWatch's paths; a token or key in a header is taken as well.
 */
@RestController
@RequestMapping("/auth")
@Tag(name = "carwatch", description = "As the clients of CarWatch ask")
class AccountController {
  private static final String PASSWORD_CHANGED = "Password updated successfully";

  private final SignIn signIn;
  private final People people;
  private final Proofs proofs;
  private final Access access;

  AccountController(SignIn signIn, People people, Proofs proofs, Access access) {
    this.signIn = signIn;
    this.people = people;
    this.proofs = proofs;
    this.access = access;
  }

  /** That something was done. */
  record Done(boolean success, String message) {
    Done(String message) {
      this(true, message);
    }
  }

  record Account(@JsonProperty("user_id") long id, String username) {}

  /** Who is signed in. */
  record Me(boolean success, Account data) {}

  /** Who has signed in now. */
  record Welcome(boolean success, String message, Account data) {}

  private static Account account(Reader reader) {
    return new Account(reader.id(), reader.username());
  }

  record Credentials(String username, String password) {}

  @PostMapping("/register")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "registerWithCarwatch",
      summary = "Makes an account where the setting auth.self-registration allows it")
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "403", description = "It is not allowed here")
  @ApiResponse(responseCode = "409", description = "Somebody has this name")
  CompletableFuture<Done> register(@RequestBody Credentials wanted, HttpServletRequest request) {
    return signIn
        .register(wanted.username(), null, wanted.password(), request.getRemoteAddr())
        .thenApply(made -> new Done("User registered successfully"));
  }

  @PostMapping("/login")
  @Operation(
      operationId = "signInWithCarwatch",
      summary = "Signs in; the cookie `session` is good on CarWatch's paths")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  CompletableFuture<ResponseEntity<Welcome>> login(
      @RequestBody Credentials credentials, HttpServletRequest request) {
    String address = request.getRemoteAddr();
    return signIn
        .signIn(credentials.username(), credentials.password(), address)
        .thenApply(
            pass ->
                signedIn(
                    request,
                    pass,
                    new Welcome(true, "Login successful", account(reader(pass, address)))));
  }

  private Reader reader(SignIn.Pass pass, String address) {
    return proofs
        .read("Bearer " + pass.text(), null)
        .map(proof -> access.reader(proof, address))
        .orElseThrow();
  }

  private static <T> ResponseEntity<T> signedIn(
      HttpServletRequest request, SignIn.Pass pass, T body) {
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.of(pass, request).toString())
        .body(body);
  }

  private static ResponseEntity<Done> signedOut(HttpServletRequest request, String message) {
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.none(request).toString())
        .body(new Done(message));
  }

  @GetMapping("/me")
  @Operation(operationId = "getOwnAccountOfCarwatch", summary = "Who is signed in")
  Me me(Reader reader) {
    return new Me(true, account(reader));
  }

  record NameChange(@JsonProperty("new_username") String username) {}

  @PostMapping("/update/username")
  @Operation(operationId = "changeOwnNameWithCarwatch", summary = "Changes one's own user name")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody has this name")
  Done changeName(@RequestBody NameChange change, Editor editor) {
    if (change.username() == null) {
      throw new BadInput("`new_username` is missing.");
    }
    return SpokenNames.spoken(
        Map.of("username", "new_username"),
        () -> {
          people.changeOwn(editor, change.username(), null);
          return new Done("Username updated successfully");
        });
  }

  record PasswordChange(
      @JsonProperty("current_password") String current,
      @JsonProperty("new_password") String wanted,
      @JsonProperty("confirm_new_password") String again) {}

  @PostMapping("/update/password")
  @Operation(
      operationId = "changeOwnPasswordWithCarwatch",
      summary = "Changes one's own password; all of one's tokens end, and there is a new cookie")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  CompletableFuture<ResponseEntity<Done>> changePassword(
      @RequestBody PasswordChange change, Editor editor, HttpServletRequest request) {
    if (change.wanted() == null || !change.wanted().equals(change.again())) {
      throw new BadInput("`confirm_new_password` is not the same as `new_password`.");
    }
    String address = request.getRemoteAddr();
    return wrongIsNotSignedIn(signIn.changePassword(editor, change.current(), change.wanted()))
        .thenCompose(
            done ->
                CompletableFuture.completedFuture(change.wanted())
                    .thenCompose(password -> signIn.signIn(editor.username(), password, address))
                    // It is changed, whether or not they may sign in once more in this minute.
                    .handle(
                        (pass, failure) ->
                            failure == null
                                ? signedIn(request, pass, new Done(PASSWORD_CHANGED))
                                : signedOut(request, PASSWORD_CHANGED + "; sign in again")));
  }

  record Confirmation(String password) {}

  @PostMapping("/delete")
  @Operation(
      operationId = "deleteOwnAccountWithCarwatch",
      summary = "Deletes one's own account; what was done with it stays, without its name")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  CompletableFuture<ResponseEntity<Done>> delete(
      @RequestBody Confirmation confirmation, Editor editor, HttpServletRequest request) {
    return wrongIsNotSignedIn(signIn.deleteOwn(editor, confirmation.password()))
        .thenApply(done -> signedOut(request, "User account deleted successfully"));
  }

  /** CarWatch's clients know a wrong password by 401, wherever they give one. */
  private static CompletableFuture<Void> wrongIsNotSignedIn(CompletableFuture<Void> confirmed) {
    return confirmed.exceptionally(
        failure -> {
          Throwable cause =
              failure instanceof CompletionException && failure.getCause() != null
                  ? failure.getCause()
                  : failure;
          if (cause instanceof Refused wrong) {
            throw new NotSignedIn(wrong.getMessage());
          }
          throw new CompletionException(cause);
        });
  }

  @PostMapping("/logout")
  @Operation(operationId = "signOutWithCarwatch", summary = "Ends the session")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  ResponseEntity<Done> logout(Editor editor, HttpServletRequest request) {
    signIn.signOut(editor);
    return signedOut(request, "Logged out successfully");
  }
}
