package io.sightline.store.observations;

import io.sightline.domain.BadInput;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The observation log: a row for each minute of a run's camera. */
public final class ObservationRows {
  private final JdbcClient jdbc;

  public ObservationRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** From the first minute's start to the last one's end. */
  public record Span(Instant first, Instant last) {}

  /** Empty when a run has none. */
  public Optional<Span> span(String run) {
    return jdbc.sql("select min(at), max(at) + interval '1 minute' from observations where run = ?")
        .param(run)
        .query(
            (row, number) ->
                row.getObject(1) == null
                    ? Optional.<Span>empty()
                    : Optional.of(
                        new Span(
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            row.getObject(2, OffsetDateTime.class).toInstant())))
        .single();
  }

  /** The cameras that a run has observations of, sorted. */
  public List<String> cameras(String run) {
    return jdbc.sql("select distinct camera from observations where run = ? order by 1")
        .param(run)
        .query(String.class)
        .list();
  }

  /** The days, in UTC, that a run has observations of. */
  public List<LocalDate> days(String run) {
    return jdbc.sql(
            "select distinct (at at time zone 'UTC')::date from observations where run = ? order by 1")
        .param(run)
        .query(LocalDate.class)
        .list();
  }

  /** Frames of a site's cameras whose observations are stored. */
  public long frames(String run, Site site) {
    return sum("frames", run, site);
  }

  /** Detections in them. */
  public long detections(String run, Site site) {
    return sum("detections", run, site);
  }

  /** Frames that were left out, by reason; the reasons sorted. */
  public SortedMap<String, Long> dropped(String run, Site site) {
    SortedMap<String, Long> byReason = new TreeMap<>();
    jdbc.sql(
            """
            select d.key, sum(d.value::bigint) from observations, jsonb_each_text(dropped) d
            where run = ? and camera = any (?) group by d.key
            """)
        .params(run, site.cameras().stream().map(Camera::id).toArray(String[]::new))
        .query(
            row -> {
              byReason.put(row.getString(1), row.getLong(2));
            });
    return byReason;
  }

  private long sum(String column, String run, Site site) {
    return jdbc.sql(
            "select coalesce(sum(%s), 0) from observations where run = ? and camera = any (?)"
                .formatted(column))
        .params(run, site.cameras().stream().map(Camera::id).toArray(String[]::new))
        .query(Long.class)
        .single();
  }

  /**
   * All of one camera, in order.
   *
   * @throws BadInput when they cannot be read
   */
  public List<Observations> all(String run, String camera) {
    List<Observations> all = new ArrayList<>();
    try {
      for (byte[] payload :
          jdbc.sql("select payload from observations where run = ? and camera = ? order by at")
              .params(run, camera)
              .query(byte[].class)
              .list()) {
        all.addAll(ObservationLog.decode(payload));
      }
    } catch (IOException e) {
      throw new BadInput("The observations of " + camera + " cannot be read: " + e.getMessage(), e);
    }
    return all;
  }
}
