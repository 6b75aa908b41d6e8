package io.sightline.store.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
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
  private static final int MOST = 1_000;

  private final JdbcClient jdbc;

  public UserRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /** A person as stored. */
  public record User(String username, String role, boolean active) {}

  /** What a password is compared with. */
  public record Credentials(String username, String passwordHash) {}

  /**
   * A person in the list.
   *
   * @param grants role by site, sites sorted
   */
  public record Listed(
      long id,
      String username,
      String role,
      boolean active,
      Instant createdAt,
      Map<String, String> grants) {}

  public Optional<User> find(String username) {
    return jdbc.sql("select username, role, is_active from users where username = ?")
        .param(username)
        .query((row, number) -> new User(row.getString(1), row.getString(2), row.getBoolean(3)))
        .optional();
  }

  /** Of somebody who may sign in now. */
  public Optional<Credentials> credentials(String username) {
    return jdbc.sql("select username, password_hash from users where username = ? and is_active")
        .param(username)
        .query((row, number) -> new Credentials(row.getString(1), row.getString(2)))
        .optional();
  }

  /** Role by site. */
  public Map<String, String> grants(String username) {
    Map<String, String> grants = new LinkedHashMap<>();
    jdbc.sql("select site, role from site_grants where username = ? order by site")
        .param(username)
        .query(
            row -> {
              grants.put(row.getString(1), row.getString(2));
            });
    return grants;
  }

  private static final String WITH_GRANTS =
      """
      select u.user_id, u.username, u.role, u.is_active, u.created_at,
        array_remove(array_agg(g.site order by g.site), null) as sites,
        array_remove(array_agg(g.role order by g.site), null) as roles
      from users u left join site_grants g using (username)
      """;

  /** Those of some people who may sign in now. */
  public List<Listed> find(Collection<String> usernames) {
    return jdbc.sql(
            WITH_GRANTS + "where u.username = any (:usernames) and u.is_active group by u.user_id")
        .param("usernames", usernames.toArray(String[]::new))
        .query((row, number) -> listed(row))
        .list();
  }

  /** The first thousand, by name. */
  public List<Listed> list() {
    return jdbc.sql(WITH_GRANTS + "group by u.user_id order by u.username limit :most")
        .param("most", MOST)
        .query((row, number) -> listed(row))
        .list();
  }

  private static Listed listed(ResultSet row) throws SQLException {
    String[] sites = (String[]) row.getArray("sites").getArray();
    String[] roles = (String[]) row.getArray("roles").getArray();
    Map<String, String> grants = new LinkedHashMap<>();
    for (int i = 0; i < sites.length; i++) {
      grants.put(sites[i], roles[i]);
    }
    return new Listed(
        row.getLong("user_id"),
        row.getString("username"),
        row.getString("role"),
        row.getBoolean("is_active"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        grants);
  }

  public boolean isEmpty() {
    return !jdbc.sql("select exists (select from users)").query(Boolean.class).single();
  }

  /** Has everybody else who wants to be the first wait until the transaction ends. */
  public void lockFirst() {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('sightline first admin', 0))::text")
        .query(String.class)
        .list();
  }

  /**
   * @return false when there is somebody of this name already
   */
  public boolean add(String username, String passwordHash, String role) {
    return jdbc.sql(
                """
                insert into users (username, password_hash, role) values (?, ?, ?)
                on conflict (username) do nothing
                """)
            .params(username, passwordHash, role)
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

  /** Makes somebody an admin who may sign in with this password, whoever they were before. */
  public void putAdmin(String username, String passwordHash) {
    jdbc.sql(
            """
            insert into users (username, password_hash, role) values (?, ?, 'admin')
            on conflict (username) do update
            set password_hash = excluded.password_hash, role = 'admin', is_active = true
            """)
        .params(username, passwordHash)
        .update();
  }
}
