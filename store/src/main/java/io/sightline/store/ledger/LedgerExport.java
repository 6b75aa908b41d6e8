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
   * Of a run that is whole.
   *
   * @param lineage whether to add the columns that say where a fact comes from
   * @throws io.sightline.domain.BadInput when there is no such run, or its ledger is not whole
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   * @throws IOException when the folder cannot be written
   */
  public static void write(
      DatabaseAddress database, FactKinds kinds, String run, Path folder, boolean lineage)
      throws IOException {
    write(database, kinds, run, folder, lineage, false);
  }

  /**
   * @param lineage whether to add the columns that say where a fact comes from
   * @param partial whether to write what there is of a run that is not finished, or no longer
   *     whole; the files' names say so then
   * @return whether the ledger is whole
   * @throws io.sightline.domain.BadInput when there is no such run, or its ledger is not whole and
   *     is not to be written then
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   * @throws IOException when the folder cannot be written
   */
  public static boolean write(
      DatabaseAddress database,
      FactKinds kinds,
      String run,
      Path folder,
      boolean lineage,
      boolean partial)
      throws IOException {
    try (SingleConnectionDataSource session = database.session()) {
      return Snapshot.of(
          session,
          connection -> {
            boolean whole = Snapshot.isWhole(connection, run, partial);
            createFolder(folder);
            PGConnection copying = connection.unwrap(PGConnection.class);
            for (FactKind<?> kind : kinds.ledger()) {
              Path file = folder.resolve(kind.name() + (whole ? ".csv" : ".partial.csv"));
              write(copying, run, kind, lineage, file);
            }
            return whole;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(
      PGConnection connection, String run, FactKind<?> kind, boolean lineage, Path file)
      throws SQLException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
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
