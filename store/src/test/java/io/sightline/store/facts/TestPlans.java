package io.sightline.store.facts;

import io.sightline.store.DatabaseAddress;
import java.util.Map;
import java.util.stream.Collectors;

/** How PostgreSQL finds what a statement asks for, in tables with enough rows to tell. */
public final class TestPlans {
  private TestPlans() {}

  /**
   * Fills a kind's table: one row a second from 2026-01-01, a hundred different texts in each
   * column ({@code camera} has {@code camera-0} to {@code camera-99}), of runs {@code live} and
   * {@code other} in turn, all of site {@code site-0} to {@code site-9}.
   */
  public static void fill(DatabaseAddress database, FactKind<?> kind, int rows) {
    String names =
        kind.storedColumns().stream().map(FactColumn::name).collect(Collectors.joining(", "));
    String values =
        kind.storedColumns().stream().map(TestPlans::value).collect(Collectors.joining(", "));
    database.with(
        jdbc -> {
          jdbc.sql(
                  "insert into %s (run, code_version, %s) select case g %% 2 when 0 then 'live' else 'other' end, '1', %s from generate_series(0, %d) g on conflict do nothing"
                      .formatted(kind.name(), names, values, rows - 1))
              .update();
          return jdbc.sql("analyze " + kind.name()).update();
        });
  }

  private static String value(FactColumn column) {
    return switch (column.name()) {
      case "site" -> "'site-' || g % 10";
      case "at" -> "timestamptz '2026-01-01 00:00:00Z' + g * interval '1 second'";
      case "revision" -> "1767225600000 + g * 1000";
      default ->
          switch (column.type()) {
            case TEXT, WORD -> "'" + column.name() + "-' || (g * 7919) % 100";
            case ID -> "gen_random_uuid()";
            case INSTANT -> "timestamptz '2026-01-01 00:01:00Z' + g * interval '1 second'";
            case LONG, INTEGER -> "g % 5";
            case FLOAT, DOUBLE -> "0.5";
            case BOOLEAN -> "true";
            case SHARES -> "'{}'::jsonb";
          };
    };
  }

  /** As the planner makes it. */
  public static String of(DatabaseAddress database, String sql, Map<String, ?> parameters) {
    return database.with(
        jdbc ->
            String.join(
                "\n", jdbc.sql("explain " + sql).params(parameters).query(String.class).list()));
  }
}
