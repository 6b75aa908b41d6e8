package io.sightline.query.live;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads what is new of the live run. A position is a transaction id: everything that older
 * transactions wrote has been read. Readers advance to the oldest transaction that is still open,
 * so that a row that commits late is never passed over.
 */
final class LiveRows {
  /** Tables by kind, in which a kind of the same time is sent. */
  private static final Map<String, List<String>> TABLES_OF_KIND =
      Map.of(
          "plates", List.of("plate_reads"),
          "occupancy", List.of("spot_transitions", "occupancy_windows"),
          "emotions", List.of("emotion_segments", "emotion_windows"),
          "alerts", List.of("alerts"),
          "sessions", List.of("vehicle_sessions"),
          "passages", List.of("passages"),
          "tracks", List.of("vehicle_tracks"),
          "dwell", List.of("dwell_times"),
          "gaps", List.of("camera_gaps"),
          "cameras", List.of("camera_latest"));

  /** The longest that a fact may be revised after its time. */
  private static final String RECENT = " and at > now() - interval '10 days'";

  private static final String POSITION =
      "select pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text from pg_current_snapshot() s";
  private static final String BETWEEN = query();

  private LiveRows() {}

  /**
   * A row that is new.
   *
   * @param xid the transaction that wrote it
   * @param json the row as an object, with its kind and cursor
   */
  record Row(long xid, String kind, String site, String json) {}

  static boolean isKind(String kind) {
    return TABLES_OF_KIND.containsKey(kind);
  }

  static List<String> kinds() {
    return TABLES_OF_KIND.keySet().stream().sorted().toList();
  }

  private static String query() {
    return TABLES_OF_KIND.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .flatMap(kind -> kind.getValue().stream().map(table -> select(kind.getKey(), table)))
            .collect(Collectors.joining(" union all "))
        + " order by xid, at limit ?";
  }

  private static String select(String kind, String table) {
    boolean fact = !table.equals("camera_latest");
    return "(select written_xid as xid, '"
        + kind
        + "' as kind, site, at, (to_jsonb(t) - '{written_xid,code_version}'::text[]"
        + " || jsonb_build_object('kind', '"
        + table
        + "', 'cursor', written_xid::text))::text as row from "
        + table
        + " t where written_xid >= ?::xid8 and written_xid < ?::xid8"
        + (fact ? " and run = 'live'" + RECENT : "")
        + " order by written_xid limit ?)";
  }

  /**
   * How far transactions have come.
   *
   * @param xmin the oldest that is open; everything older is known
   * @param xmax the first that has not begun
   */
  record Position(long xmin, long xmax) {
    /** Whether none is open. */
    boolean isQuiet() {
      return xmin == xmax;
    }
  }

  static Position position(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(POSITION);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return new Position(Long.parseLong(rows.getString(1)), Long.parseLong(rows.getString(2)));
    }
  }

  /**
   * Rows of transactions from one position to another, in their order.
   *
   * @param most at most so many; where there are more, the last transaction is not whole
   */
  static List<Row> between(Connection connection, long from, long to, int most)
      throws SQLException {
    int tables = TABLES_OF_KIND.values().stream().mapToInt(List::size).sum();
    try (PreparedStatement statement = connection.prepareStatement(BETWEEN)) {
      int parameter = 1;
      for (int i = 0; i < tables; i++) {
        statement.setString(parameter++, Long.toString(from));
        statement.setString(parameter++, Long.toString(to));
        statement.setInt(parameter++, most);
      }
      statement.setInt(parameter, most);
      List<Row> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Row(
                  Long.parseLong(rows.getString(1)),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(5)));
        }
      }
      return found;
    }
  }
}
