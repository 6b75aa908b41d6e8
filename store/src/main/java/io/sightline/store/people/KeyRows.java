package io.sightline.store.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys of people's programs. The keys themselves are not kept, but their hashes. */
public final class KeyRows {
  private final JdbcClient jdbc;

  public KeyRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A key.
   *
   * @param scopes as words
   * @param expiresAt null for never
   * @param lastUsedAt to the minute or so; null for never
   */
  public record Key(
      long id,
      long userId,
      String username,
      String name,
      Set<String> scopes,
      Instant createdAt,
      Instant expiresAt,
      Instant lastUsedAt) {}

  private static final String KEYS =
      """
      select k.key_id, k.user_id, u.username, k.name, k.scopes, k.created_at, k.expires_at,
        k.last_used_at
      from api_keys k join users u using (user_id)
      """;

  private static Key key(ResultSet row) throws SQLException {
    return new Key(
        row.getLong("key_id"),
        row.getLong("user_id"),
        row.getString("username"),
        row.getString("name"),
        new TreeSet<>(List.of((String[]) row.getArray("scopes").getArray())),
        time(row, "created_at"),
        time(row, "expires_at"),
        time(row, "last_used_at"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /** The key of that hash, where it is not too old. */
  public Optional<Key> find(byte[] hash) {
    return jdbc.sql(KEYS + "where k.hash = ? and (k.expires_at is null or k.expires_at > now())")
        .param(hash)
        .query((row, number) -> key(row))
        .optional();
  }

  public Optional<Key> find(long id) {
    return jdbc.sql(KEYS + "where k.key_id = ?")
        .param(id)
        .query((row, number) -> key(row))
        .optional();
  }

  /**
   * A part of them, in the order in which they were made.
   *
   * @param owner null for everybody's
   * @param after number of the last one of the part before; 0 for the first part
   */
  public List<Key> list(Long owner, long after, int most) {
    return jdbc.sql(
            KEYS
                + """
                where k.key_id > :after and (:owner::bigint is null or k.user_id = :owner)
                order by k.key_id limit :most
                """)
        .param("after", after)
        .param("owner", owner)
        .param("most", most)
        .query((row, number) -> key(row))
        .list();
  }

  /**
   * Adds a key, in its caller's transaction.
   *
   * @param expiresAt null for never
   * @param most how many one person may have
   * @return its number; empty where they have so many already
   */
  public Optional<Long> add(
      long userId, String name, Set<String> scopes, byte[] hash, Instant expiresAt, int most) {
    // In a statement of its own, so that what others have added meanwhile is counted.
    jdbc.sql("select user_id from users where user_id = ? for update")
        .param(userId)
        .query(Long.class)
        .list();
    return jdbc.sql(
            """
            insert into api_keys (user_id, name, scopes, hash, expires_at)
            select user_id, :name, :scopes, :hash, :expires from users
            where user_id = :user and (select count(*) from api_keys where user_id = :user) < :most
            returning key_id
            """)
        .param("user", userId)
        .param("name", name)
        .param("scopes", scopes.toArray(String[]::new))
        .param("hash", hash)
        .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query(Long.class)
        .optional();
  }

  /** Notes that a key is used, once a minute at most. */
  public void use(long id) {
    jdbc.sql(
            """
            update api_keys set last_used_at = now()
            where key_id = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')
            """)
        .param(id)
        .update();
  }

  /**
   * @return false when there is none
   */
  public boolean delete(long id) {
    return jdbc.sql("delete from api_keys where key_id = ?").param(id).update() > 0;
  }

  public void deleteOf(long userId) {
    jdbc.sql("delete from api_keys where user_id = ?").param(userId).update();
  }
}
