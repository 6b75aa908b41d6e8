package io.sightline.store.ledger;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes a run's ledger as one CSV file (RFC 4180, UTF-8, line feeds) a table, in an order that
 * depends on the facts alone: two runs with the same facts are the same files, byte by byte.
 */
public final class LedgerExport {
  private static final int FETCH_ROWS = 2_000;

  private LedgerExport() {}

  /**
   * @param lineage whether to add the columns that say where a fact comes from
   */
  public static void write(Connection connection, String run, Path folder, boolean lineage)
      throws SQLException, IOException {
    Files.createDirectories(folder);
    // Rows are fetched in portions only within a transaction, which also lets all tables show one
    // moment.
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    for (LedgerTable table : LedgerTable.ALL) {
      Path file = folder.resolve(table.name() + ".csv");
      Path unfinished = folder.resolve(table.name() + ".csv.tmp");
      try (BufferedWriter out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
        write(connection, run, table, lineage, out);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
    connection.rollback();
  }

  private static void write(
      Connection connection, String run, LedgerTable table, boolean lineage, Writer out)
      throws SQLException, IOException {
    List<LedgerTable.Column> columns = table.columns(connection, lineage);
    writeRow(out, columns.stream().map(LedgerTable.Column::name).toList());
    String sql =
        "select "
            + LedgerTable.selection(columns)
            + " from "
            + table.name()
            + " t where "
            + LedgerTable.IS_LEDGER
            + " order by "
            + String.join(", ", table.keyColumns().stream().map(column -> "t." + column).toList());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_ROWS);
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        String[] values = new String[columns.size()];
        while (rows.next()) {
          for (int i = 0; i < values.length; i++) {
            values[i] = rows.getString(i + 1);
          }
          writeRow(out, java.util.Arrays.asList(values));
        }
      }
    }
  }

  private static void writeRow(Writer out, List<String> values) throws IOException {
    String separator = "";
    for (String value : values) {
      out.write(separator);
      out.write(quoted(value));
      separator = ",";
    }
    out.write('\n');
  }

  private static String quoted(String value) {
    if (value == null) {
      return "";
    }
    // An empty text is quoted, so that it differs from none.
    boolean plain =
        !value.isEmpty()
            && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
