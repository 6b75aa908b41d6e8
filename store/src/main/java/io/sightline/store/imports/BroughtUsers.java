package io.sightline.store.imports;

import io.sightline.domain.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users of a replaced system, who keep their passwords. They begin as viewers without sites. */
public final class BroughtUsers {
  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,49}");
  private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d\\d\\$.{53}");

  private final JdbcClient to;
  private final String system;
  private final Collection<String> notes;
  private final Map<String, Long> numbers = new HashMap<>();
  private final List<String> strangers = new ArrayList<>();

  /**
   * @param system the installation that they are of
   * @param notes is told who is left out, and why
   */
  public BroughtUsers(JdbcClient to, String system, Collection<String> notes) {
    this.to = to;
    this.system = system;
    this.notes = notes;
  }

  /**
   * Brings a user, unless they were brought before: then they stay who they are by now, under
   * whatever name. Whoever else has that name already stays, too.
   *
   * @param hash of their password
   * @return whether they are new
   */
  public boolean add(String name, String hash, boolean active) {
    if (name == null || !USERNAME.matcher(name).matches()) {
      notes.add("A user's name is none here and was left out: " + name);
      return false;
    }
    if (hash == null || !BCRYPT.matcher(hash).matches()) {
      notes.add("The user " + name + " has no password that can be checked, and was left out.");
      return false;
    }
    if (isKnown(name)) {
      return false;
    }
    Optional<Long> made =
        to.sql(
                """
                insert into users (username, password_hash, role, is_active)
                values (?, ?, 'viewer', ?) on conflict do nothing returning user_id
                """)
            .params(name, hash, active)
            .query(Long.class)
            .optional();
    // Those of before it was noted who was brought have the password of then.
    made.or(() -> withPassword(name, hash))
        .ifPresentOrElse(number -> note(name, number), () -> strangers.add(name));
    return made.isPresent();
  }

  private boolean isKnown(String name) {
    List<Optional<Long>> known =
        to.sql("select user_id from brought_users where system = ? and name_sha256 = ?")
            .params(system, Digest.sha256(name))
            .query((row, number) -> Optional.ofNullable(row.getObject(1, Long.class)))
            .list();
    known.forEach(one -> one.ifPresent(number -> numbers.put(name, number)));
    return !known.isEmpty();
  }

  private Optional<Long> withPassword(String name, String hash) {
    return to.sql("select user_id from users where username = ? and password_hash = ?")
        .params(name, hash)
        .query(Long.class)
        .optional();
  }

  private void note(String name, long number) {
    numbers.put(name, number);
    to.sql("insert into brought_users (system, name_sha256, user_id) values (?, ?, ?)")
        .params(system, Digest.sha256(name), number)
        .update();
  }

  /**
   * Numbers of those who were brought, now or earlier, and are still there, by their names in the
   * system that they are from.
   *
   * @param things what is brought of them, for the note that they are somebody else here
   */
  public Map<String, Long> numbers(String things) {
    for (String name : strangers) {
      notes.add(
          "The user "
              + name
              + " is somebody else here; "
              + things
              + " of that name are brought without one.");
    }
    return Collections.unmodifiableMap(numbers);
  }
}
