package io.sightline.store.ledger;

import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Writes a run's ledger as one CSV file (RFC 4180, UTF-8, line feeds) a table, in an order that
 * depends on the facts alone: two runs with the same facts are the same files, byte by byte.
 */
public final class LedgerExport {
  private LedgerExport() {}

  /**
   * @param lineage whether to add the columns that say where a fact comes from
   */
  public static void write(
      Connection connection, FactKinds kinds, String run, Path folder, boolean lineage)
      throws SQLException, IOException {
    Files.createDirectories(folder);
    // All tables show one moment.
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    for (FactKind<?> kind : kinds.ledger()) {
      Path file = folder.resolve(kind.name() + ".csv");
      Path unfinished = folder.resolve(kind.name() + ".csv.tmp");
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        write(connection.unwrap(PGConnection.class), run, kind, lineage, out);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
    connection.rollback();
  }

  /** PostgreSQL's own CSV tells an empty text, quoted, from none. */
  private static void write(
      PGConnection connection, String run, FactKind<?> kind, boolean lineage, OutputStream out)
      throws SQLException, IOException {
    String rows = Ledger.ROWS.replace("?", "'" + connection.escapeLiteral(run) + "'");
    connection
        .getCopyAPI()
        .copyOut(
            "copy (select %s from %s t where %s order by %s) to stdout with (format csv, header)"
                .formatted(Ledger.selection(kind, lineage), kind.name(), rows, Ledger.order(kind)),
            out);
  }
}
