package io.sightline.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the parts, by time, that tables are kept in. */
public final class Partitions {
  /** What lies beyond goes to the default parts. */
  private static final int MOST_DAYS = 400;

  private static final int DAYS_AHEAD = 3;

  /** One process at a time: a part that another one is just making cannot be seen yet. */
  private static final String ENSURE =
      """
      with alone as materialized (
        select pg_advisory_xact_lock(hashtextextended('sightline partitions', 0)))
      select ensure_partitions(?, ?) from alone
      """;

  private Partitions() {}

  /**
   * @param jdbc each statement of which is a transaction: making a part locks its table until the
   *     end of one
   * @param days in UTC
   */
  public static void ensure(JdbcClient jdbc, Collection<LocalDate> days) {
    for (LocalDate day : days.stream().limit(MOST_DAYS).toList()) {
      var start = day.atStartOfDay().atOffset(ZoneOffset.UTC);
      jdbc.sql(ENSURE).params(start, start).query().listOfRows();
    }
  }

  /** For a day and those after it. */
  public static void ensureAhead(JdbcClient jdbc, LocalDate today) {
    ensure(jdbc, today.datesUntil(today.plusDays(DAYS_AHEAD)).toList());
  }
}
