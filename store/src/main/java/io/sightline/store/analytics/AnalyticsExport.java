package io.sightline.store.analytics;

import io.sightline.domain.BadInput;
import io.sightline.domain.runs.RunName;
import io.sightline.store.DatabaseAddress;
import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.runs.RunRows;
import io.sightline.store.standing.RunStanding;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what the views of the schema {@code analytics} hold of a run into folders that DuckDB,
 * pandas and Spark read as one table: {@code VIEW/site=SITE/day=2026-03-01/facts.csv}, or {@code
 * .parquet}. Days are in UTC. All of it is of one moment.
 */
public final class AnalyticsExport {
  private static final int PORTION = 5_000;

  /** Columns that the names of folders tell. */
  private static final String IN_FOLDERS = "site";

  private AnalyticsExport() {}

  /** How files are written. */
  public enum Format {
    CSV,
    PARQUET
  }

  /**
   * What is written.
   *
   * @param site null for all
   * @param from by event time, at or after it; null for all
   * @param to before it; null for all
   */
  public record Part(String run, String site, Instant from, Instant to) {}

  /**
   * What was written.
   *
   * @param files how many
   * @param rows how many, together
   */
  public record Written(long files, long rows) {
    private Written plus(Written other) {
      return new Written(files + other.files, rows + other.rows);
    }
  }

  private record Folder(String site, LocalDate day) {}

  /**
   * @param folder files in it that have the names of those to be written are replaced
   * @throws BadInput when there is no such run, or it has not ended
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   * @throws IOException when the folder cannot be written
   */
  public static Written write(
      DatabaseAddress database, FactKinds kinds, Part part, Format format, Path folder)
      throws IOException {
    try (SingleConnectionDataSource session = database.session()) {
      TransactionTemplate moment = new TransactionTemplate(new JdbcTransactionManager(session));
      moment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
      moment.setReadOnly(true);
      Written all =
          moment.execute(
              status -> {
                if (new RunRows(JdbcClient.create(session)).find(part.run()).isEmpty()) {
                  throw RunStanding.unknown(part.run());
                }
                requireKnown(session, part);
                if (!part.run().equals(RunName.LIVE)) {
                  RunStanding.unended(JdbcClient.create(session), part.run())
                      .ifPresent(
                          why -> {
                            throw new BadInput(why);
                          });
                }
                // The same files on every machine.
                JdbcClient.create(session).sql("set local time zone 'UTC'").update();
                return new JdbcTemplate(session)
                    .execute(
                        (Connection connection) -> {
                          Written written = new Written(0, 0);
                          for (FactKind<?> kind : kinds.all()) {
                            written =
                                written.plus(view(connection, kind.name(), part, format, folder));
                          }
                          return written;
                        });
              });
      // Also where there was nothing to write.
      Files.createDirectories(folder);
      return all;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A site that no layout ever named is mistyped. */
  private static void requireKnown(SingleConnectionDataSource session, Part part) {
    boolean known =
        part.site() == null
            || JdbcClient.create(session)
                .sql(
                    """
                    select exists (select from layout_versions where site = :site)
                      or exists (select from runs where run = :run and site = :site)
                    """)
                .param("site", part.site())
                .param("run", part.run())
                .query(Boolean.class)
                .single();
    if (!known) {
      throw new BadInput("There is no site '" + part.site() + "'; check --site.");
    }
  }

  private static Written view(
      Connection connection, String view, Part part, Format format, Path folder)
      throws SQLException {
    Written written = new Written(0, 0);
    List<String> columns = columns(connection, view);
    for (Folder each : folders(connection, view, part)) {
      Path file =
          folder
              .resolve(view)
              .resolve("site=" + folderName(each.site()))
              .resolve("day=" + each.day())
              .resolve(format == Format.CSV ? "facts.csv" : "facts.parquet");
      String rows =
          "select %s from analytics.%s where %s order by at, %s"
              .formatted(
                  String.join(", ", columns),
                  view,
                  condition(connection, part, each),
                  columns.contains("id")
                      ? "id"
                      // Two cameras may look at one zone.
                      : "scope, scope_id, window_ms"
                          + (columns.contains("camera") ? ", camera" : ""));
      written = written.plus(new Written(1, write(connection, rows, format, file)));
    }
    return written;
  }

  /** As Hive, and all that read its folders, have it. */
  private static String folderName(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static long write(Connection connection, String rows, Format format, Path file)
      throws SQLException {
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.getParent());
      long count =
          format == Format.CSV
              ? csv(connection, rows, unfinished)
              : parquet(connection, rows, unfinished);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long csv(Connection connection, String rows, Path file)
      throws SQLException, IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy (%s) to stdout with (format csv, header)".formatted(rows), out);
    }
  }

  private static long parquet(Connection connection, String rows, Path file)
      throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(rows)) {
      statement.setFetchSize(PORTION);
      try (ResultSet found = statement.executeQuery()) {
        return ParquetFile.write(found, file);
      }
    }
  }

  private static List<String> columns(Connection connection, String view) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("select * from analytics.%s limit 0".formatted(view))) {
      for (int i = 1; i <= statement.getMetaData().getColumnCount(); i++) {
        String column = statement.getMetaData().getColumnName(i);
        if (!column.equals(IN_FOLDERS)) {
          columns.add(column);
        }
      }
    }
    return columns;
  }

  private static List<Folder> folders(Connection connection, String view, Part part)
      throws SQLException {
    List<Folder> folders = new ArrayList<>();
    String sql =
        "select distinct site, (at at time zone 'UTC')::date from analytics.%s where %s order by 1, 2"
            .formatted(view, condition(connection, part, null));
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        folders.add(new Folder(rows.getString(1), rows.getObject(2, LocalDate.class)));
      }
    }
    return folders;
  }

  /**
   * @param folder null for all
   */
  private static String condition(Connection connection, Part part, Folder folder)
      throws SQLException {
    StringBuilder sql = new StringBuilder("run = " + quoted(connection, part.run()));
    String site = folder == null ? part.site() : folder.site();
    if (site != null) {
      sql.append(" and site = ").append(quoted(connection, site));
    }
    Instant from = part.from();
    Instant to = part.to();
    if (folder != null) {
      from = later(from, folder.day().atStartOfDay(ZoneOffset.UTC).toInstant());
      to = earlier(to, folder.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
    if (from != null) {
      sql.append(" and at >= '").append(from).append('\'');
    }
    if (to != null) {
      sql.append(" and at < '").append(to).append('\'');
    }
    return sql.toString();
  }

  private static String quoted(Connection connection, String text) throws SQLException {
    return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
  }

  private static Instant later(Instant one, Instant other) {
    return one == null || one.isBefore(other) ? other : one;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one == null || one.isAfter(other) ? other : one;
  }
}
