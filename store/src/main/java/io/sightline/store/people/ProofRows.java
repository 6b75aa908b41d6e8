package io.sightline.store.people;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether what people have proven themselves with still counts, and what they may do now. */
public final class ProofRows {
  private final JdbcClient jdbc;

  public ProofRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * What somebody has proven themselves with.
   *
   * @param generation that it was given out in; null where that does not count
   * @param issuedAt null where that does not count
   * @param token its id; null for none
   * @param key its number; null for none
   */
  public record Held(long userId, Long generation, Instant issuedAt, String token, Long key) {}

  /**
   * Somebody who may ask now.
   *
   * @param grants role by site, sites sorted
   */
  public record Standing(long userId, String username, String role, Map<String, String> grants) {}

  /**
   * Those of some proofs that count now, asked at once.
   *
   * @return by their place in the list; those that count no more are missing
   */
  public Map<Integer, Standing> standing(List<Held> held) {
    Map<Integer, Standing> standing = new TreeMap<>();
    jdbc.sql(
            """
            select p.n, u.user_id, u.username, u.role, g.sites, g.roles
            from unnest(:users::bigint[], :generations::bigint[], :issued::timestamptz[],
              :tokens::text[], :keys::bigint[])
              with ordinality p (user_id, generation, issued_at, token, key, n)
            join users u using (user_id)
            cross join lateral (
              select coalesce(array_agg(site order by site), '{}') as sites,
                coalesce(array_agg(role order by site), '{}') as roles
              from site_grants where username = u.username) g
            where u.is_active
              and (p.generation is null or p.generation = u.generation)
              and (p.issued_at is null or u.signed_out_at is null or p.issued_at > u.signed_out_at)
              and (p.token is null or not exists (
                select from ended_tokens e where e.id = p.token))
              and (p.key is null or exists (
                select from api_keys k where k.key_id = p.key and k.user_id = u.user_id
                  and (k.expires_at is null or k.expires_at > now())))
            """)
        .param("users", held.stream().map(Held::userId).toArray(Long[]::new))
        .param("generations", held.stream().map(Held::generation).toArray(Long[]::new))
        .param("issued", held.stream().map(one -> time(one.issuedAt())).toArray(Timestamp[]::new))
        .param("tokens", held.stream().map(Held::token).toArray(String[]::new))
        .param("keys", held.stream().map(Held::key).toArray(Long[]::new))
        .query(
            row -> {
              standing.put(
                  row.getInt("n") - 1,
                  new Standing(
                      row.getLong("user_id"),
                      row.getString("username"),
                      row.getString("role"),
                      UserRows.grants(row)));
            });
    return standing;
  }

  private static Timestamp time(Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  /**
   * Ends a token, or takes a ticket, for good.
   *
   * @param expiresAt when it would be too old anyway
   * @return false when it was ended before
   */
  public boolean end(String token, Instant expiresAt) {
    jdbc.sql("delete from ended_tokens where expires_at < now() - interval '1 hour'").update();
    return jdbc.sql(
                "insert into ended_tokens (id, expires_at) values (?, ?) on conflict do nothing")
            .params(token, expiresAt.atOffset(ZoneOffset.UTC))
            .update()
        > 0;
  }
}
