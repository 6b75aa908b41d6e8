package io.sightline.store.facts;

import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.io.Serializable;
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
   * @throws org.springframework.dao.DataAccessException when the database cannot be reached
   */
  public List<Observations> read(String camera, long minuteMillis) {
    byte[] payload =
        database.with(
            jdbc ->
                jdbc.sql(
                        "select payload from observations"
                            + " where run = 'live' and camera = :camera and at = :minute")
                    .param("camera", camera)
                    .param("minute", Instant.ofEpochMilli(minuteMillis).atOffset(ZoneOffset.UTC))
                    .query(byte[].class)
                    .optional()
                    .orElse(null));
    try {
      return payload == null ? List.of() : ObservationLog.decode(payload);
    } catch (IOException e) {
      // Whoever comes back writes the row anew; nobody else could have read it either.
      LOG.warn("What is stored of camera '{}' at {} is damaged.", camera, minuteMillis, e);
      return List.of();
    }
  }
}
