package io.sightline.query.people;

import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Role;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.people.KeyRows;
import io.sightline.store.people.UserRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The people who may sign in, from the first day to the last. What is changed holds at once; there
 * is always an admin left who may sign in.
 */
@Component
public class People {
  static final String FIRST_ADMIN = "admin";

  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,49}");
  private static final int MOST_OF_AN_EMAIL = 254;
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");

  private final UserRows users;
  private final KeyRows keys;
  private final Passwords passwords;
  private final TransactionOperations transactions;
  private final Audit audit;

  protected People(
      UserRows users,
      KeyRows keys,
      Passwords passwords,
      TransactionOperations transactions,
      Audit audit) {
    this.users = users;
    this.keys = keys;
    this.passwords = passwords;
    this.transactions = transactions;
    this.audit = audit;
  }

  /**
   * Makes the first admin when there is none yet: people who were brought from elsewhere are
   * viewers, also one of that name, who is the admin from then on.
   *
   * @return the generated password, which is shown once and stored nowhere; empty when there was
   *     one
   */
  public Optional<String> makeFirstAdmin() {
    if (users.isAdministered()) {
      return Optional.empty();
    }
    String password = passwords.generate();
    String hash = passwords.hash(password);
    boolean made =
        transactions.execute(
            status -> {
              users.lock();
              if (users.isAdministered()) {
                return false;
              }
              users.putAdmin(FIRST_ADMIN, hash);
              return true;
            });
    return made ? Optional.of(password) : Optional.empty();
  }

  /** Gives the first admin a new password, for whoever has lost it and owns the machine. */
  public String renewFirstAdmin() {
    String password = passwords.generate();
    users.putAdmin(FIRST_ADMIN, passwords.hash(password));
    audit.noteOperator("set-password", FIRST_ADMIN);
    return password;
  }

  /**
   * Somebody to be.
   *
   * @param email null for none
   * @param role key of what they are
   * @param sites key of a role by site, for those who are no admins; null for none
   */
  public record NewPerson(
      String username, String email, String password, String role, Map<String, String> sites) {}

  /**
   * Adds a person.
   *
   * @throws Refused when the editor is no admin
   * @throws BadInput when a name, password, role or site cannot be used
   * @throws Conflict when somebody signs in by that name or email address
   */
  public UserRows.User create(Editor editor, NewPerson person) {
    editor.requireAdmin();
    UserRows.User made = add(person);
    audit.note(editor, "create-user", person.username(), rights(made.role(), made.grants()));
    return made;
  }

  /** Adds a person whom nobody has to allow. */
  UserRows.User add(NewPerson person) {
    Map<String, Role> grants = grantable(person.sites());
    Role role = role(person.role());
    requireUsable(person.username());
    String email = email(person.email());
    passwords.requireUsable("password", person.password());
    String hash = passwords.hash(person.password());
    return transactions.execute(
        status -> {
          users.lock();
          requireFree(person.username(), 0);
          if (email != null) {
            requireFree(email, 0);
          }
          users.add(person.username(), email, hash, role.key());
          grants.forEach((site, granted) -> grant(person.username(), site, granted));
          return users.find(person.username()).orElseThrow();
        });
  }

  private static Role role(String key) {
    return Role.find(key).orElseThrow(() -> new BadInput("`role` must be admin, clerk or viewer."));
  }

  private static Map<String, Role> grantable(Map<String, String> sites) {
    Map<String, Role> grants = new HashMap<>();
    if (sites != null) {
      sites.forEach((site, role) -> grants.put(site, grantable(role)));
    }
    return grants;
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

  private static void requireUsable(String username) {
    if (username == null || !USERNAME.matcher(username).matches()) {
      throw new BadInput("`username` must be up to 50 letters, digits, '@', '.', '_' and '-'.");
    }
  }

  /** As it is stored; null for none. */
  private static String email(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    if (!isEmail(text)) {
      throw new BadInput("`email` must be an address as name@example.org.");
    }
    return text;
  }

  static boolean isEmail(String text) {
    return text.length() <= MOST_OF_AN_EMAIL && EMAIL.matcher(text).matches();
  }

  private void requireFree(String name, long but) {
    if (users.isTaken(name, but)) {
      throw new Conflict("There is a user '" + name + "' already; choose another name.");
    }
  }

  /**
   * A part of those who may sign in, in the order in which they came.
   *
   * @throws Refused when the editor is no admin
   * @throws BadInput when the limit or cursor cannot be used
   */
  public Page<UserRows.User> list(Editor editor, Part part) {
    editor.requireAdmin();
    List<String> after = part.after(1);
    int most = part.most();
    return Page.of(
        users.list(after == null ? 0 : Part.number(after.get(0)), most + 1),
        most,
        user -> List.of(Long.toString(user.id())));
  }

  /**
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is nobody of this number
   */
  public UserRows.User find(Editor editor, long id) {
    editor.requireAdmin();
    return known(id);
  }

  /** Whoever asks, as they are stored. */
  public UserRows.User own(Editor editor) {
    return known(editor.reader().id());
  }

  private UserRows.User known(long id) {
    return users.find(id).orElseThrow(() -> new NotFound("The user '" + id + "'"));
  }

  /**
   * What is to become of somebody; null for what stays.
   *
   * @param email empty for none
   * @param sites key of a role by site, instead of those they have
   */
  public record Change(
      String username, String email, String role, Boolean active, Map<String, String> sites) {}

  /**
   * Changes a person. Who is shut out has no tokens and no keys any more, also when they are let in
   * again.
   *
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is nobody of this number
   * @throws BadInput when a name, role or site cannot be used
   * @throws Conflict when somebody signs in by that name or email address, or no admin would be
   *     left
   */
  public UserRows.User change(Editor editor, long id, Change change) {
    editor.requireAdmin();
    return changed(editor, id, change);
  }

  /** Changes the name and email address of whoever asks; as {@link #change}. */
  public UserRows.User changeOwn(Editor editor, String username, String email) {
    return changed(editor, editor.reader().id(), new Change(username, email, null, null, null));
  }

  private UserRows.User changed(Editor editor, long id, Change change) {
    Map<String, Role> grants = change.sites() == null ? null : grantable(change.sites());
    if (change.username() != null) {
      requireUsable(change.username());
    }
    String email = email(change.email());
    String role = change.role() == null ? null : role(change.role()).key();
    return transactions.execute(
        status -> {
          users.lock();
          UserRows.User known = known(id);
          // Before, so that it is told by the name that they have afterwards, as the rest.
          audit.note(editor, "change-user", known.username(), told(known, change));
          boolean less = Boolean.FALSE.equals(change.active()) || isLess(role);
          if (less) {
            requireOtherAdmin(known);
          }
          // Of two who are called alike but for case, each keeps their name.
          if (change.username() != null && !change.username().equals(known.username())) {
            requireFree(change.username(), id);
            users.rename(known, change.username());
          }
          if (change.email() != null) {
            if (email != null) {
              requireFree(email, id);
            }
            users.putEmail(id, email);
          }
          if (role != null) {
            users.putRole(id, role);
          }
          if (change.active() != null) {
            users.putActive(id, change.active());
            if (!change.active()) {
              users.endTokens(id);
              keys.deleteOf(id);
            }
          }
          if (grants != null) {
            users.takeGrants(id);
            String name = users.find(id).orElseThrow().username();
            grants.forEach((site, granted) -> grant(name, site, granted));
          }
          return known(id);
        });
  }

  /** What becomes of somebody, without names, which those who are deleted leave nowhere. */
  private static String told(UserRows.User known, Change change) {
    List<String> told = new ArrayList<>();
    if (change.username() != null && !change.username().equals(known.username())) {
      told.add("another name");
    }
    if (change.email() != null && !Objects.equals(email(change.email()), known.email())) {
      told.add("another email address");
    }
    if (change.active() != null && change.active() != known.active()) {
      told.add(change.active() ? "let in again" : "shut out");
    }
    String before = rights(known.role(), known.grants());
    String after =
        rights(
            change.role() == null ? known.role() : change.role(),
            change.sites() == null ? known.grants() : change.sites());
    if (!after.equals(before)) {
      told.add(before + " becomes " + after);
    }
    return told.isEmpty() ? null : String.join("; ", told);
  }

  static String rights(String role, Map<String, String> grants) {
    return role + (grants.isEmpty() ? "" : " " + new TreeMap<>(grants));
  }

  private static boolean isLess(String role) {
    return role != null && !role.equals(Role.ADMIN.key());
  }

  private void requireOtherAdmin(UserRows.User user) {
    if (user.active() && user.role().equals(Role.ADMIN.key()) && !users.hasOtherAdmin(user.id())) {
      throw new Conflict(
          "'" + user.username() + "' is the last admin who may sign in; make another one first.");
    }
  }

  /**
   * Gives somebody a password; all their tokens end.
   *
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is nobody of this number
   * @throws BadInput when nobody should have this password
   * @throws Conflict when a provider says who they are
   */
  public void setPassword(Editor editor, long id, String password) {
    editor.requireAdmin();
    UserRows.User user = known(id);
    putPassword(user, "password", password);
    audit.note(editor, "set-password", user.username());
  }

  /** Gives whoever asks another password, whose present one was compared; all their tokens end. */
  void changePassword(Editor editor, String password) {
    putPassword(known(editor.reader().id()), "new_password", password);
    audit.note(editor, "change-password", editor.username());
  }

  private void putPassword(UserRows.User user, String member, String password) {
    if (user.issuer() != null) {
      throw new Conflict("'" + user.username() + "' signs in with a provider and has no password.");
    }
    passwords.requireUsable(member, password);
    String hash = passwords.hash(password);
    transactions.executeWithoutResult(
        status -> {
          users.putPassword(user.id(), hash);
          users.endTokens(user.id());
        });
  }

  /** Ends all tokens of whoever asks; their keys stay. */
  public void signOutEverywhere(Editor editor) {
    endTokens(editor, editor.reader().id());
  }

  /**
   * Ends all tokens of somebody; their keys stay.
   *
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is nobody of this number
   */
  public void signOutEverywhere(Editor editor, long id) {
    editor.requireAdmin();
    endTokens(editor, id);
  }

  private void endTokens(Editor editor, long id) {
    UserRows.User user = known(id);
    users.endTokens(id);
    audit.note(editor, "sign-out-everywhere", user.username());
  }

  /**
   * Deletes a person, with their grants, tokens and keys. What they did stays, without their name.
   *
   * @throws Refused when the editor is no admin
   * @throws NotFound when there is nobody of this number
   * @throws Conflict when no admin would be left
   */
  public void delete(Editor editor, long id) {
    editor.requireAdmin();
    remove(editor, id);
  }

  /**
   * @throws Conflict when whoever asks signs in elsewhere
   */
  void requirePassword(Editor editor) {
    UserRows.User user = own(editor);
    if (user.issuer() != null) {
      throw new Conflict("'" + user.username() + "' signs in with a provider and has no password.");
    }
  }

  /** Deletes whoever asks, whose password was compared. */
  void deleteOwn(Editor editor) {
    remove(editor, editor.reader().id());
  }

  private void remove(Editor editor, long id) {
    transactions.executeWithoutResult(
        status -> {
          users.lock();
          UserRows.User user = known(id);
          requireOtherAdmin(user);
          // Before, so that it names no more than the rest.
          audit.note(editor, "delete-user", user.username());
          users.delete(user);
        });
  }
}
