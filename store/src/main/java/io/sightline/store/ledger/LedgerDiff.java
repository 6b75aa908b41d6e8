package io.sightline.store.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What differs between the ledgers of two runs. Facts with the same key are the same fact, changed
 * or not; of the rest, those of one camera or spot that overlap most in time are taken for one fact
 * that changed.
 *
 * @param a name of the first run
 * @param b name of the second run
 * @param partial whether one of them is not finished, or no longer whole
 * @param tables by name, in order
 * @param inputs sentences on what the runs were made from, where that differs
 */
public record LedgerDiff(
    String a,
    String b,
    boolean equal,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean partial,
    Map<String, TableDiff> tables,
    List<String> inputs) {
  static final int MAX_EXAMPLES = 20;
  private static final int FETCH_ROWS = 2_000;

  /**
   * What differs in one table.
   *
   * @param examples at most 20
   */
  public record TableDiff(long added, long removed, long changed, List<Example> examples) {}

  /**
   * One difference.
   *
   * @param change "added", "removed" or "changed"
   * @param a the fact in run a by column; null when it was added
   * @param b the fact in run b by column; null when it was removed
   */
  public record Example(String change, Map<String, String> a, Map<String, String> b) {}

  /**
   * Of two runs that are whole.
   *
   * @throws BadInput when there is no such run, or one is not whole
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static LedgerDiff between(DatabaseAddress database, FactKinds kinds, String a, String b) {
    return between(database, kinds, a, b, false);
  }

  /**
   * @param partial whether runs are compared as they stand, also where one is not whole
   * @throws BadInput when there is no such run, or one is not whole and is not to be compared then
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static LedgerDiff between(
      DatabaseAddress database, FactKinds kinds, String a, String b, boolean partial) {
    try (SingleConnectionDataSource session = database.session()) {
      return Snapshot.of(session, connection -> between(connection, kinds, a, b, partial));
    }
  }

  /**
   * @param partial as above
   * @param longest that reading one table may take
   * @throws org.springframework.dao.DataAccessException when it takes longer, or the database does
   *     not answer
   */
  public static LedgerDiff between(
      DataSource database, FactKinds kinds, String a, String b, boolean partial, Duration longest) {
    return Snapshot.of(
        database,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = " + longest.toMillis());
          }
          return between(connection, kinds, a, b, partial);
        });
  }

  private static LedgerDiff between(
      Connection connection, FactKinds kinds, String a, String b, boolean partial)
      throws SQLException {
    boolean whole = Snapshot.isWhole(connection, a, partial);
    whole &= Snapshot.isWhole(connection, b, partial);
    Map<String, TableDiff> tables = new LinkedHashMap<>();
    for (FactKind<?> kind : kinds.ledger()) {
      tables.put(kind.name(), compare(connection, kind, a, b));
    }
    boolean equal =
        tables.values().stream()
            .allMatch(diff -> diff.added() + diff.removed() + diff.changed() == 0);
    return new LedgerDiff(a, b, equal, !whole, tables, Inputs.differences(connection, a, b));
  }

  private static TableDiff compare(Connection connection, FactKind<?> kind, String a, String b)
      throws SQLException {
    Differences differences = new Differences(kind);
    try (Rows left = new Rows(connection, kind, a);
        Rows right = new Rows(connection, kind, b)) {
      Map<String, String> rowA = left.next();
      Map<String, String> rowB = right.next();
      while (rowA != null || rowB != null) {
        int order = rowA == null ? 1 : rowB == null ? -1 : compareKeys(kind, rowA, rowB);
        if (order < 0) {
          differences.removed(rowA);
          rowA = left.next();
        } else if (order > 0) {
          differences.added(rowB);
          rowB = right.next();
        } else {
          if (!rowA.equals(rowB)) {
            differences.changed(rowA, rowB);
          }
          rowA = left.next();
          rowB = right.next();
        }
      }
    }
    return differences.summary();
  }

  private static int compareKeys(FactKind<?> kind, Map<String, String> a, Map<String, String> b) {
    for (String column : kind.key()) {
      int order = a.get(column).compareTo(b.get(column));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** A table's rows of one run in the order of their keys' texts. */
  private static final class Rows implements AutoCloseable {
    private final List<FactColumn> columns;
    private final PreparedStatement statement;
    private final ResultSet rows;

    Rows(Connection connection, FactKind<?> kind, String run) throws SQLException {
      columns = kind.ledgerColumns();
      String order =
          String.join(", ", kind.key().stream().map(column -> column + " collate \"C\"").toList());
      statement =
          connection.prepareStatement(
              "select * from (select "
                  + Ledger.selection(kind, false)
                  + " from "
                  + kind.name()
                  + " where "
                  + Ledger.ROWS
                  + ") texts order by "
                  + order);
      statement.setFetchSize(FETCH_ROWS);
      statement.setString(1, run);
      rows = statement.executeQuery();
    }

    /** By column; null at the end. */
    Map<String, String> next() throws SQLException {
      if (!rows.next()) {
        return null;
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i).name(), rows.getString(i + 1));
      }
      return row;
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }
}
