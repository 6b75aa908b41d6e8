package io.sightline.job.sinks;

import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Detection;
import io.sightline.job.cameras.CameraLatest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/** Fills the one row that each live camera has. */
record CameraLatestStatement(String job, PrivacyGuard guard)
    implements JdbcStatementBuilder<CameraLatest> {
  static final String UPSERT =
      """
      insert into camera_latest as t (camera, site, at, up, reason, width, height, boxes,
        frame_at, down_since)
      select camera, site, at, up, reason, width, height, boxes,
        case when up then at end, case when not up then at end
      from (select ?, ?, ?::timestamptz, held('live', ?) = 'live' and ?, ?, ?::int, ?::int, ?::json)
        as told (camera, site, at, up, reason, width, height, boxes)
      on conflict (camera) do update set
        site = excluded.site, at = excluded.at, up = excluded.up, reason = excluded.reason,
        width = case when excluded.width > 0 then excluded.width else t.width end,
        height = case when excluded.height > 0 then excluded.height else t.height end,
        boxes = excluded.boxes, written_xid = default,
        frame_at = coalesce(excluded.frame_at, t.frame_at),
        down_since = case when not excluded.up then coalesce(t.down_since, excluded.at) end
      where excluded.at >= t.at
      """;

  private static final double TENTH = 10.0;
  private static final double HUNDREDTH = 100.0;

  /** A box as people get it: pixels from the top left. */
  private record Seen(String label, double score, double x, double y, double width, double height) {
    static Seen of(Detection detection) {
      return new Seen(
          detection.label(),
          Math.round(detection.score() * HUNDREDTH) / HUNDREDTH,
          tenth(detection.box().left()),
          tenth(detection.box().top()),
          tenth(detection.box().width()),
          tenth(detection.box().height()));
    }

    private static double tenth(double value) {
      return Math.round(value * TENTH) / TENTH;
    }
  }

  @Override
  public void accept(PreparedStatement statement, CameraLatest latest) throws SQLException {
    List<Seen> boxes = guard.told(latest).seen().stream().map(Seen::of).toList();
    statement.setString(1, latest.camera());
    statement.setString(2, latest.site());
    statement.setObject(3, Instant.ofEpochMilli(latest.atMillis()).atOffset(ZoneOffset.UTC));
    statement.setString(4, job);
    statement.setBoolean(5, latest.up());
    statement.setString(6, latest.reason());
    statement.setInt(7, latest.width());
    statement.setInt(8, latest.height());
    statement.setString(9, Json.write(boxes));
  }
}
