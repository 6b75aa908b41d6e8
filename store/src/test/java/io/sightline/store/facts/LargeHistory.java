package io.sightline.store.facts;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.Partitions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Days of some sites as runs leave them: each site with 50 spots on a level of five zones, all
 * their windows of occupancy, a hundred transitions a spot and day, 500 times in a zone, and the
 * windows of two cameras that look at faces. Ends with yesterday. About 15,900 windows a site and
 * day.
 */
public final class LargeHistory {
  public static final int SPOTS = 50;
  public static final int ZONES = 5;
  private static final int CAMERAS = 2;
  private static final int TRANSITIONS = 106;
  private static final int STAYS = 500;

  private final DatabaseAddress database;
  private final List<String> runs;
  private final int sites;

  /**
   * @param runs which all see the same
   */
  public LargeHistory(DatabaseAddress database, List<String> runs, int sites) {
    this.database = database;
    this.runs = List.copyOf(runs);
    this.sites = sites;
  }

  /** A site file with what the facts name. */
  public static String site(int number) {
    StringBuilder file =
        new StringBuilder(
            """
            site: site-%1$d
            time-zone: Europe/Paris
            cameras:
              - id: camera-%1$d
                level: L1
                uri: 'rtsp://127.0.0.1:1/%1$d'
                spots:
            """
                .formatted(number));
    for (int i = 0; i < SPOTS; i++) {
      file.append(
          "      - {id: spot-%1$d-%2$d, polygon: [[0, 0], [9, 0], [9, 9]]}%n".formatted(number, i));
    }
    file.append("    zones:%n".formatted());
    for (int i = 0; i < ZONES; i++) {
      file.append(
          "      - {id: zone-%1$d-%2$d, polygon: [[0, 0], [9, 0], [9, 9]]}%n".formatted(number, i));
    }
    return file.toString();
  }

  /** How many windows of occupancy there are. */
  public long fill(int days) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    database.with(
        jdbc -> {
          Partitions.ensure(jdbc, today.minusDays(days + 1).datesUntil(today.plusDays(2)).toList());
          return null;
        });
    for (int back = days; back > 0; back--) {
      fill(today.minusDays(back));
    }
    return database.with(
        jdbc -> {
          jdbc.sql("analyze").update();
          return jdbc.sql("select count(*) from occupancy_windows").query(Long.class).single();
        });
  }

  private void fill(LocalDate day) {
    String windows =
        """
        (values ('spot', 3600000), ('spot', 86400000),
          ('zone', 60000), ('zone', 300000), ('zone', 900000), ('zone', 3600000), ('zone', 86400000),
          ('level', 60000), ('level', 300000), ('level', 900000), ('level', 3600000), ('level', 86400000),
          ('site', 60000), ('site', 300000), ('site', 900000), ('site', 3600000), ('site', 86400000)
        ) w(scope, ms)
        cross join lateral generate_series(0, case w.scope when 'spot' then %d when 'zone' then %d else 0 end) i
        cross join lateral generate_series(0, 86400000 / w.ms - 1) n
        """
            .formatted(SPOTS - 1, ZONES - 1);
    Map<String, String> window = new HashMap<>();
    window.put("at", "d.day + (n * w.ms) * interval '1 millisecond'");
    window.put("starts_at", window.get("at"));
    window.put("ends_at", "d.day + ((n + 1) * w.ms) * interval '1 millisecond'");
    window.put("scope", "w.scope");
    window.put(
        "scope_id",
        "case w.scope when 'site' then 'site-' || s when 'level' then 'L1' else w.scope || '-' || s || '-' || i end");
    window.put("window_ms", "w.ms");
    String capacity =
        "(case w.scope when 'spot' then 1 when 'zone' then %d else %d end)"
            .formatted(SPOTS / ZONES, SPOTS);
    window.put("capacity", capacity);
    window.put("occupied_ms", "w.ms::bigint * %s * (2 + (n + i) %% 7) / 10".formatted(capacity));
    window.put("unknown_ms", "w.ms::bigint * %s / 10".formatted(capacity));
    window.put("free_ms", "w.ms::bigint * %s * (7 - (n + i) %% 7) / 10".formatted(capacity));
    window.put("peak", "%s * ((n + i) %% 3) / 2".formatted(capacity));
    window.put("mean", "0.5 * " + capacity);
    insert(FactKinds.OCCUPANCY_WINDOWS, day, windows, window);

    Map<String, String> transition = new HashMap<>();
    transition.put(
        "at",
        "d.day + (n + i / 100.0) * interval '%d milliseconds'".formatted(86_400_000 / TRANSITIONS));
    transition.put("spot", "'spot-' || s || '-' || i");
    transition.put("camera", "'camera-' || s");
    transition.put("state", "(array['occupied', 'free'])[1 + n % 2]");
    transition.put("previous", "(array['free', 'occupied'])[1 + n % 2]");
    insert(
        FactKinds.SPOT_TRANSITIONS,
        day,
        "generate_series(0, %d) i cross join generate_series(0, %d) n"
            .formatted(SPOTS - 1, TRANSITIONS - 1),
        transition);

    Map<String, String> dwell = new HashMap<>();
    dwell.put("at", "d.day + n * interval '%d milliseconds'".formatted(86_400_000 / STAYS));
    dwell.put("zone", "'zone-' || s || '-' || n % " + ZONES);
    dwell.put("camera", "'camera-' || s");
    dwell.put("dwell_ms", "60000 * (1 + n * 7919 % 240)");
    insert(FactKinds.DWELL_TIMES, day, "generate_series(0, %d) n".formatted(STAYS - 1), dwell);

    Map<String, String> emotion = new HashMap<>();
    emotion.put("at", "d.day + (n * w.ms) * interval '1 millisecond'");
    emotion.put("starts_at", emotion.get("at"));
    emotion.put("camera", "'faces-' || s || '-' || i");
    emotion.put("scope", "'camera'");
    emotion.put("scope_id", emotion.get("camera"));
    emotion.put("window_ms", "w.ms");
    emotion.put("faces", "10");
    emotion.put("people", "5");
    emotion.put("distribution", "'{\"happy\": 0.5, \"neutral\": 0.5}'::jsonb");
    insert(
        FactKinds.EMOTION_WINDOWS,
        day,
        """
        (values (60000), (300000), (900000), (3600000), (86400000)) w(ms)
        cross join generate_series(0, %d) i
        cross join lateral generate_series(0, 86400000 / w.ms - 1) n
        """
            .formatted(CAMERAS - 1),
        emotion);
  }

  /**
   * @param from what there are rows of, for each site {@code s} of day {@code d.day}
   * @param values of columns; what is not named is as in {@link LargeTables}
   */
  private void insert(FactKind<?> kind, LocalDate day, String from, Map<String, String> values) {
    List<FactColumn> columns = kind.storedColumns();
    String names = columns.stream().map(FactColumn::name).collect(Collectors.joining(", "));
    String expressions =
        columns.stream()
            .map(column -> values.getOrDefault(column.name(), other(column)))
            .collect(Collectors.joining(", "));
    for (String run : runs) {
      database.with(
          jdbc -> {
            // Nobody listens.
            jdbc.sql("set session_replication_role = replica").update();
            jdbc.sql(
                    "insert into %s (run, code_version, %s) select '%s', '', %s from (select timestamptz '%s 00:00:00Z' as day) d cross join generate_series(0, %d) s cross join %s"
                        .formatted(kind.name(), names, run, expressions, day, sites - 1, from))
                .update();
            return jdbc.sql("set session_replication_role = origin").update();
          });
    }
  }

  private static String other(FactColumn column) {
    return switch (column.name()) {
      case "site" -> "'site-' || s";
      case "final" -> "true";
      case "retracted" -> "false";
      case "revision" -> Long.toString(Duration.ofDays(1).toMillis());
      default -> LargeTables.plain(column).replace("g %", "n %");
    };
  }
}
