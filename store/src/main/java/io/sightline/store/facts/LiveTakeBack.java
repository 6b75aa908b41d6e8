package io.sightline.store.facts;

import io.sightline.domain.observations.ObservationMinute;
import io.sightline.store.DatabaseAddress;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Takes back what was written of a live camera after the position that it is taken up from: its
 * frames do not come a second time, so nothing would ever mend these rows. Those that are written
 * again count again.
 */
public record LiveTakeBack(DatabaseAddress database) implements Serializable {
  private static final List<String> BY_CAMERA =
      List.of(
          "camera_gaps",
          "vehicle_tracks",
          "plate_reads",
          "passages",
          "dwell_times",
          "spot_transitions",
          "emotion_segments");
  private static final List<String> BY_SITE = List.of("vehicle_sessions", "occupancy_windows");

  /** Nothing that ended later began longer ago; spares the older partitions. */
  private static final Duration LONGEST_FACT = Duration.ofDays(10);

  /**
   * @param lastMillis capture time of the last record that counts
   */
  public void after(String camera, long lastMillis) throws SQLException {
    OffsetDateTime earliest =
        Instant.ofEpochMilli(lastMillis).minus(LONGEST_FACT).atOffset(ZoneOffset.UTC);
    try (Connection connection = database.connect()) {
      for (String table : BY_CAMERA) {
        retract(connection, table, "camera = ?", camera, lastMillis, earliest);
      }
      retract(
          connection,
          "emotion_windows",
          "scope = 'camera' and scope_id = ?",
          camera,
          lastMillis,
          earliest);
      for (String table : BY_SITE) {
        retract(
            connection,
            table,
            "site = (select site from cameras where camera = ?)",
            camera,
            lastMillis,
            earliest);
      }
      try (PreparedStatement statement =
          connection.prepareStatement(
              "delete from observations where run = 'live' and camera = ? and at > ?")) {
        statement.setString(1, camera);
        statement.setObject(
            2,
            Instant.ofEpochMilli(ObservationMinute.minuteOf(lastMillis)).atOffset(ZoneOffset.UTC));
        statement.executeUpdate();
      }
    }
  }

  private static void retract(
      Connection connection,
      String table,
      String whose,
      String camera,
      long lastMillis,
      OffsetDateTime earliest)
      throws SQLException {
    String sql =
        "update "
            + table
            + " set retracted = true, written_xid = default where run = 'live' and "
            + whose
            + " and at > ? and revision > ? and not retracted";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, camera);
      statement.setObject(2, earliest);
      statement.setLong(3, lastMillis);
      statement.executeUpdate();
    }
  }
}
