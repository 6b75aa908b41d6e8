package io.sightline.store.health;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.standing.RunStanding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Properties;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What the database says of how things are, over a connection of its own, so that a crowd that
 * waits for the others does not make it look as if it were away. Used by one thread.
 */
public final class Vitals implements AutoCloseable {
  private static final String SECONDS = "2";
  private static final String MILLIS = "2000";

  /** Looked for once a second. */
  public static final String WAITING =
      """
      select count(*),
        coalesce((extract(epoch from now() - min(requested_at)) * 1000)::bigint, 0),
        case when count(*) = 0 then true else %s end
      from runs where request is not null and state in ('requested', 'running')
        and (state = 'requested' or not %s)
      """
          .formatted(RunStanding.held(":makers"), RunStanding.held(":lock || run"));

  private final DatabaseAddress address;
  private SingleConnectionDataSource session;

  public Vitals(DatabaseAddress address) {
    this.address = address;
  }

  /**
   * How the job of the live run stands.
   *
   * @param state as whoever makes the run last saw it; null where nobody ever said
   * @param error why it failed or is started again; null for none
   * @param seenAgo how long ago it was seen; null where nobody ever said
   */
  public record Job(String state, String error, Duration seenAgo) {}

  /**
   * The live cameras.
   *
   * @param up sent a frame within the last 30 seconds
   * @param refused are there, and somebody has to change how they are asked: credentials, name of
   *     the stream, networks, layout
   * @param unseen were never seen
   * @param down all others
   * @param missingSince when the first of those that are not up was last seen; null for none, or
   *     when nobody knows
   * @param behind age of the oldest newest frame of those that are up; zero for none
   */
  public record Cameras(
      int up, int refused, int unseen, int down, Instant missingSince, Duration behind) {}

  /**
   * Runs that were asked for and that nobody makes yet, or any more.
   *
   * @param waitedFor how long the first of them waits; zero where there are none
   * @param isMade whether there are none, or somebody makes such runs
   */
  public record Waiting(int runs, Duration waitedFor, boolean isMade) {}

  /**
   * All of it.
   *
   * @param job empty where there never was a live run
   */
  public record Signs(Optional<Job> job, Cameras cameras, Waiting waiting) {}

  /**
   * @throws org.springframework.dao.DataAccessException when the database does not answer within
   *     seconds
   */
  public Signs look() {
    try {
      JdbcClient jdbc = JdbcClient.create(session());
      return new Signs(job(jdbc), cameras(jdbc), waiting(jdbc));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private SingleConnectionDataSource session() {
    if (session == null) {
      Properties properties = new Properties();
      properties.setProperty("user", address.user());
      properties.setProperty("password", address.password());
      properties.setProperty("connectTimeout", SECONDS);
      properties.setProperty("loginTimeout", SECONDS);
      properties.setProperty("socketTimeout", SECONDS);
      properties.setProperty("ApplicationName", "sightline-health");
      properties.setProperty("options", "-c TimeZone=UTC -c statement_timeout=" + MILLIS);
      try {
        Connection connection = DriverManager.getConnection(address.url(), properties);
        session = new SingleConnectionDataSource(connection, true);
      } catch (SQLException e) {
        throw new DataAccessResourceFailureException("The database does not answer.", e);
      }
    }
    return session;
  }

  private static Optional<Job> job(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select job_state, job_error,
              (extract(epoch from now() - job_seen_at) * 1000)::bigint as seen_ago
            from runs where run = 'live'
            """)
        .query(
            (row, number) ->
                new Job(row.getString(1), row.getString(2), millis(row.getObject(3, Long.class))))
        .optional();
  }

  private static Duration millis(Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }

  private static Cameras cameras(JdbcClient jdbc) {
    return jdbc.sql(
            """
            with seen as (
              select l.camera is null as unseen,
                coalesce(l.up and l.at > now() - interval '30 seconds', false) as up,
                coalesce(not l.up and l.reason in
                  ('unauthorized', 'not-found', 'not-allowed', 'outside-picture'), false) as refused,
                l.at, l.down_since,
                case when l.up and l.at > now() - interval '30 seconds' then null
                  else (select case when g.final then null else g.at end from camera_gaps g
                    where g.run = 'live' and g.camera = c.camera
                      and g.reason not in ('moved', 'blurred', 'dark', 'frozen', 'covered')
                    order by g.revision desc limit 1) end as missing_since
              from cameras c left join camera_latest l using (camera)
              where c.live and c.active)
            select count(*) filter (where up), count(*) filter (where refused),
              count(*) filter (where unseen),
              count(*) filter (where not up and not refused and not unseen),
              min(coalesce(missing_since, down_since, at)) filter (where not up),
              coalesce((extract(epoch from now() - min(at) filter (where up)) * 1000)::bigint, 0)
            from seen
            """)
        .query((row, number) -> cameras(row))
        .single();
  }

  private static Cameras cameras(ResultSet row) throws SQLException {
    OffsetDateTime since = row.getObject(5, OffsetDateTime.class);
    return new Cameras(
        row.getInt(1),
        row.getInt(2),
        row.getInt(3),
        row.getInt(4),
        since == null ? null : since.toInstant(),
        Duration.ofMillis(Math.max(0, row.getLong(6))));
  }

  private static Waiting waiting(JdbcClient jdbc) {
    return jdbc.sql(WAITING)
        .param("makers", RunStanding.MAKERS)
        .param("lock", RunStanding.LOCK)
        .query(
            (row, number) ->
                new Waiting(
                    row.getInt(1),
                    Duration.ofMillis(Math.max(0, row.getLong(2))),
                    row.getBoolean(3)))
        .single();
  }

  @Override
  public void close() {
    if (session != null) {
      session.destroy();
      session = null;
    }
  }
}
