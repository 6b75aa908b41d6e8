package io.sightline.store.erasure;

import io.sightline.domain.json.Json;
import io.sightline.store.erasure.ErasureWork.Open;
import io.sightline.store.erasure.ErasureWork.Position;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The observation log, as those see it who blank plates in it. */
public final class ErasedMinutes {
  /** Of a camera's newest minute the job may know more than is stored. */
  private static final String OVER =
      """
      (not exists (select from runs r where r.run = t.run and r.state in ('requested', 'running'))
        or t.run = 'live' and t.until_at < now() - interval '10 minutes'
        or exists (select from observations o where o.run = t.run and o.camera = t.camera
          and o.at > t.until_at))""";

  private final JdbcClient jdbc;

  /**
   * @param jdbc each statement of which is a transaction
   */
  public ErasedMinutes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A minute as stored. */
  public record Minute(String run, String site, String camera, Instant at, byte[] payload) {}

  /**
   * A track whose reads are to be blanked.
   *
   * @param noted when that was known
   */
  public record Track(
      String run,
      UUID track,
      String site,
      String camera,
      Instant at,
      Instant until,
      OffsetDateTime noted) {}

  /** The next minutes that an erasure's look through the log comes to; none at its end. */
  public List<Minute> next(Open erasure, Position after, int most) {
    return jdbc.sql(
            """
            select run, site, camera, at, payload from observations
            where site = :site and at > :from::timestamptz - interval '1 minute' and at < :to
              and (run, camera, at) > (:run, :camera, :after) and detections > 0
            order by run, camera, at limit :most
            """)
        .param("site", erasure.site())
        .param("from", erasure.from().atOffset(ZoneOffset.UTC))
        .param("to", erasure.to().atOffset(ZoneOffset.UTC))
        .param("run", after == null ? "" : after.run())
        .param("camera", after == null ? "" : after.camera())
        .param(
            "after",
            Instant.ofEpochMilli(after == null ? 0 : after.atMillis()).atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query(ErasedMinutes::minute)
        .list();
  }

  /** Notes how far an erasure's look through the log is. */
  public void position(Open erasure, Position position) {
    jdbc.sql("update erasures set position = ?::json where id = ?")
        .params(Json.write(position), erasure.id())
        .update();
  }

  /**
   * Tracks that are over and whose reads may still be in the log, the first to be known first.
   *
   * @param after the one that they come after; null for the first
   */
  public List<Track> tracks(Track after, int most) {
    return jdbc.sql(
            """
            select run, track, site, camera, at, until_at, noted_at from erased_tracks t
            where not done and (noted_at, run, track) > (:noted, :run, :track) and %s
            order by noted_at, run, track limit :most
            """
                .formatted(OVER))
        .param("noted", after == null ? OffsetDateTime.MIN : after.noted())
        .param("run", after == null ? "" : after.run())
        .param("track", after == null ? new UUID(0, 0) : after.track())
        .param("most", most)
        .query(
            (row, number) ->
                new Track(
                    row.getString(1),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getObject(6, OffsetDateTime.class).toInstant(),
                    row.getObject(7, OffsetDateTime.class)))
        .list();
  }

  /** Unless something of it was written anew meanwhile. */
  public void done(Track track) {
    jdbc.sql("update erased_tracks set done = true where run = ? and track = ? and noted_at = ?")
        .params(track.run(), track.track(), track.noted())
        .update();
  }

  /** When the vehicle of a track was in the picture, as far as that is known. */
  public record Seen(Instant first, Instant last) {}

  /** What its reads say, where no vehicles are followed. */
  public Seen seen(Track track) {
    return jdbc.sql(
            """
            select min(at), max(ended_at) from vehicle_tracks
            where id = :track and at > :at::timestamptz - interval '10 days' and at <= :until
            """)
        .param("track", track.track())
        .param("at", track.at().atOffset(ZoneOffset.UTC))
        .param("until", track.until().atOffset(ZoneOffset.UTC))
        .query(
            (row, number) -> {
              OffsetDateTime first = row.getObject(1, OffsetDateTime.class);
              OffsetDateTime last = row.getObject(2, OffsetDateTime.class);
              return first == null
                  ? new Seen(track.at(), track.until())
                  : new Seen(
                      earlier(first.toInstant(), track.at()),
                      later(last.toInstant(), track.until()));
            })
        .single();
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** A camera's next minutes of a time, the first first. */
  public List<Minute> of(String run, String camera, Instant from, Instant to, int most) {
    return jdbc.sql(
            """
            select run, site, camera, at, payload from observations
            where run = ? and camera = ? and at >= ? and at <= ? order by at limit ?
            """)
        .params(run, camera, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), most)
        .query(ErasedMinutes::minute)
        .list();
  }

  private static Minute minute(java.sql.ResultSet row, int number) throws java.sql.SQLException {
    return new Minute(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getBytes(5));
  }

  /**
   * Writes a minute in which plates are blank.
   *
   * @return false when the job has written it anew meanwhile
   */
  public boolean write(Minute minute, byte[] payload) {
    return jdbc.sql(
                """
                update observations set payload = ?, erased_at = now()
                where run = ? and camera = ? and at = ? and payload = ?
                """)
            .params(
                payload,
                minute.run(),
                minute.camera(),
                minute.at().atOffset(ZoneOffset.UTC),
                minute.payload())
            .update()
        > 0;
  }

  /** Takes the names of whole pictures that are gone from the passages that have them. */
  public void forget(String run, Collection<String> pictures) {
    jdbc.sql(
            """
            update passages set picture = null, picture_vehicle = null, written_xid = default
            where (run = :run or run in (select run from runs where from_run = :run))
              and picture = any (:pictures)
            """)
        .param("run", run)
        .param("pictures", pictures.toArray(String[]::new))
        .update();
  }

  /** The layout that a replay is judged by, as JSON; null where there is none. */
  public String layout(String run) {
    return jdbc.sql("select layout::text from runs where run = ?")
        .param(run)
        .query(String.class)
        .optional()
        .orElse(null);
  }
}
