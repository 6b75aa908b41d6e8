package io.sightline.store.runs;

import io.sightline.store.ledger.LedgerTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes a run with all that it holds, a day of one table at a time, so that no transaction is
 * open for long: the live feed waits for the oldest one. The run's own row goes last, and a
 * deletion that was broken off can be done again.
 */
public final class RunDeletion {
  private RunDeletion() {}

  /**
   * @param connection in auto-commit mode
   */
  public static void delete(Connection connection, String run) throws SQLException {
    List<String> tables = new ArrayList<>(LedgerTable.ALL.stream().map(LedgerTable::name).toList());
    tables.add("poison_records");
    tables.add("observations");
    for (String table : tables) {
      for (OffsetDateTime day : days(connection, table, run)) {
        String sql = "delete from " + table + " where run = ? and at >= ? and at < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.setString(1, run);
          statement.setObject(2, day);
          statement.setObject(3, day.plusDays(1));
          statement.executeUpdate();
        }
      }
    }
    try (PreparedStatement statement =
        connection.prepareStatement("delete from runs where run = ?")) {
      statement.setString(1, run);
      statement.executeUpdate();
    }
  }

  private static List<OffsetDateTime> days(Connection connection, String table, String run)
      throws SQLException {
    String sql =
        "select distinct date_trunc('day', at, 'UTC') from " + table + " where run = ? order by 1";
    List<OffsetDateTime> days = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.add(rows.getObject(1, OffsetDateTime.class));
        }
      }
    }
    return days;
  }
}
