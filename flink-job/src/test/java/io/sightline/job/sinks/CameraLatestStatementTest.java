package io.sightline.job.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.job.cameras.CameraLatest;
import io.sightline.store.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CameraLatestStatementTest {
  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.create();
    connection =
        DriverManager.getConnection(
            database.address().url(), database.address().user(), database.address().password());
    connection
        .createStatement()
        .execute(
            "insert into run_leases (run, shard, holder, expires_at, backend, backend_since)"
                + " values ('live', 'all', 'j', now(), 0, now())");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  private void told(int second, boolean up) throws SQLException {
    int side = up ? 64 : 0;
    try (PreparedStatement statement = connection.prepareStatement(CameraLatestStatement.UPSERT)) {
      new CameraLatestStatement("j", PrivacyGuard.NONE)
          .accept(
              statement,
              new CameraLatest(
                  "a", "gate", second * 1_000L, up, up ? null : "refused", side, side, List.of()));
      statement.executeUpdate();
    }
  }

  /**
   * Seconds of the last word, of the last picture before one without, and since when it is down.
   */
  private String times() throws SQLException {
    try (ResultSet row =
        connection
            .createStatement()
            .executeQuery("select at, frame_at, down_since from camera_latest")) {
      assertThat(row.next()).isTrue();
      StringBuilder text = new StringBuilder();
      for (int i = 1; i <= 3; i++) {
        Timestamp time = row.getTimestamp(i);
        Instant instant = time == null ? null : time.toInstant();
        text.append(instant == null ? "-" : instant.getEpochSecond()).append(' ');
      }
      return text.toString().strip();
    }
  }

  @Test
  void whenACameraWasLastSeenAndSinceWhenItIsDownStaysWhileItIs() throws SQLException {
    told(1, false);
    told(2, false);
    assertThat(times()).as("never seen").isEqualTo("2 - 1");
    told(3, true);
    told(4, true);
    assertThat(times()).isEqualTo("4 4 -");
    told(5, false);
    told(6, false);
    assertThat(times()).isEqualTo("6 4 5");
    told(7, true);
    told(8, false);
    assertThat(times()).isEqualTo("8 7 8");
  }
}
