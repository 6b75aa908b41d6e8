package io.sightline.source.observationlog;

import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.sql.DatabaseAddress;
import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.Timeline;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;

/** Reads a camera's minutes from the observation log, a few rows at a time. */
final class ObservationLogTimeline implements Timeline<Observations> {
  private static final int ROWS_A_PAGE = 16;
  private static final String PAGE =
      "select at, payload from observations where run = ? and camera = ? and at >= ? order by at limit "
          + ROWS_A_PAGE;

  private final String run;
  private final String site;
  private final String camera;
  private final String layoutVersion;
  private final Connection connection;
  private final PreparedStatement page;
  private final Queue<Observations> waiting = new ArrayDeque<>();
  private Instant nextMinute;
  private long nextNumber;
  private boolean exhausted;
  private boolean ended;

  ObservationLogTimeline(
      DatabaseAddress database, String run, String site, String layoutVersion, CameraSplit from)
      throws IOException {
    this.run = run;
    this.site = site;
    this.camera = from.camera();
    this.layoutVersion = layoutVersion;
    this.nextNumber = from.nextNumber();
    this.nextMinute =
        from.lastMillis() == CameraSplit.UNKNOWN
            ? Instant.EPOCH
            : Instant.ofEpochMilli(ObservationMinute.minuteOf(from.lastMillis()));
    try {
      this.connection = database.connect();
      this.page = connection.prepareStatement(PAGE);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Entry<Observations> next() throws IOException {
    while (waiting.isEmpty() && !exhausted) {
      readPage();
    }
    Observations stored = waiting.poll();
    if (stored == null) {
      if (!ended) {
        throw new IOException(
            "The stored observations of run '"
                + run
                + "', camera '"
                + camera
                + "', break off before their end; the run was deleted or changed meanwhile.");
      }
      return null;
    }
    FrameHeader frame = stored.frame();
    nextNumber = frame.number() + 1;
    ended = frame.kind() == RecordKind.END;
    FrameHeader restamped =
        new FrameHeader(
            site,
            camera,
            frame.number(),
            frame.capturedAtMillis(),
            frame.kind(),
            frame.reason(),
            frame.still(),
            layoutVersion,
            frame.address());
    Observations observations =
        new Observations(
            restamped,
            stored.width(),
            stored.height(),
            stored.vehicles(),
            stored.models(),
            stored.poison());
    CameraSplit after =
        new CameraSplit(
            camera,
            0,
            CameraSplit.UNKNOWN,
            CameraSplit.UNKNOWN,
            nextNumber,
            frame.capturedAtMillis(),
            frame.capturedAtMillis());
    return new Entry<>(observations, frame.capturedAtMillis(), after);
  }

  private void readPage() throws IOException {
    try {
      page.setString(1, run);
      page.setString(2, camera);
      page.setObject(3, nextMinute.atOffset(ZoneOffset.UTC));
      exhausted = true;
      try (ResultSet rows = page.executeQuery()) {
        while (rows.next()) {
          exhausted = false;
          nextMinute =
              rows.getObject(1, java.time.OffsetDateTime.class)
                  .toInstant()
                  .plusMillis(ObservationMinute.MILLIS);
          for (Observations observations : ObservationLog.decode(rows.getBytes(2))) {
            // After a restore the first minute begins ahead of the position.
            if (observations.frame().number() >= nextNumber) {
              waiting.add(observations);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(SQLException cause) {
    return new IOException(
        "The stored observations of run '"
            + run
            + "', camera '"
            + camera
            + "', cannot be read: "
            + cause.getMessage(),
        cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("A database connection could not be closed.", e);
    }
  }
}
