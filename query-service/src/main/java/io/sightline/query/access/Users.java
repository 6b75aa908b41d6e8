package io.sightline.query.access;

import io.sightline.query.web.Problem;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The people who may sign in. Passwords are stored as bcrypt hashes. */
@Component
public class Users {
  static final String FIRST_ADMIN = "admin";

  private static final int BCRYPT_ROUNDS = 12;

  /** bcrypt looks at no more than this. */
  private static final int MAX_PASSWORD_BYTES = 72;

  private static final int LEAST_PASSWORD = 10;
  private static final int GENERATED_BYTES = 18;

  private static final int COMPARISONS_AT_ONCE = 2;
  private static final int LONGEST_WAIT_SECONDS = 2;

  private final Semaphore comparisons = new Semaphore(COMPARISONS_AT_ONCE);
  private final JdbcClient jdbc;
  private final PasswordEncoder passwords = new BCryptPasswordEncoder(BCRYPT_ROUNDS);

  /** Compared with when there is no such user, so that the answer takes as long. */
  private final String nobody = passwords.encode("nobody");

  Users(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A person. */
  public record User(String username, Role role, boolean active) {}

  /**
   * Makes the first admin when there is nobody yet.
   *
   * @return the generated password, which is shown once and stored nowhere; empty when there was
   *     somebody
   */
  @Transactional
  public Optional<String> makeFirstAdmin() {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline first admin', 0))")
        .query()
        .listOfRows();
    if (jdbc.sql("select count(*) from users").query(Long.class).single() > 0) {
      return Optional.empty();
    }
    String password = generate();
    create(FIRST_ADMIN, password, Role.ADMIN, Map.of());
    return Optional.of(password);
  }

  /** Gives the first admin a new password, for whoever has lost it and owns the machine. */
  public String renewFirstAdmin() {
    String password = generate();
    jdbc.sql(
            "insert into users (username, password_hash, role) values (?, ?, 'admin')"
                + " on conflict (username) do update set password_hash = excluded.password_hash,"
                + " role = 'admin', is_active = true")
        .params(FIRST_ADMIN, passwords.encode(password))
        .update();
    return password;
  }

  private static String generate() {
    byte[] bytes = new byte[GENERATED_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @param grants role by site, for those who are no admins
   */
  @Transactional
  public void create(String username, String password, Role role, Map<String, Role> grants) {
    if (username == null || !username.matches("[A-Za-z0-9][A-Za-z0-9@._-]{0,49}")) {
      throw Problem.badRequest(
          "`username` must be up to 50 letters, digits, '@', '.', '_' and '-'.");
    }
    if (password == null
        || password.length() < LEAST_PASSWORD
        || password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_PASSWORD_BYTES) {
      throw Problem.badRequest("`password` must have from 10 to 72 characters.");
    }
    int created =
        jdbc.sql(
                "insert into users (username, password_hash, role) values (?, ?, ?)"
                    + " on conflict (username) do nothing")
            .params(username, passwords.encode(password), role.key())
            .update();
    if (created == 0) {
      throw Problem.conflict("There is a user '" + username + "' already; choose another name.");
    }
    grants.forEach(
        (site, granted) -> {
          int made =
              jdbc.sql(
                      "insert into site_grants (username, site, role)"
                          + " select ?, site, ? from sites where site = ?")
                  .params(username, granted.key(), site)
                  .update();
          if (made == 0) {
            throw Problem.badRequest("There is no site '" + site + "' to grant.");
          }
        });
  }

  /** Whoever has this name and this password, and may sign in. */
  public Optional<User> check(String username, String password) {
    Optional<Map<String, Object>> row =
        jdbc
            .sql("select username, password_hash, role from users where username = ? and is_active")
            .param(username == null ? "" : username.replace("\0", ""))
            .query()
            .listOfRows()
            .stream()
            .findFirst();
    String hash = row.map(found -> (String) found.get("password_hash")).orElse(nobody);
    boolean right = password != null && matches(password, hash);
    return right && row.isPresent() ? find(username) : Optional.empty();
  }

  /** A comparison takes a processor for a good while, so only a few are made at once. */
  private boolean matches(String password, String hash) {
    try {
      if (!comparisons.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.tooMany("Too many people are signing in; try again in a few seconds.");
      }
      try {
        return passwords.matches(password, hash);
      } finally {
        comparisons.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The service is ending.");
    }
  }

  /** As it stands now, so that who is shut out is out at once. */
  public Optional<User> find(String username) {
    return jdbc.sql("select username, role, is_active from users where username = ?")
        .param(username)
        .query(
            (row, number) ->
                new User(row.getString(1), Role.of(row.getString(2)), row.getBoolean(3)))
        .optional();
  }

  List<Map<String, Object>> list() {
    return jdbc.sql(
            "select u.user_id, u.username, u.role, u.is_active, u.created_at,"
                + " coalesce(string_agg(g.site || '=' || g.role, ',' order by g.site), '') as grants"
                + " from users u left join site_grants g using (username)"
                + " group by u.user_id order by u.username limit 1000")
        .query()
        .listOfRows();
  }
}
