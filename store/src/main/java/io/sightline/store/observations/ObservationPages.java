package io.sightline.store.observations;

import io.sightline.store.DatabaseAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One camera's minutes in the observation log of a run, a few rows at a time, over a connection
 * that stays open until this is closed. Not for use by several threads.
 */
public final class ObservationPages implements AutoCloseable {
  static final int ROWS_A_PAGE = 16;
  private static final String PAGE =
      "select at, payload from observations where run = ? and camera = ? and at >= ? order by at limit "
          + ROWS_A_PAGE;

  /**
   * A minute as stored.
   *
   * @param at its start
   * @param payload see {@link io.sightline.domain.observations.ObservationLog}
   */
  public record Minute(Instant at, byte[] payload) {}

  private final SingleConnectionDataSource session;
  private final JdbcClient jdbc;
  private final String run;
  private final String camera;

  /**
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public ObservationPages(DatabaseAddress database, String run, String camera) {
    this.session = database.session();
    this.jdbc = JdbcClient.create(session);
    this.run = run;
    this.camera = camera;
  }

  /**
   * At most 16 minutes from a time on, by time; none at the end.
   *
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public List<Minute> from(Instant first) {
    return jdbc.sql(PAGE)
        .params(run, camera, first.atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Minute(row.getObject(1, OffsetDateTime.class).toInstant(), row.getBytes(2)))
        .list();
  }

  @Override
  public void close() {
    session.close();
  }
}
