package io.sightline.store.occupancy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sums over windows of occupancy. */
public class OccupancySums {
  private final JdbcClient jdbc;

  public OccupancySums(DataSource source) {
    this.jdbc = JdbcClient.create(source);
  }

  /**
   * Whose windows, and of when.
   *
   * @param scope as it stands in the table
   * @param from of the first window
   * @param to no window begins then or later
   */
  public record Span(
      String run, String site, String scope, String scopeId, Instant from, Instant to) {}

  /**
   * All windows of one hour of the week, together.
   *
   * @param day 1 for Monday to 7 for Sunday, where the site is
   * @param hour 0 to 23
   * @param windows how many there are
   * @param full how many of them were full at their peak
   */
  public record HourOfWeek(
      int day,
      int hour,
      long windows,
      long occupiedMillis,
      long freeMillis,
      long unknownMillis,
      int peak,
      long full,
      long arrivals) {}

  /** All days of one spot, together. */
  public record SpotSum(
      String spot,
      long windows,
      long occupiedMillis,
      long freeMillis,
      long unknownMillis,
      long arrivals,
      long longestMillis) {}

  /** The zone of a site, as the run's own layout has it, or as it is known now. */
  public Optional<String> timeZone(String run, String site) {
    return jdbc.sql(
            """
            select coalesce((select layout ->> 'time-zone' from runs where run = :run and site = :site),
              (select time_zone from sites where site = :site))
            """)
        .param("run", run)
        .param("site", site)
        .query((row, number) -> Optional.ofNullable(row.getString(1)))
        .single();
  }

  /** When the newest window of a site ends; empty where there is none. */
  public Optional<Instant> newest(String run, String site) {
    return jdbc.sql(
            """
            select ends_at from occupancy_windows
            where run = ? and scope = 'site' and scope_id = ? and window_ms = 3600000
              and site = ? and final and not retracted
            order by at desc limit 1
            """)
        .params(run, site, site)
        .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
        .optional();
  }

  /** By day and hour; those without a window are left out. */
  public List<HourOfWeek> hoursOfWeek(Span span, ZoneId zone) {
    return ofOnePlace(HOURS_OF_WEEK, span)
        .param("zone", zone.getId())
        .query(
            (row, number) ->
                new HourOfWeek(
                    row.getInt(1),
                    row.getInt(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getInt(7),
                    row.getLong(8),
                    row.getLong(9)))
        .list();
  }

  static final String HOURS_OF_WEEK =
      """
      select extract(isodow from at at time zone :zone)::int as day,
        extract(hour from at at time zone :zone)::int as hour,
        count(*), sum(occupied_ms), sum(free_ms), sum(unknown_ms), max(peak),
        count(*) filter (where peak >= capacity), sum(arrivals)
      from occupancy_windows
      where run = :run and scope = :scope and scope_id = :scope_id and window_ms = 3600000
        and at >= :from and at < :to and site = :site and final and not retracted
      group by 1, 2 order by 1, 2
      """;

  /**
   * All hours of one place, together.
   *
   * @param windows how many there are
   * @param longestMillis of one spot without a break, up to when that ended or the time did
   */
  public record Sum(
      long windows,
      long occupiedMillis,
      long freeMillis,
      long unknownMillis,
      int peak,
      long arrivals,
      long departures,
      long longestMillis) {}

  /** Nothing but zeros where there is no window. */
  public Sum sum(Span span) {
    return ofOnePlace(SUM, span)
        .query(
            (row, number) ->
                new Sum(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getInt(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8)))
        .single();
  }

  static final String SUM =
      """
      select count(*), sum(occupied_ms), sum(free_ms), sum(unknown_ms), max(peak), sum(arrivals),
        sum(departures), max(longest_ms)
      from occupancy_windows
      where run = :run and scope = :scope and scope_id = :scope_id and window_ms = 3600000
        and at >= :from and at < :to and site = :site and final and not retracted
      """;

  /** The most occupied first. */
  public List<SpotSum> busiest(Span span, int most) {
    return jdbc.sql(BUSIEST)
        .param("run", span.run())
        .param("site", span.site())
        .param("from", span.from().atOffset(ZoneOffset.UTC))
        .param("to", span.to().atOffset(ZoneOffset.UTC))
        .param("most", most)
        .query(
            (row, number) ->
                new SpotSum(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7)))
        .list();
  }

  static final String BUSIEST =
      """
      select scope_id, count(*), sum(occupied_ms), sum(free_ms), sum(unknown_ms), sum(arrivals),
        max(longest_ms)
      from occupancy_windows
      where run = :run and site = :site and scope = 'spot' and window_ms = 86400000
        and at >= :from and at < :to and final and not retracted
      group by scope_id order by sum(occupied_ms) desc, scope_id limit :most
      """;

  private JdbcClient.StatementSpec ofOnePlace(String sql, Span span) {
    return jdbc.sql(sql)
        .param("run", span.run())
        .param("site", span.site())
        .param("scope", span.scope())
        .param("scope_id", span.scopeId())
        .param("from", span.from().atOffset(ZoneOffset.UTC))
        .param("to", span.to().atOffset(ZoneOffset.UTC));
  }
}
