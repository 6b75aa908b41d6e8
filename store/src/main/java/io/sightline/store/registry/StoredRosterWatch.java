package io.sightline.store.registry;

import io.sightline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Keeps one connection, and reads the cameras only when some transaction has changed the registry:
 * while nothing changes a look is one row.
 */
final class StoredRosterWatch implements RosterWatch {
  /**
   * A database that does not answer for this long is taken for gone: well within the time for which
   * a lease holds, which may be renewed on the same thread.
   */
  private static final int ANSWER_WITHIN_MILLIS = 5_000;

  static final String NEWEST_CHANGE = "select written_xid::text from registry_changes";

  /**
   * Each live camera with the layouts that list it, from the one in force a minute ago on. Layouts
   * are found site by site, so that those of long ago are not looked at.
   */
  static final String ROSTER =
      """
      select c.camera, c.site, c.revision, c.sample_fps, v.effective_at, v.version,
        coalesce((select n.newest from statement_numbers n where n.site = s.site), 0)
      from (select distinct site from cameras where live and active) s
      cross join lateral (
        select n.effective_at, n.version, n.cameras from layout_versions n
        where n.site = s.site and n.effective_at >= coalesce(
          (select max(f.effective_at) from layout_versions f
            where f.site = s.site and f.effective_at <= now() - interval '1 minute'), '-infinity')
        offset 0) v
      cross join lateral unnest(v.cameras) listed (camera)
      join cameras c on c.camera = listed.camera and c.site = s.site and c.live and c.active
      order by c.camera, v.effective_at
      """;

  private final DatabaseAddress database;
  private Connection connection;
  private boolean closed;

  /** What was newest when the cameras were read; null before the first time. */
  private String seen;

  StoredRosterWatch(DatabaseAddress database) {
    this.database = database;
  }

  @Override
  public Optional<CameraRoster> changed() {
    JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connected(), true));
    try {
      // Asked first: what is written from here on is read now or seen by the next look.
      String newest = jdbc.sql(NEWEST_CHANGE).query(String.class).single();
      if (newest.equals(seen)) {
        return Optional.empty();
      }
      CameraRoster roster = jdbc.sql(ROSTER).query(StoredRosterWatch::read);
      seen = newest;
      return Optional.of(roster);
    } catch (DataAccessException e) {
      disconnect();
      throw e;
    }
  }

  private static CameraRoster read(ResultSet rows) throws SQLException {
    List<CameraRoster.Entry> entries = new ArrayList<>();
    String before = null;
    List<CameraRoster.LayoutStart> layouts = new ArrayList<>();
    while (rows.next()) {
      String camera = rows.getString(1);
      if (!camera.equals(before)) {
        before = camera;
        layouts = new ArrayList<>();
        entries.add(
            new CameraRoster.Entry(
                camera,
                rows.getString(2),
                rows.getLong(3),
                rows.getDouble(4),
                Collections.unmodifiableList(layouts),
                rows.getLong(7)));
      }
      long effective = rows.getObject(5, OffsetDateTime.class).toInstant().toEpochMilli();
      layouts.add(new CameraRoster.LayoutStart(effective, rows.getString(6)));
    }
    return new CameraRoster(List.copyOf(entries));
  }

  private Connection connected() {
    synchronized (this) {
      if (connection != null) {
        return connection;
      }
    }
    try {
      Connection fresh = database.connect();
      fresh.setNetworkTimeout(Runnable::run, ANSWER_WITHIN_MILLIS);
      return keep(fresh);
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("The registry cannot be reached.", e);
    }
  }

  private synchronized Connection keep(Connection fresh) throws SQLException {
    if (closed) {
      fresh.close();
      throw new CannotGetJdbcConnectionException("The registry is not looked at any more.");
    }
    connection = fresh;
    return fresh;
  }

  private synchronized void disconnect() {
    if (connection != null) {
      try {
        // Does not wait for an answer that may never come.
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is gone all the same.
      }
      connection = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    disconnect();
  }
}
