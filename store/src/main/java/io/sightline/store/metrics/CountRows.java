package io.sightline.store.metrics;

import io.sightline.domain.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Numbers for those who watch the installation, each found by an index. */
public final class CountRows {
  private final JdbcClient jdbc;

  public CountRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * Until where something was counted.
   *
   * @param before transactions before this one are over
   */
  public record Position(String before) {}

  /** Until where everything is written now. */
  public Position now() {
    return new Position(
        jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
            .query(String.class)
            .single());
  }

  /**
   * Plates of cameras, and of videos that were sent, that were read for good between two positions.
   */
  public long plates(Position from, Position to) {
    return between(
            "select count(*) from plate_reads where run = 'live' and final and not retracted",
            from,
            to)
        // Their reads are found by run: only those of late can have new ones.
        + between(
            """
            select count(*) from jobs j
              join runs r on r.run = j.run
                and (r.ended_at is null or r.ended_at > now() - interval '1 hour')
              join plate_reads p on p.run = j.run
            where p.final and not p.retracted
            """,
            from,
            to);
  }

  /**
   * Frames of the live run that were set aside, since something failed, between two positions.
   *
   * @return by the part of perception that refused them
   */
  public Map<String, Long> failures(Position from, Position to) {
    Map<String, Long> failures = new TreeMap<>();
    jdbc.sql(
            """
            select stage, count(*) from poison_records where run = 'live'
              and written_xid >= cast(:from as xid8) and written_xid < cast(:to as xid8)
            group by 1
            """)
        .param("from", from.before())
        .param("to", to.before())
        .query(
            row -> {
              failures.put(row.getString(1), row.getLong(2));
            });
    return failures;
  }

  /**
   * A camera's minute of the live run, as far as it is written.
   *
   * @param frames that were looked at
   * @param skipped frames that were left out, by reason
   */
  public record Minute(
      String site, String camera, Instant at, long frames, Map<String, Long> skipped) {}

  /** The minutes of the live run since a time. */
  public List<Minute> minutes(Instant since) {
    return jdbc.sql(
            """
            select site, camera, at, frames, dropped::text from observations
            where run = 'live' and at >= ?
            """)
        .param(since.atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Minute(
                    row.getString(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getLong(4),
                    skipped(row.getString(5))))
        .list();
  }

  private static Map<String, Long> skipped(String dropped) {
    Map<String, Long> skipped = new TreeMap<>();
    Map<?, ?> reasons = Json.read(dropped, Map.class);
    reasons.forEach(
        (reason, frames) -> skipped.put((String) reason, ((Number) frames).longValue()));
    return skipped;
  }

  private long between(String sql, Position from, Position to) {
    return jdbc.sql(
            sql + " and written_xid >= cast(:from as xid8) and written_xid < cast(:to as xid8)")
        .param("from", from.before())
        .param("to", to.before())
        .query(Long.class)
        .single();
  }

  /**
   * Videos that people have sent, by what has become of them.
   *
   * @param over done or failed
   * @param waiting not begun
   */
  public record Videos(long over, long waiting) {}

  public Videos videos() {
    return jdbc.sql(
            """
            select count(*) filter (where r.state in ('done', 'failed')),
              count(*) filter (where r.state = 'requested')
            from jobs j join runs r on r.run = j.run
            """)
        .query((row, number) -> new Videos(row.getLong(1), row.getLong(2)))
        .single();
  }

  /**
   * A live camera.
   *
   * @param lagSeconds since its newest frame; null for one that was never seen
   */
  public record Camera(String camera, String site, boolean up, Double lagSeconds) {}

  /** The live cameras that are read. */
  public List<Camera> cameras() {
    return jdbc.sql(
            """
            select c.camera, c.site, coalesce(l.up and l.at > now() - interval '30 seconds', false),
              extract(epoch from now() - l.at)::float8
            from cameras c left join camera_latest l using (camera)
            where c.live and c.active order by c.camera
            """)
        .query(
            (row, number) ->
                new Camera(
                    row.getString(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getObject(4, Double.class)))
        .list();
  }
}
