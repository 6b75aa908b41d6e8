package io.sightline.store.review;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plates with what people have said of them, and archives of these. */
public final class ExportRows {
  private final JdbcClient jdbc;

  public ExportRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * What is asked for.
   *
   * @param sites only of these; null for all
   * @param from only of plates read at or after it; null for all
   * @param to only of plates read before it; null for all
   */
  public record Wanted(Set<String> sites, Instant from, Instant to) {}

  /**
   * An archive.
   *
   * @param state requested, done or failed
   * @param user who has asked; null where there is no such user any more
   * @param sites of which it may hold plates; null for all
   * @param error why it failed; null unless it did
   */
  public record Export(
      UUID id,
      String state,
      int labels,
      boolean truncated,
      String error,
      Long user,
      Set<String> sites,
      Instant madeAt,
      Instant expiresAt) {}

  /**
   * A plate that people have looked at.
   *
   * @param keptBy the run that keeps its picture
   * @param picture its name among that run's
   * @param plate as people say that it is
   * @param read as it was read
   * @param state confirmed or corrected
   */
  public record Label(
      UUID id,
      String site,
      String camera,
      Instant at,
      String keptBy,
      String picture,
      String plate,
      String read,
      double score,
      String state) {}

  /** Asks for an archive. */
  public void request(UUID id, Wanted wanted, long user, Instant expiresAt) {
    jdbc.sql(
            """
            insert into exports (export_id, sites, from_at, to_at, user_id, expires_at)
            values (:id, :sites, :from, :to, (select user_id from users where user_id = :user), :expires)
            """)
        .param("id", id)
        .param("sites", wanted.sites() == null ? null : wanted.sites().toArray(String[]::new))
        .param("from", time(wanted.from()))
        .param("to", time(wanted.to()))
        .param("user", user)
        .param("expires", time(expiresAt))
        .update();
  }

  /** How many archives wait to be made. */
  public long waiting() {
    return jdbc.sql("select count(*) from exports where state = 'requested'")
        .query(Long.class)
        .single();
  }

  /** What waits to be made, as it was asked for. */
  public Map<UUID, Wanted> unfinished() {
    Map<UUID, Wanted> unfinished = new LinkedHashMap<>();
    jdbc.sql(
            """
            select export_id, sites, from_at, to_at from exports
            where state = 'requested' order by made_at
            """)
        .query(
            row -> {
              unfinished.put(
                  row.getObject(1, UUID.class),
                  new Wanted(
                      sites(row.getArray(2)),
                      instant(row.getObject(3, OffsetDateTime.class)),
                      instant(row.getObject(4, OffsetDateTime.class))));
            });
    return unfinished;
  }

  private static Set<String> sites(Array sites) throws SQLException {
    return sites == null ? null : Set.of((String[]) sites.getArray());
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  public Optional<Export> find(UUID id) {
    return jdbc.sql(
            """
            select export_id, state, labels, truncated, error, user_id, made_at, expires_at, sites
            from exports where export_id = ?
            """)
        .param(id)
        .query(
            (row, number) ->
                new Export(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getInt(3),
                    row.getBoolean(4),
                    row.getString(5),
                    row.getObject(6, Long.class),
                    sites(row.getArray(9)),
                    row.getObject(7, OffsetDateTime.class).toInstant(),
                    row.getObject(8, OffsetDateTime.class).toInstant()))
        .optional();
  }

  /**
   * Plates of which a picture is kept, that people have confirmed or corrected; the newest first.
   *
   * @param most at most so many
   */
  public List<Label> labels(Wanted wanted, int most) {
    return jdbc.sql(
            """
            select p.id, p.site, p.camera, p.at, coalesce(u.from_run, p.run), p.evidence,
              case when r.state = 'confirmed' then p.text else c.newest end as plate,
              coalesce(c.first, p.text), p.score, r.state
            from reviews r
              join plate_reads p on p.run = r.run and p.id = r.fact and p.at = r.at
              left join runs u on u.run = p.run
              left join lateral (
                select (array_agg(s.became order by s.number desc))[1] as newest,
                  (array_agg(s.was order by s.number))[1] as first
                from corrections s
                where s.track = p.track and s.site = p.site and s.erased_at is null) c on true
            where (r.state = 'confirmed' or c.newest is not null) and r.state in ('confirmed', 'corrected') and not p.retracted and p.evidence is not null
              and (cast(:sites as text[]) is null or r.site = any (:sites))
              and (cast(:from as timestamptz) is null or r.at >= :from)
              and (cast(:to as timestamptz) is null or r.at < :to)
            order by r.at desc, r.fact limit :most
            """)
        .param("sites", wanted.sites() == null ? null : wanted.sites().toArray(String[]::new))
        .param("from", time(wanted.from()))
        .param("to", time(wanted.to()))
        .param("most", most)
        .query(
            (row, number) ->
                new Label(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    row.getDouble(9),
                    row.getString(10)))
        .list();
  }

  /**
   * An archive is there.
   *
   * @return whether anybody still wants it: not where it was over, or a plate erased, meanwhile
   */
  public boolean done(UUID id, int labels, boolean truncated) {
    return jdbc.sql(
                "update exports set state = 'done', labels = ?, truncated = ? where export_id = ?")
            .params(labels, truncated, id)
            .update()
        > 0;
  }

  /** There is none, and why. */
  public void failed(UUID id, String why) {
    jdbc.sql(
            "update exports set state = 'failed', error = ? where export_id = ? and state = 'requested'")
        .params(why, id)
        .update();
  }

  /** Those that are over. */
  public List<UUID> over() {
    return jdbc.sql(
            """
            select export_id from exports
            where expires_at <= now() or (state = 'requested' and made_at < now() - interval '1 hour')
            """)
        .query(UUID.class)
        .list();
  }

  public void forget(UUID id) {
    jdbc.sql("delete from exports where export_id = ?").param(id).update();
  }

  private static OffsetDateTime time(Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
