package io.sightline.store;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts, by time, that tables are kept in. */
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
   * A part of a table.
   *
   * @param table that it is a part of
   * @param name its own, as a table's
   * @param starts null for the default part
   * @param ends exclusive; null for the default part
   */
  public record Part(String table, String name, OffsetDateTime starts, OffsetDateTime ends) {
    public boolean isDefault() {
      return ends == null;
    }
  }

  /**
   * Makes what is missing, and moves there what landed in the default parts meanwhile. What a
   * reader of a whole table is in the way of is left for the next time.
   *
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

  /** Whether there is a part of every table for a day and those after it. */
  public static boolean isAhead(JdbcClient jdbc, LocalDate today) {
    var last = today.plusDays(DAYS_AHEAD - 1).atStartOfDay().atOffset(ZoneOffset.UTC);
    return jdbc.sql(
            """
            select not exists (select from partitioned_tables t where not exists (
              select from table_parts p where p.name = t.name and p.starts_at <= :last
                and p.ends_at > :last))
            """)
        .param("last", last)
        .query(Boolean.class)
        .single();
  }

  /**
   * The days of which there are rows in default parts, of those that parts are made for at all:
   * rows came while nobody made parts, such as when the machine slept.
   *
   * @param today in UTC
   */
  public static Collection<LocalDate> strayDays(JdbcClient jdbc, LocalDate today) {
    TreeSet<LocalDate> days = new TreeSet<>();
    for (Part part : all(jdbc).stream().filter(Part::isDefault).toList()) {
      days.addAll(
          jdbc.sql(
                  """
                  select distinct (at at time zone 'UTC')::date from %s
                  where at >= :first and at < :end limit :most
                  """
                      .formatted(part.name()))
              .param("first", today.minusDays(MOST_DAYS).atStartOfDay().atOffset(ZoneOffset.UTC))
              .param("end", today.plusDays(DAYS_AHEAD).atStartOfDay().atOffset(ZoneOffset.UTC))
              .param("most", MOST_DAYS)
              .query(LocalDate.class)
              .list());
    }
    return days;
  }

  /** All parts of all tables, a table's oldest first and its default part last. */
  public static List<Part> all(JdbcClient jdbc) {
    return jdbc.sql("select name, part, starts_at, ends_at from table_parts order by 1, 3, 2")
        .query(
            (row, number) ->
                new Part(
                    row.getString(1),
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class),
                    row.getObject(4, OffsetDateTime.class)))
        .list();
  }
}
