package io.sightline.store.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The people who may sign in, and what was granted to them. Roles are words: {@code admin}, {@code
 * clerk}, {@code viewer}. Takes part in its caller's transaction.
 */
public final class UserRows {
  private final JdbcClient jdbc;

  public UserRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A person as stored.
   *
   * @param email null for none
   * @param issuer that says who they are; null for who signs in with a password
   * @param generation of their tokens
   * @param grants role by site, sites sorted
   */
  public record User(
      long id,
      String username,
      String email,
      String role,
      boolean active,
      String issuer,
      long generation,
      Instant createdAt,
      Map<String, String> grants) {}

  /** What a password is compared with, and whose tokens are of which generation. */
  public record Credentials(long id, String username, String passwordHash, long generation) {}

  /** Where people are named in what they did, or what was done to them. */
  private static final List<String> HISTORY =
      List.of(
          "update audit_log set principal = :becomes where principal = :was",
          """
          update audit_log set object = :becomes where object = :was
            and action in ('create-user', 'change-user', 'delete-user', 'register-user',
              'set-password', 'change-password', 'sign-out-everywhere')
          """,
          "update layout_versions set stored_by = :becomes where stored_by = :was",
          "update holds set made_by = :becomes where made_by = :was",
          "update corrections set by = :becomes where by = :was",
          "update reviews set by = :becomes where by = :was",
          "update licences set activated_by = :becomes where activated_by = :was",
          "update inside_statements set by = :becomes where by = :was",
          "update erasures set made_by = :becomes where made_by = :was",
          "update bolos set made_by = :becomes where made_by = :was",
          "update watchlist_changes set by = :becomes where by = :was",
          "update silences set made_by = :becomes where made_by = :was",
          "update webhooks set made_by = :becomes where made_by = :was");

  private static final String WITH_GRANTS =
      """
      select u.user_id, u.username, u.email, u.role, u.is_active, u.issuer, u.generation,
        u.created_at,
        array_remove(array_agg(g.site order by g.site), null) as sites,
        array_remove(array_agg(g.role order by g.site), null) as roles
      from users u left join site_grants g using (username)
      """;

  public Optional<User> find(long id) {
    return jdbc.sql(WITH_GRANTS + "where u.user_id = ? group by u.user_id")
        .param(id)
        .query((row, number) -> user(row))
        .optional();
  }

  public Optional<User> find(String username) {
    return jdbc.sql(WITH_GRANTS + "where u.username = ? group by u.user_id")
        .param(username)
        .query((row, number) -> user(row))
        .optional();
  }

  /** Whom a provider knows by that name of its own. */
  public Optional<User> find(String issuer, String subject) {
    return jdbc.sql(WITH_GRANTS + "where u.issuer = ? and u.subject = ? group by u.user_id")
        .params(issuer, subject)
        .query((row, number) -> user(row))
        .optional();
  }

  /**
   * A part of them all, in the order in which they came.
   *
   * @param after number of the last one of the part before; 0 for the first part
   */
  public List<User> list(long after, int most) {
    return jdbc.sql(
            WITH_GRANTS + "where u.user_id > ? group by u.user_id order by u.user_id limit ?")
        .params(after, most)
        .query((row, number) -> user(row))
        .list();
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getLong("user_id"),
        row.getString("username"),
        row.getString("email"),
        row.getString("role"),
        row.getBoolean("is_active"),
        row.getString("issuer"),
        row.getLong("generation"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        grants(row));
  }

  /** Of the columns {@code sites} and {@code roles}. */
  static Map<String, String> grants(ResultSet row) throws SQLException {
    String[] sites = (String[]) row.getArray("sites").getArray();
    String[] roles = (String[]) row.getArray("roles").getArray();
    Map<String, String> grants = new LinkedHashMap<>();
    for (int i = 0; i < sites.length; i++) {
      grants.put(sites[i], roles[i]);
    }
    return grants;
  }

  /**
   * Of somebody who may sign in with a password now.
   *
   * @param name theirs, or their email address
   */
  public Optional<Credentials> credentials(String name) {
    return jdbc.sql(
            """
            select user_id, username, password_hash, generation from users
            where (username = :name or lower(email) = lower(:name))
              and is_active and password_hash is not null
            order by username = :name desc limit 1
            """)
        .param("name", name)
        .query(
            (row, number) ->
                new Credentials(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)))
        .optional();
  }

  /** Whether there is an admin who may sign in. */
  public boolean isAdministered() {
    return jdbc.sql("select exists (select from users where role = 'admin' and is_active)")
        .query(Boolean.class)
        .single();
  }

  /** Has everybody else who changes who there is wait until the transaction ends. */
  public void lock() {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline people', 0))::text")
        .query(String.class)
        .list();
  }

  /**
   * Whether somebody else signs in with that name, or that email address.
   *
   * @param but the one who is not somebody else; 0 for nobody
   */
  public boolean isTaken(String name, long but) {
    return jdbc.sql(
            """
            select exists (select from users
              where (lower(username) = lower(:name) or lower(email) = lower(:name)) and user_id <> :but)
            """)
        .param("name", name)
        .param("but", but)
        .query(Boolean.class)
        .single();
  }

  /**
   * @return false when there is somebody of this name already
   */
  public boolean add(String username, String email, String passwordHash, String role) {
    return jdbc.sql(
                """
                insert into users (username, email, password_hash, role) values (?, ?, ?, ?)
                on conflict do nothing
                """)
            .params(username, email, passwordHash, role)
            .update()
        > 0;
  }

  /**
   * Adds somebody who signs in with a provider.
   *
   * @return false when there is somebody of this name already
   */
  public boolean addSubject(
      String username, String email, String role, String issuer, String subject) {
    return jdbc.sql(
                """
                insert into users (username, email, role, issuer, subject) values (?, ?, ?, ?, ?)
                on conflict do nothing
                """)
            .params(username, email, role, issuer, subject)
            .update()
        > 0;
  }

  /**
   * Notes that role and grants are to be taken from a token of a provider.
   *
   * @return false where they were taken from a newer one, or the same
   */
  public boolean takesGroups(long id, Instant issuedAt) {
    return jdbc.sql(
                """
                update users set groups_at = :at
                where user_id = :id and (groups_at is null or groups_at < :at)
                """)
            .param("at", issuedAt.atOffset(ZoneOffset.UTC))
            .param("id", id)
            .update()
        > 0;
  }

  /**
   * @return false when there is no such site
   */
  public boolean grant(String username, String site, String role) {
    return jdbc.sql(
                """
                insert into site_grants (username, site, role)
                select ?, site, ? from sites where site = ?
                """)
            .params(username, role, site)
            .update()
        > 0;
  }

  public void takeGrants(long id) {
    jdbc.sql(
            """
            delete from site_grants where username = (select username from users where user_id = ?)
            """)
        .param(id)
        .update();
  }

  /** Gives somebody another name, in what they did before as well. */
  public void rename(User user, String username) {
    jdbc.sql("update users set username = ? where user_id = ?")
        .params(username, user.id())
        .update();
    putInHistory(user.username(), username);
  }

  private void putInHistory(String was, String becomes) {
    for (String history : HISTORY) {
      jdbc.sql(history).param("becomes", becomes).param("was", was).update();
    }
  }

  /**
   * @param email null for none
   */
  public void putEmail(long id, String email) {
    jdbc.sql("update users set email = ? where user_id = ?").params(email, id).update();
  }

  public void putRole(long id, String role) {
    jdbc.sql("update users set role = ? where user_id = ?").params(role, id).update();
  }

  public void putActive(long id, boolean active) {
    jdbc.sql("update users set is_active = ? where user_id = ?").params(active, id).update();
  }

  public void putPassword(long id, String passwordHash) {
    jdbc.sql("update users set password_hash = ? where user_id = ?")
        .params(passwordHash, id)
        .update();
  }

  /** Ends all tokens that somebody has. */
  public void endTokens(long id) {
    jdbc.sql(
            """
            update users set generation = generation + 1, signed_out_at = now() where user_id = ?
            """)
        .param(id)
        .update();
  }

  /** Whether there is an admin who may sign in, apart from one. */
  public boolean hasOtherAdmin(long id) {
    return jdbc.sql(
            """
            select exists (select from users where role = 'admin' and is_active and user_id <> ?)
            """)
        .param(id)
        .query(Boolean.class)
        .single();
  }

  /**
   * Deletes somebody, with what they sign in with. What they did stays, and names a number, {@code
   * user 7}, where it named them.
   */
  public void delete(User user) {
    putInHistory(user.username(), "user " + user.id());
    jdbc.sql(
            """
            insert into ended_subjects (hash, ended_at)
            select sha256(convert_to(issuer || ' ' || subject, 'UTF8')), now()
            from users where user_id = ? and subject is not null
            on conflict (hash) do update set ended_at = now()
            """)
        .param(user.id())
        .update();
    jdbc.sql("delete from users where user_id = ?").param(user.id()).update();
  }

  /** When an account of a provider's person was deleted last; empty where none was. */
  public Optional<Instant> endedAt(String issuer, String subject) {
    return jdbc.sql(
            """
            select ended_at from ended_subjects
            where hash = sha256(convert_to(:issuer || ' ' || :subject, 'UTF8'))
            """)
        .param("issuer", issuer)
        .param("subject", subject)
        .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional();
  }

  /** Makes somebody an admin who may sign in with this password, whoever they were before. */
  public void putAdmin(String username, String passwordHash) {
    jdbc.sql(
            """
            insert into users (username, password_hash, role) values (?, ?, 'admin')
            on conflict (username) do update
            set password_hash = excluded.password_hash, role = 'admin', is_active = true,
              generation = users.generation + 1, signed_out_at = now()
            """)
        .params(username, passwordHash)
        .update();
  }
}
