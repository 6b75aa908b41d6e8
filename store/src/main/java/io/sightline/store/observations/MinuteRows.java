package io.sightline.store.observations;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The observation log, a camera's minute at a time. */
public final class MinuteRows {
  private final JdbcClient jdbc;

  public MinuteRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * A minute as stored.
   *
   * @param payload see {@link io.sightline.domain.observations.ObservationLog}
   */
  public record StoredMinute(String site, byte[] payload) {}

  /**
   * What a run was judged by: a run of stored observations has those of the run that it names.
   *
   * @param minute its start
   */
  public Optional<StoredMinute> find(String run, String camera, Instant minute) {
    return jdbc.sql(
            """
            select site, payload from observations
            where run = coalesce((select from_run from runs where run = ?), ?) and camera = ? and at = ?
            """)
        .params(run, run, camera, minute.atOffset(ZoneOffset.UTC))
        .query((row, number) -> new StoredMinute(row.getString(1), row.getBytes(2)))
        .optional();
  }
}
