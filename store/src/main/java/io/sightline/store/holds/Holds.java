package io.sightline.store.holds;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stays, however long its site keeps things. */
public final class Holds {
  /** Of a row {@code r} of a part, with the parameter kind. */
  public static final String HELD =
      """
      exists (select from holds h where h.site = r.site and (h.kind is null or h.kind = :kind)
        and r.at >= h.from_at and r.at < h.to_at)""";

  private static final String COLUMNS =
      "select id, site, kind, from_at, to_at, reason, made_by, made_at from holds ";

  private final JdbcClient jdbc;

  public Holds(DataSource database) {
    this(JdbcClient.create(database));
  }

  public Holds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A time of a site of which nothing is taken away.
   *
   * @param kind of fact by its table, or observations; null for all
   * @param to exclusive
   * @param reason why, for those who ask later
   * @param madeBy the user
   */
  public record Hold(
      long id,
      String site,
      String kind,
      Instant from,
      Instant to,
      String reason,
      String madeBy,
      Instant madeAt) {}

  /**
   * @return the new one's id
   */
  public long add(String site, String kind, Instant from, Instant to, String reason, String by) {
    return jdbc.sql(
            """
            insert into holds (site, kind, from_at, to_at, reason, made_by)
            values (?, ?, ?, ?, ?, ?) returning id
            """)
        .params(
            site,
            kind,
            from.atOffset(ZoneOffset.UTC),
            to.atOffset(ZoneOffset.UTC),
            reason.replace("\0", ""),
            by)
        .query(Long.class)
        .single();
  }

  /** A site's, the oldest first. */
  public List<Hold> of(String site) {
    return of(site, 0, Integer.MAX_VALUE);
  }

  /**
   * A site's, the oldest first.
   *
   * @param after the id behind which they begin; 0 for the first
   */
  public List<Hold> of(String site, long after, int most) {
    return jdbc.sql(COLUMNS + "where site = ? and id > ? order by id limit ?")
        .params(site, after, most)
        .query((row, number) -> hold(row))
        .list();
  }

  public Optional<Hold> find(String site, long id) {
    return jdbc.sql(COLUMNS + "where site = ? and id = ?")
        .params(site, id)
        .query((row, number) -> hold(row))
        .optional();
  }

  private static Hold hold(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Hold(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        row.getString(6),
        row.getString(7),
        row.getObject(8, OffsetDateTime.class).toInstant());
  }

  /** The oldest of a site that something of a time falls under. */
  public Optional<Hold> overlapping(String site, Instant from, Instant to) {
    return jdbc.sql(COLUMNS + "where site = ? and from_at < ? and to_at > ? order by id limit 1")
        .params(site, to.atOffset(ZoneOffset.UTC), from.atOffset(ZoneOffset.UTC))
        .query((row, number) -> hold(row))
        .optional();
  }

  /**
   * @return false when there is none
   */
  public boolean release(String site, long id) {
    return jdbc.sql("delete from holds where site = ? and id = ?").params(site, id).update() > 0;
  }

  /**
   * Why a run cannot be deleted: a hold of its site that something of it falls under.
   *
   * @param tables of facts and observations
   */
  public Optional<Hold> over(String run, List<String> tables) {
    for (Hold hold : of(siteOf(run))) {
      for (String table : tables) {
        boolean here = hold.kind() == null || hold.kind().equals(table);
        if (here && has(run, table, hold)) {
          return Optional.of(hold);
        }
      }
    }
    return Optional.empty();
  }

  private String siteOf(String run) {
    return jdbc.sql("select site from runs where run = ?")
        .param(run)
        .query(String.class)
        .optional()
        .orElse("");
  }

  private boolean has(String run, String table, Hold hold) {
    return jdbc.sql(
            "select exists (select from %s where run = ? and site = ? and at >= ? and at < ?)"
                .formatted(table))
        .params(
            run,
            hold.site(),
            hold.from().atOffset(ZoneOffset.UTC),
            hold.to().atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
  }
}
