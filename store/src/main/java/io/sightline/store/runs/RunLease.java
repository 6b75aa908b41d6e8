package io.sightline.store.runs;

import io.sightline.store.DatabaseAddress;
import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A job's right to write a run. Whatever writes names its job, and the database refuses a job that
 * does not hold the lease ({@code held} in SQL), so a job that was left for dead cannot write
 * between its successor's rows. A lease ends with the session that holds it, and, where that hangs,
 * when it has not been renewed for {@link #TIME_TO_LIVE}. Not for use by several threads.
 */
public final class RunLease implements AutoCloseable {
  public static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

  /** The only part of a run that there is so far. */
  public static final String WHOLE = "all";

  private static final String RENEW =
      """
      update run_leases l set expires_at = clock_timestamp() + make_interval(secs => :seconds),
        backend = a.pid, backend_since = a.backend_start
      from pg_stat_activity a
      where l.run = :run and l.shard = :shard and l.holder = :holder and a.pid = pg_backend_pid()
      """;

  private static final String TAKE =
      """
      insert into run_leases as l (run, shard, holder, expires_at, backend, backend_since)
      select :run, :shard, :holder, clock_timestamp() + make_interval(secs => :seconds), pid, backend_start
      from pg_stat_activity where pid = pg_backend_pid()
      on conflict (run, shard) do update set holder = excluded.holder, expires_at = excluded.expires_at,
        backend = excluded.backend, backend_since = excluded.backend_since
      where l.expires_at < clock_timestamp() or not exists (
        select from pg_stat_activity a where a.pid = l.backend and a.backend_start = l.backend_since)
      """;

  private final DatabaseAddress database;
  private final String run;
  private final String holder;
  private SingleConnectionDataSource session;

  /**
   * @param holder the job, by Flink's id
   */
  public RunLease(DatabaseAddress database, String run, String holder) {
    this.database = database;
    this.run = run;
    this.holder = holder;
  }

  /**
   * Takes the lease, or renews it.
   *
   * @return who holds it instead; empty when this job does
   * @throws DataAccessException when the database does not answer; what was held is then held until
   *     it expires
   */
  public Optional<String> take() {
    try {
      JdbcClient jdbc = JdbcClient.create(session());
      // A renewal leaves the holder alone, so that it need not wait for those who write.
      return update(jdbc, RENEW) || update(jdbc, TAKE)
          ? Optional.empty()
          : jdbc.sql("select holder from run_leases where run = ? and shard = ?")
              .params(run, WHOLE)
              .query(String.class)
              .optional();
    } catch (DataAccessException e) {
      close();
      throw e;
    }
  }

  private boolean update(JdbcClient jdbc, String sql) {
    return jdbc.sql(sql)
            .param("run", run)
            .param("shard", WHOLE)
            .param("holder", holder)
            .param("seconds", TIME_TO_LIVE.toSeconds())
            .update()
        > 0;
  }

  private SingleConnectionDataSource session() {
    if (session == null) {
      session = database.session();
    }
    return session;
  }

  /** Gives it up: with the session goes the lease. */
  @Override
  public void close() {
    if (session != null) {
      session.destroy();
      session = null;
    }
  }
}
