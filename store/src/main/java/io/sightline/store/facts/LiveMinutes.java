package io.sightline.store.facts;

import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads single minutes of the live run's observation log. */
public record LiveMinutes(DatabaseAddress database) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMinutes.class);

  /**
   * @param minuteMillis start of the minute, event time
   * @return its records in their order; empty where nothing that can be read is stored
   * @throws IllegalStateException when the database cannot be read now
   */
  public List<Observations> read(String camera, long minuteMillis) {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "select payload from observations where run = 'live' and camera = ? and at = ?")) {
      statement.setString(1, camera);
      statement.setObject(2, Instant.ofEpochMilli(minuteMillis).atOffset(ZoneOffset.UTC));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? ObservationLog.decode(rows.getBytes(1)) : List.of();
      }
    } catch (IOException e) {
      // Whoever comes back writes the row anew; nobody else could have read it either.
      LOG.warn("What is stored of camera '{}' at {} is damaged.", camera, minuteMillis, e);
      return List.of();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "What is stored of camera '"
              + camera
              + "' in the minute in which it comes cannot be read: "
              + e.getMessage(),
          e);
    }
  }
}
