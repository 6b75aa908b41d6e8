package io.sightline.store.imports;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users of a replaced system, who keep their passwords. They begin as viewers without sites. */
public final class BroughtUsers {
  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,49}");
  private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d\\d\\$.{53}");

  private final JdbcClient to;
  private final Collection<String> notes;
  private final Map<String, String> hashes = new HashMap<>();

  /**
   * @param notes is told who is left out, and why
   */
  public BroughtUsers(JdbcClient to, Collection<String> notes) {
    this.to = to;
    this.notes = notes;
  }

  /**
   * Brings a user. Whoever has that name already stays who they are.
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
    hashes.put(name, hash);
    return to.sql(
                """
                insert into users (username, password_hash, role, is_active)
                values (?, ?, 'viewer', ?) on conflict do nothing
                """)
            .params(name, hash, active)
            .update()
        > 0;
  }

  /**
   * Numbers of those who were brought, now or earlier, by their names.
   *
   * @param things what is brought of them, for the note that they are somebody else here
   */
  public Map<String, Long> numbers(String things) {
    Map<String, Long> users = new HashMap<>();
    to.sql("select username, user_id, password_hash from users")
        .query(
            row -> {
              String hash = hashes.get(row.getString(1));
              if (hash != null && hash.equals(row.getString(3))) {
                users.put(row.getString(1), row.getLong(2));
              } else if (hash != null) {
                notes.add(
                    "The user "
                        + row.getString(1)
                        + " is somebody else here; "
                        + things
                        + " of that name are brought without one.");
              }
            });
    return users;
  }
}
