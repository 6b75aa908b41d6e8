package io.sightline.store.observations;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When cameras of a run were looked through, within a span of time. What is not known for certain
 * (since observations are not kept for ever, and a live run's newest are not written yet) counts as
 * seen.
 */
public final class SeenTimes {
  private final JdbcClient jdbc;
  private final String seenBy;
  private final boolean live;
  private final Map<String, OfCamera> cameras = new HashMap<>();

  private SeenTimes(JdbcClient jdbc, String seenBy, boolean live) {
    this.jdbc = jdbc;
    this.seenBy = seenBy;
    this.live = live;
  }

  /** Both ends are times of frames. */
  private record Span(Instant from, Instant to) {}

  /** What is known of a camera. */
  private static final class OfCamera {
    private final List<Span> gaps = new ArrayList<>();

    /** From the start of the first minute that is stored to that of the last; null for none. */
    private Span stored;

    /** Of videos; null where there are none. */
    private Span footage;
  }

  /**
   * @param jdbc asked again for each time that is looked up
   * @param run whose gaps count
   * @param seenBy the run whose observations it was judged by; mostly itself
   * @param live whether it goes on
   */
  public static SeenTimes of(
      JdbcClient jdbc,
      String run,
      String seenBy,
      boolean live,
      Collection<String> cameras,
      Instant from,
      Instant to) {
    SeenTimes seen = new SeenTimes(jdbc, seenBy, live);
    cameras.forEach(camera -> seen.cameras.put(camera, new OfCamera()));
    String[] names = cameras.toArray(String[]::new);
    OffsetDateTime first = from.atOffset(ZoneOffset.UTC);
    OffsetDateTime last = to.atOffset(ZoneOffset.UTC);
    jdbc.sql(
            """
            select camera, at, ended_at from camera_gaps
            where run = :run and camera = any (:cameras) and not retracted
              and at <= :to and ended_at >= :from
            """)
        .param("run", run)
        .param("cameras", names)
        .param("from", first)
        .param("to", last)
        .query(spans((camera, span) -> seen.cameras.get(camera).gaps.add(span)));
    jdbc.sql(
            """
            select camera, min(at), max(ended_at) from footage_times
            where run = :run and camera = any (:cameras) and not retracted group by camera
            """)
        .param("run", seenBy)
        .param("cameras", names)
        .query(spans((camera, span) -> seen.cameras.get(camera).footage = span));
    // A camera at a time, by the primary key: a run may have many more of them.
    jdbc.sql(
            """
            select camera, ends.first, ends.last from unnest(:cameras) camera,
              lateral (select
                (select at from observations where run = :run and observations.camera = camera.camera
                  order by at limit 1) as first,
                (select at from observations where run = :run and observations.camera = camera.camera
                  order by at desc limit 1) as last) ends
            where ends.first is not null
            """)
        .param("run", seenBy)
        .param("cameras", names)
        .query(spans((camera, span) -> seen.cameras.get(camera).stored = span));
    return seen;
  }

  private interface Taker {
    void take(String camera, Span span);
  }

  private static RowCallbackHandler spans(Taker taker) {
    return row ->
        taker.take(row.getString(1), new Span(time(row.getObject(2)), time(row.getObject(3))));
  }

  private static Instant time(Object timestamp) {
    return ((java.sql.Timestamp) timestamp).toInstant();
  }

  private static Instant minute(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES);
  }

  /** Whether somebody looked through the camera at that time, as far as it is known. */
  public boolean wasSeen(String camera, Instant at) {
    OfCamera known = cameras.get(camera);
    if (known == null) {
      return true;
    }
    boolean inGap =
        known.gaps.stream().anyMatch(gap -> at.isAfter(gap.from()) && at.isBefore(gap.to()));
    return !inGap && isWithin(known.footage, at) && wasStored(camera, known, minute(at));
  }

  private static boolean isWithin(Span footage, Instant at) {
    return footage == null || !at.isBefore(footage.from()) && !at.isAfter(footage.to());
  }

  private boolean wasStored(String camera, OfCamera known, Instant minute) {
    if (known.stored == null || hasMinute(camera, minute)) {
      return true;
    }
    boolean isBefore = minute.isBefore(known.stored.from());
    boolean mayBeGone = isBefore && (live || known.footage != null);
    boolean mayCome = live && minute.isAfter(known.stored.to());
    return mayBeGone || mayCome;
  }

  private boolean hasMinute(String camera, Instant minute) {
    return jdbc.sql(
            "select exists (select from observations where run = ? and camera = ? and at = ?)")
        .params(seenBy, camera, minute.atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
  }
}
