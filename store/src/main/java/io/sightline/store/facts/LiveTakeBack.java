package io.sightline.store.facts;

import io.sightline.domain.observations.ObservationMinute;
import io.sightline.store.DatabaseAddress;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes back what the job wrote of a live camera after the position that it is taken up from: its
 * frames do not come a second time, so nothing would ever mend these rows. Those that are written
 * again count again. What people said of them stays.
 */
public record LiveTakeBack(DatabaseAddress database, FactKinds kinds) implements Serializable {
  /** Nothing that ended later began longer ago; spares the older partitions. */
  private static final Duration LONGEST_FACT = Duration.ofDays(10);

  /** A minute of observations is stored when it ends, if no checkpoint comes before. */
  private static final Duration UNLOGGED = Duration.ofMinutes(2);

  public LiveTakeBack(DatabaseAddress database) {
    this(database, FactKinds.PRODUCT);
  }

  /**
   * @param job that writes, by Flink's id
   * @param lastMillis capture time of the last record that counts
   * @throws org.springframework.dao.DataAccessException when the database cannot be reached, or the
   *     job does not hold the live run's lease
   */
  public void after(String job, String camera, long lastMillis) {
    database.transaction(
        jdbc -> {
          after(jdbc, job, camera, lastMillis, lastMillis);
          return null;
        });
  }

  /**
   * @param siteMillis time of the site's last record that counts
   */
  private void after(JdbcClient jdbc, String job, String camera, long lastMillis, long siteMillis) {
    jdbc.sql("select held('live', ?)").param(job).query(String.class).single();
    for (FactKind<?> kind : kinds.all()) {
      if (kind.owner() != FactOwner.NOBODY) {
        retract(jdbc, kind, camera, kind.owner().isSites() ? siteMillis : lastMillis);
      }
    }
    jdbc.sql("delete from observations where run = 'live' and camera = :camera and at > :last")
        .param("camera", camera)
        .param(
            "last",
            Instant.ofEpochMilli(ObservationMinute.minuteOf(lastMillis)).atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Where a job begins and knows nothing of a camera: what was written of it after its last
   * observation that is stored, and of its site after the last of any of its cameras. Its gaps that
   * went on end when they were last noticed.
   *
   * @param job that writes, by Flink's id
   * @return capture time of the last record that is known of; null where the camera was not seen at
   *     that site before
   * @throws org.springframework.dao.DataAccessException as {@link #after}
   */
  public Long withoutState(String job, String site, String camera) {
    return database.transaction(
        jdbc -> {
          Map<String, Long> known = known(jdbc, site);
          Long last = known.get(camera);
          if (last != null) {
            after(jdbc, job, camera, last, Collections.max(known.values()));
            endGaps(jdbc, camera);
          }
          return last;
        });
  }

  /** What went on when it was last noticed: whether it still does, nobody knows any more. */
  private static void endGaps(JdbcClient jdbc, String camera) {
    jdbc.sql(
            "update camera_gaps set final = true, recorded_at = default, written_xid = default"
                + " where run = 'live' and camera = ? and not final and not retracted")
        .param(camera)
        .update();
  }

  /**
   * Until when a site's cameras are known of: their stored observations end no later than the
   * minute in which the last begins, and nothing is written for longer without one.
   */
  private static Map<String, Long> known(JdbcClient jdbc, String site) {
    Map<String, Long> known = new HashMap<>();
    jdbc.sql(
            """
            select l.camera, least(l.at, coalesce(
              (select max(o.at) from observations o where o.run = 'live' and o.camera = l.camera)
                + cast(:minute as interval), l.at - cast(:unlogged as interval))) as until
            from camera_latest l where l.site = :site and l.width > 0
            """)
        .param("site", site)
        .param("minute", (ObservationMinute.MILLIS - 1) + " ms")
        .param("unlogged", UNLOGGED.toMillis() + " ms")
        .query(
            row -> {
              known.put(
                  row.getString("camera"),
                  row.getObject("until", OffsetDateTime.class).toInstant().toEpochMilli());
            });
    return known;
  }

  private static void retract(JdbcClient jdbc, FactKind<?> kind, String camera, long lastMillis) {
    jdbc.sql(retraction(kind))
        .param("camera", camera)
        .param(
            "earliest",
            Instant.ofEpochMilli(lastMillis).minus(LONGEST_FACT).atOffset(ZoneOffset.UTC))
        .param("last", lastMillis)
        .update();
  }

  /** With the parameters camera, earliest and last. */
  static String retraction(FactKind<?> kind) {
    return "update %s set retracted = true, recorded_at = default, written_xid = default where run = 'live' and %s"
            .formatted(kind.name(), kind.owner().condition())
        + " and at > :earliest and revision > :last and not retracted";
  }
}
