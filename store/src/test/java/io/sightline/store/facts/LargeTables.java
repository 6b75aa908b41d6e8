package io.sightline.store.facts;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.Partitions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tables as a month of a large installation fills them, in the parts that the product makes: sites
 * {@code site-0} to {@code site-3}, each with cameras, spots, zones and gates ({@code camera-0-7}
 * is one of {@code site-0}), and plates {@code P0} to {@code P49999}. Nine rows of ten are the live
 * run's, the others those of the run {@code other}.
 */
public final class LargeTables {
  public static final int SITES = 4;
  public static final int THINGS = 10;
  private static final int DAYS = 30;
  private static final int PLATES = 50_000;

  /** Of a hundred rows of the facts. */
  private static final Map<String, Integer> SHARE =
      Map.ofEntries(
          Map.entry("occupancy_windows", 30),
          Map.entry("spot_transitions", 13),
          Map.entry("plate_reads", 10),
          Map.entry("passages", 10),
          Map.entry("vehicle_tracks", 10),
          Map.entry("vehicle_sessions", 7),
          Map.entry("spot_stays", 2),
          Map.entry("dwell_times", 6),
          Map.entry("emotion_windows", 4),
          Map.entry("emotion_segments", 3),
          Map.entry("camera_gaps", 2));

  private LargeTables() {}

  /** A site file with what the facts name. */
  public static String site(int number) {
    StringBuilder file = new StringBuilder("site: site-" + number + "\ncameras:\n");
    for (int i = 0; i < THINGS; i++) {
      String name = number + "-" + i;
      file.append(
          """
            - id: camera-%1$s
              uri: 'rtsp://127.0.0.1:1/%1$s'
              spots: [{id: spot-%1$s, polygon: [[0, 0], [9, 0], [9, 9]]}]
              zones: [{id: zone-%1$s, polygon: [[0, 0], [9, 0], [9, 9]]}]
              gates: [{id: gate-%1$s, line: [[0, 0], [9, 9]], direction: entry}]
          """
              .formatted(name));
    }
    return file.toString();
  }

  /**
   * @param rows of all kinds of facts together
   */
  public static void fill(DatabaseAddress database, int rows) {
    database.with(
        jdbc -> {
          LocalDate today = LocalDate.now(ZoneOffset.UTC);
          Partitions.ensure(jdbc, today.minusDays(DAYS + 1).datesUntil(today.plusDays(2)).toList());
          for (FactKind<?> kind : FactKinds.PRODUCT.all()) {
            fill(jdbc, kind, (long) rows * SHARE.getOrDefault(kind.name(), 1) / 100);
          }
          insert(
              jdbc,
              """
              insert into observations (run, id, site, camera, at, revision, frames, detections,
                layout_version, code_version, payload)
              select 'live', gen_random_uuid(), 'site-' || g %% %d, 'camera-' || g %% %d || '-' || g / 7 %% %d,
                %s, 0, 60, 2, '', '', '' from generate_series(0, %d) g on conflict do nothing
              """
                  .formatted(SITES, SITES, THINGS, time(rows / 25), rows / 25 - 1));
          insert(
              jdbc,
              """
              insert into audit_log (at, principal, action, object, outcome, address)
              select %s, 'user-' || g %% 50, case g %% 3 when 0 then 'list' when 1 then 'sign-in' else 'look' end,
                'passages?from=2026-01-01&site=site-1 ' || g, 'done', '10.0.0.1'
              from generate_series(0, %d) g
              """
                  .formatted(time(rows / 10), rows / 10 - 1));
          jdbc.sql("analyze").update();
          return null;
        });
  }

  private static void fill(JdbcClient jdbc, FactKind<?> kind, long rows) {
    List<FactColumn> columns = kind.storedColumns();
    insert(
        jdbc,
        "insert into %s (run, code_version, %s) select case g %% 10 when 0 then 'other' else 'live' end, '', %s from generate_series(0, %d) g on conflict do nothing"
            .formatted(
                kind.name(),
                columns.stream().map(FactColumn::name).collect(Collectors.joining(", ")),
                columns.stream().map(one -> value(one, rows)).collect(Collectors.joining(", ")),
                rows - 1));
  }

  /** Nobody listens. */
  private static void insert(JdbcClient jdbc, String sql) {
    jdbc.sql("set session_replication_role = replica").update();
    jdbc.sql(sql).update();
    jdbc.sql("set session_replication_role = origin").update();
  }

  private static String time(long rows) {
    return "now() - interval '%d days' + g * interval '%d microseconds'"
        .formatted(DAYS, DAYS * 86_400_000_000L / Math.max(1, rows));
  }

  private static String thing(String kind) {
    return "'%s-' || g %% %d || '-' || g / 7 %% %d".formatted(kind, SITES, THINGS);
  }

  private static String value(FactColumn column, long rows) {
    if (column.isPlate()) {
      return "'P' || g::bigint * 7919 % " + PLATES;
    }
    return switch (column.name()) {
      case "site" -> "'site-' || g % " + SITES;
      case "at" -> time(rows);
      case "revision" -> "(extract(epoch from (" + time(rows) + ")) * 1000)::bigint";
      case "camera", "spot", "zone", "gate", "entry_camera", "exit_camera" ->
          thing(column.name().replaceFirst(".*_", ""));
      case "scope_id" -> thing("spot");
      case "window_ms" -> "(array[60000, 300000, 900000, 3600000, 86400000])[1 + g % 5]";
      default -> plain(column);
    };
  }

  static String plain(FactColumn column) {
    return switch (column.type()) {
      case TEXT -> "''";
      case WORD -> {
        List<?> words = (List<?>) column.type().schema(column.component()).get("enum");
        yield "(array['%s'])[1 + g %% %d]"
            .formatted(
                words.stream().map(Object::toString).collect(Collectors.joining("', '")),
                words.size());
      }
      case ID -> "gen_random_uuid()";
      case INSTANT -> "now()";
      case LONG, INTEGER -> "g % 5";
      case FLOAT, DOUBLE -> "0.5";
      case BOOLEAN -> "true";
      case SHARES -> "'{}'::jsonb";
    };
  }
}
