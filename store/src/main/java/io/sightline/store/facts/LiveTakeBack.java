package io.sightline.store.facts;

import io.sightline.domain.observations.ObservationMinute;
import io.sightline.store.DatabaseAddress;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes back what the job wrote of a live camera after the position that it is taken up from: its
 * frames do not come a second time, so nothing would ever mend these rows. Those that are written
 * again count again. What people said of them stays.
 */
public record LiveTakeBack(DatabaseAddress database, FactKinds kinds) implements Serializable {
  /** Nothing that ended later began longer ago; spares the older partitions. */
  private static final Duration LONGEST_FACT = Duration.ofDays(10);

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
          jdbc.sql("select held('live', ?)").param(job).query(String.class).single();
          for (FactKind<?> kind : kinds.all()) {
            if (kind.owner() != FactOwner.NOBODY) {
              retract(jdbc, kind, camera, lastMillis);
            }
          }
          jdbc.sql(
                  "delete from observations where run = 'live' and camera = :camera and at > :last")
              .param("camera", camera)
              .param(
                  "last",
                  Instant.ofEpochMilli(ObservationMinute.minuteOf(lastMillis))
                      .atOffset(ZoneOffset.UTC))
              .update();
          return null;
        });
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
    return "update %s set retracted = true, written_xid = default where run = 'live' and %s"
            .formatted(kind.name(), kind.owner().condition())
        + " and at > :earliest and revision > :last and not retracted";
  }
}
