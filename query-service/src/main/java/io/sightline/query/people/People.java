package io.sightline.query.people;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Role;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.Refused;
import io.sightline.store.people.UserRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** The people who may sign in. */
@Component
public class People {
  static final String FIRST_ADMIN = "admin";

  private final UserRows users;
  private final Passwords passwords;
  private final TransactionOperations transactions;
  private final Audit audit;

  protected People(
      UserRows users, Passwords passwords, TransactionOperations transactions, Audit audit) {
    this.users = users;
    this.passwords = passwords;
    this.transactions = transactions;
    this.audit = audit;
  }

  /**
   * Makes the first admin when there is nobody yet.
   *
   * @return the generated password, which is shown once and stored nowhere; empty when there was
   *     somebody
   */
  public Optional<String> makeFirstAdmin() {
    if (!users.isEmpty()) {
      return Optional.empty();
    }
    String password = passwords.generate();
    String hash = passwords.hash(password);
    boolean made =
        transactions.execute(
            status -> {
              users.lockFirst();
              return users.isEmpty() && users.add(FIRST_ADMIN, hash, Role.ADMIN.key());
            });
    return made ? Optional.of(password) : Optional.empty();
  }

  /** Gives the first admin a new password, for whoever has lost it and owns the machine. */
  public String renewFirstAdmin() {
    String password = passwords.generate();
    users.putAdmin(FIRST_ADMIN, passwords.hash(password));
    return password;
  }

  /**
   * Somebody to be.
   *
   * @param role key of what they are
   * @param sites key of a role by site, for those who are no admins; null for none
   */
  public record NewPerson(
      String username, String password, String role, Map<String, String> sites) {}

  /**
   * Adds a person.
   *
   * @throws Refused when the editor is no admin
   * @throws BadInput when a name, password, role or site cannot be used
   * @throws Conflict when there is somebody of this name
   */
  public void create(Editor editor, NewPerson person) {
    editor.requireAdmin();
    Map<String, Role> grants = new HashMap<>();
    if (person.sites() != null) {
      person.sites().forEach((site, role) -> grants.put(site, grantable(role)));
    }
    Role role =
        Role.find(person.role())
            .orElseThrow(() -> new BadInput("`role` must be admin, clerk or viewer."));
    String username = person.username();
    if (username == null || !username.matches("[A-Za-z0-9][A-Za-z0-9@._-]{0,49}")) {
      throw new BadInput("`username` must be up to 50 letters, digits, '@', '.', '_' and '-'.");
    }
    passwords.requireUsable(person.password());
    String hash = passwords.hash(person.password());
    transactions.executeWithoutResult(
        status -> {
          if (!users.add(username, hash, role.key())) {
            throw new Conflict("There is a user '" + username + "' already; choose another name.");
          }
          grants.forEach((site, granted) -> grant(username, site, granted));
        });
    audit.note(editor, "create-user", username);
  }

  private static Role grantable(String key) {
    return Role.find(key)
        .filter(role -> role != Role.ADMIN)
        .orElseThrow(() -> new BadInput("`role` must be clerk or viewer."));
  }

  private void grant(String username, String site, Role role) {
    if (!users.grant(username, site, role.key())) {
      throw new BadInput("There is no site '" + site + "' to grant.");
    }
  }

  /**
   * Who may sign in, by name.
   *
   * @throws Refused when the editor is no admin
   */
  public List<UserRows.Listed> list(Editor editor) {
    editor.requireAdmin();
    return users.list();
  }
}
