package io.sightline.store.ledger;

import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Writes a run's ledger as one CSV file (RFC 4180, UTF-8, line feeds) a table, in an order that
 * depends on the facts alone: two runs with the same facts are the same files, byte by byte.
 */
public final class LedgerExport {
  private LedgerExport() {}

  /**
   * @param lineage whether to add the columns that say where a fact comes from
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   * @throws IOException when the folder cannot be written
   */
  public static void write(
      DatabaseAddress database, FactKinds kinds, String run, Path folder, boolean lineage)
      throws IOException {
    Files.createDirectories(folder);
    try (SingleConnectionDataSource session = database.session()) {
      Snapshot.of(
          session,
          connection -> {
            PGConnection copying = connection.unwrap(PGConnection.class);
            for (FactKind<?> kind : kinds.ledger()) {
              write(copying, run, kind, lineage, folder);
            }
            return null;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(
      PGConnection connection, String run, FactKind<?> kind, boolean lineage, Path folder)
      throws SQLException {
    Path file = folder.resolve(kind.name() + ".csv");
    Path unfinished = folder.resolve(kind.name() + ".csv.tmp");
    try {
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        copy(connection, run, kind, lineage, out);
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL's own CSV tells an empty text, quoted, from none. */
  private static void copy(
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
