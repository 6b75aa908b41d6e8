package io.sightline.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table of the ledger: the final facts of one run.
 *
 * @param keyColumns what identifies a fact within a run, in the order in which an export is sorted
 * @param pairedBy columns by which facts of two runs that have no common key are paired; empty
 *     where they are not
 * @param endColumn when a fact ends; null for facts of an instant
 */
public record LedgerTable(
    String name, List<String> keyColumns, List<String> pairedBy, String endColumn) {

  /** Columns that every fact has and the ledger has not. */
  private static final List<String> NOT_LEDGER =
      List.of("run", "revision", "final", "retracted", "acknowledged_at", "written_xid");

  private static final List<String> LINEAGE =
      List.of("model_sha256", "layout_version", "code_version");

  /** Rows of one run that belong to the ledger. */
  static final String IS_LEDGER = "run = ? and final and not retracted";

  /** Every fact table but the observations, by name. */
  public static final List<LedgerTable> ALL =
      List.of(
          byId("alerts", List.of(), null),
          byId("camera_gaps", List.of("camera"), "ended_at"),
          byId("dwell_times", List.of("camera", "zone"), null),
          byId("emotion_segments", List.of("camera"), "ended_at"),
          byWindow("emotion_windows"),
          byWindow("occupancy_windows"),
          byId("passages", List.of("camera", "gate"), null),
          byId("plate_reads", List.of("camera"), null),
          byId("spot_transitions", List.of("spot"), null),
          byId("vehicle_sessions", List.of("site"), "left_at"),
          byId("vehicle_tracks", List.of("camera"), "ended_at"));

  /** A column and its SQL type, as the database names it. */
  public record Column(String name, String type) {}

  private static LedgerTable byId(String name, List<String> pairedBy, String endColumn) {
    return new LedgerTable(name, List.of("at", "id"), pairedBy, endColumn);
  }

  private static LedgerTable byWindow(String name) {
    return new LedgerTable(
        name, List.of("at", "site", "scope", "scope_id", "window_ms"), List.of(), null);
  }

  /**
   * The columns of the ledger, as the database has them: what identifies a fact and what it says.
   *
   * @param lineage whether the columns that say where a fact comes from are wanted, too
   */
  public List<Column> columns(Connection connection, boolean lineage) throws SQLException {
    String sql =
        "select column_name, data_type from information_schema.columns"
            + " where table_schema = 'public' and table_name = ? order by ordinal_position";
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String column = rows.getString(1);
          if (!NOT_LEDGER.contains(column) && (lineage || !LINEAGE.contains(column))) {
            columns.add(new Column(column, rows.getString(2)));
          }
        }
      }
    }
    return columns;
  }

  /** Order of two rows of texts by their keys. */
  int compareKeys(Map<String, String> a, Map<String, String> b) {
    for (String column : keyColumns) {
      int order = a.get(column).compareTo(b.get(column));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Selects the columns as texts that are the same on every server. */
  static String selection(List<Column> columns) {
    return columns.stream()
        .map(column -> text(column) + " as " + column.name())
        .collect(Collectors.joining(", "));
  }

  private static String text(Column column) {
    return switch (column.type()) {
      case "timestamp with time zone" ->
          "to_char(" + column.name() + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
      default -> column.name() + "::text";
    };
  }
}
