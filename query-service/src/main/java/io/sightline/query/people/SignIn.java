package io.sightline.query.people;

import io.sightline.query.access.Reader;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.NotSignedIn;
import io.sightline.query.failures.TooMany;
import io.sightline.store.people.UserRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Signing in: a password for a token, a token for a ticket to the live feed. */
@Component
public class SignIn {
  private final UserRows users;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Audit audit;

  protected SignIn(UserRows users, Passwords passwords, Tokens tokens, Audit audit) {
    this.users = users;
    this.passwords = passwords;
    this.tokens = tokens;
    this.audit = audit;
  }

  /** Something that says for a while who somebody is. */
  public record Pass(String text, Duration lifetime) {}

  /**
   * @param address of the machine that asks
   * @throws NotSignedIn when name or password is wrong, or they may not sign in
   * @throws TooMany when too many others sign in
   */
  public Pass signIn(String username, String password, String address) {
    String name = username == null ? "" : username.replace("\0", "");
    Optional<UserRows.Credentials> credentials = users.credentials(name);
    boolean letIn =
        passwords.matches(
            password, credentials.map(UserRows.Credentials::passwordHash).orElse(null));
    audit.noteSignIn(username, address, letIn);
    if (!letIn) {
      throw new NotSignedIn("User name or password is wrong.");
    }
    return new Pass(tokens.issue(name, Instant.now()), tokens.lifetime());
  }

  /** For one connection to the live feed, soon: browsers cannot send a header with it. */
  public Pass ticket(Reader reader) {
    return new Pass(tokens.issueTicket(reader.username(), Instant.now()), Tokens.TICKET_LIFETIME);
  }
}
