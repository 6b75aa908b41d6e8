package io.sightline.job.sinks;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/**
 * Fills the upsert of one minute of a camera's observations. A minute has one writer and is always
 * written whole, so the newest counts, also when a restored job knows less of it.
 */
final class ObservationStatement implements JdbcStatementBuilder<ObservationMinute> {
  static final String UPSERT =
      """
      insert into observations as t
        (run, code_version, id, site, camera, at, revision, frames, detections, dropped, layout_version, payload)
      values (held(?, ?), ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
      on conflict (run, camera, at) do update set
        code_version = excluded.code_version, revision = excluded.revision, frames = excluded.frames,
        detections = excluded.detections, dropped = excluded.dropped, layout_version = excluded.layout_version, payload = excluded.payload,
        erased_at = null
      """;

  private final PrivacyGuard guard;
  private final String run;
  private final String job;
  private final String codeVersion;

  ObservationStatement(String run, String job, String codeVersion, PrivacyGuard guard) {
    this.guard = guard;
    this.run = run;
    this.job = job;
    this.codeVersion = codeVersion;
  }

  @Override
  public void accept(PreparedStatement statement, ObservationMinute minute) throws SQLException {
    int frames = 0;
    int detections = 0;
    Map<String, Integer> dropped = new TreeMap<>();
    for (Observations observations : minute.records()) {
      frames += observations.frame().kind() == RecordKind.FRAME ? 1 : 0;
      detections += observations.detections();
      if (observations.frame().kind() == RecordKind.DROPPED) {
        dropped.merge(observations.frame().reason(), 1, Integer::sum);
      }
    }
    String id = DerivedIds.observationMinute(minute.site(), minute.camera(), minute.minuteMillis());
    statement.setString(1, run);
    statement.setString(2, job);
    statement.setString(3, codeVersion);
    statement.setObject(4, UUID.fromString(id));
    statement.setString(5, minute.site());
    statement.setString(6, minute.camera());
    statement.setObject(7, Instant.ofEpochMilli(minute.minuteMillis()).atOffset(ZoneOffset.UTC));
    statement.setLong(8, minute.records().size());
    statement.setInt(9, frames);
    statement.setInt(10, detections);
    statement.setString(11, Json.write(dropped));
    statement.setString(12, minute.records().get(0).frame().layoutVersion());
    statement.setBytes(13, ObservationLog.encode(guard.withoutErased(minute.records())));
  }
}
