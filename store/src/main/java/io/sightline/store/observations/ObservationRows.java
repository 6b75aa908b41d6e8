package io.sightline.store.observations;

import io.sightline.domain.BadInput;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.observations.ObservationLog;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The observation log: a row for each minute of a run's camera. */
public final class ObservationRows {
  private static final long MINUTE = ObservationMinute.MILLIS;

  /** Later than anything that is stored. */
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

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
    return jdbc.sql(
            "select coalesce(sum(frames), 0) from observations where run = ? and camera = any (?)")
        .params(run, cameras(site))
        .query(Long.class)
        .single();
  }

  /**
   * What there is of a part of a run.
   *
   * @param frames analysed
   * @param detections in them
   * @param dropped frames that were left out, by reason; the reasons sorted
   */
  public record Counts(long frames, long detections, SortedMap<String, Long> dropped) {
    private Counts plus(Counts other) {
      SortedMap<String, Long> all = new TreeMap<>(dropped);
      other.dropped.forEach((reason, left) -> all.merge(reason, left, Long::sum));
      return new Counts(frames + other.frames, detections + other.detections, all);
    }
  }

  /**
   * Counts what is stored of a site's cameras. Whole minutes are counted by their columns; those at
   * the ends of the part are looked into.
   *
   * @param from first instant; null for the beginning
   * @param to end, exclusive; null for the end
   */
  public Counts counts(String run, Site site, Instant from, Instant to) {
    Instant firstWhole = from == null ? Instant.EPOCH : minute(from.plusMillis(MINUTE - 1));
    Instant endOfWhole = to == null ? FAR : minute(to);
    Counts counts = wholeMinutes(run, site, firstWhole, endOfWhole);
    boolean begins = from != null && !minute(from).equals(from);
    boolean ends = to != null && !minute(to).equals(to);
    if (begins) {
      counts = counts.plus(within(run, site, minute(from), from, to));
    }
    if (ends && !(begins && minute(to).equals(minute(from)))) {
      counts = counts.plus(within(run, site, minute(to), from, to));
    }
    return counts;
  }

  private static Instant minute(Instant at) {
    return Instant.ofEpochMilli(ObservationMinute.minuteOf(at.toEpochMilli()));
  }

  private Counts wholeMinutes(String run, Site site, Instant first, Instant end) {
    Object[] part = {run, cameras(site), time(first), time(end)};
    SortedMap<String, Long> dropped = new TreeMap<>();
    jdbc.sql(
            """
            select d.key, sum(d.value::bigint) from observations, jsonb_each_text(dropped) d
            where run = ? and camera = any (?) and at >= ? and at < ? group by d.key
            """)
        .params(part)
        .query(
            row -> {
              dropped.put(row.getString(1), row.getLong(2));
            });
    return jdbc.sql(
            """
            select coalesce(sum(frames), 0), coalesce(sum(detections), 0) from observations
            where run = ? and camera = any (?) and at >= ? and at < ?
            """)
        .params(part)
        .query((row, number) -> new Counts(row.getLong(1), row.getLong(2), dropped))
        .single();
  }

  private Counts within(String run, Site site, Instant minute, Instant from, Instant to) {
    long frames = 0;
    long detections = 0;
    SortedMap<String, Long> dropped = new TreeMap<>();
    for (byte[] payload :
        jdbc.sql("select payload from observations where run = ? and camera = any (?) and at = ?")
            .params(run, cameras(site), time(minute))
            .query(byte[].class)
            .list()) {
      for (Observations seen : decoded(payload)) {
        Instant at = Instant.ofEpochMilli(seen.frame().capturedAtMillis());
        if ((from != null && at.isBefore(from)) || (to != null && !at.isBefore(to))) {
          continue;
        }
        frames += seen.frame().kind() == RecordKind.FRAME ? 1 : 0;
        detections += seen.detections();
        if (seen.frame().kind() == RecordKind.DROPPED) {
          dropped.merge(seen.frame().reason(), 1L, Long::sum);
        }
      }
    }
    return new Counts(frames, detections, dropped);
  }

  private static List<Observations> decoded(byte[] payload) {
    try {
      return ObservationLog.decode(payload);
    } catch (IOException e) {
      throw new BadInput("Stored observations cannot be read: " + e.getMessage(), e);
    }
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static String[] cameras(Site site) {
    return site.cameras().stream().map(Camera::id).toArray(String[]::new);
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
