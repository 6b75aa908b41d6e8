package io.sightline.store.backup;

import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Copies all that a database holds, at one moment, and puts it into another one. Rows travel as
 * PostgreSQL's own text, so that they come back as they were, whatever machine and version.
 */
public final class DatabaseCopy {
  /** Dates and numbers as texts that mean the same everywhere. */
  private static final String PLAIN =
      "set local datestyle = 'ISO, YMD'; set local timezone = 'UTC';"
          + " set local intervalstyle = 'iso_8601'; set local extra_float_digits = 1";

  private DatabaseCopy() {}

  /**
   * One table of a copy.
   *
   * @param columns in the order in which they were copied
   * @param rows that there were
   */
  public record Table(String name, List<String> columns, long rows) {}

  /**
   * What was copied, without the rows.
   *
   * @param schema the newest migration that the database had
   * @param tables each behind those that it refers to
   * @param days of tables that are kept in parts, by table: the starts of the parts
   * @param sequences the last number given, by column as {@code TABLE.COLUMN}
   */
  public record Content(
      String schema,
      List<Table> tables,
      Map<String, List<String>> days,
      Map<String, Long> sequences) {}

  /** Takes the rows of tables, one table after the other. */
  public interface Sink {
    /**
     * @return closed by the caller, which writes all rows of the table to it
     */
    OutputStream table(String name) throws IOException;
  }

  /** Gives the rows of tables back. */
  public interface Source {
    /**
     * @return closed by the caller
     */
    InputStream table(String name) throws IOException;
  }

  /** Is told what is done, and how large a share of all tables' bytes lies behind. */
  public interface Listener {
    /**
     * @param share 0 to 1
     */
    void at(double share, String table);
  }

  /**
   * Copies a database as it is at one moment. Others go on reading and writing meanwhile.
   *
   * @throws IOException when the sink cannot take it
   * @throws org.springframework.dao.DataAccessException when the database does not answer
   */
  public static Content save(DatabaseAddress database, Sink sink, Listener listener)
      throws IOException {
    try (SingleConnectionDataSource session = database.session()) {
      TransactionTemplate moment = new TransactionTemplate(new JdbcTransactionManager(session));
      moment.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
      moment.setReadOnly(true);
      return moment.execute(
          status ->
              new JdbcTemplate(session)
                  .execute((Connection connection) -> save(connection, sink, listener)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Content save(Connection connection, Sink sink, Listener listener)
      throws SQLException {
    JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    jdbc.sql(PLAIN).update();
    List<String> names = Tables.all(jdbc);
    // Before anything is read, so that no part is dropped between the moment and its turn.
    jdbc.sql("lock table " + String.join(", ", names) + " in access share mode").update();
    PGConnection copying = connection.unwrap(PGConnection.class);
    List<Table> tables = new ArrayList<>();
    double all = Math.max(1, names.stream().mapToDouble(name -> bytes(jdbc, name)).sum());
    double behind = 0;
    for (String name : names) {
      listener.at(behind / all, name);
      List<String> columns = Tables.columns(jdbc, name);
      try (OutputStream out = sink.table(name)) {
        long rows =
            copying
                .getCopyAPI()
                .copyOut(
                    "copy (select %s from %s) to stdout".formatted(quoted(columns), name), out);
        tables.add(new Table(name, columns, rows));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      behind += bytes(jdbc, name);
    }
    return new Content(schema(jdbc), tables, parts(jdbc), sequences(jdbc, tables));
  }

  private static double bytes(JdbcClient jdbc, String table) {
    return jdbc.sql(
            "select coalesce(sum(pg_table_size(relid)), 0) from pg_partition_tree(?::regclass)")
        .param(table)
        .query(Double.class)
        .single();
  }

  private static String quoted(List<String> columns) {
    return columns.stream().map(column -> '"' + column + '"').collect(Collectors.joining(", "));
  }

  /** The newest migration that a database of ours has. */
  public static String schema(DatabaseAddress database) {
    return database.with(DatabaseCopy::schema);
  }

  private static String schema(JdbcClient jdbc) {
    return jdbc.sql(
            "select version from flyway_schema_history where success and version is not null"
                + " order by installed_rank desc limit 1")
        .query(String.class)
        .single();
  }

  private static Map<String, List<String>> parts(JdbcClient jdbc) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    jdbc.sql(
            """
            select name, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD') from table_parts
            where starts_at is not null order by 1, 2
            """)
        .query(
            row -> {
              parts
                  .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
                  .add(row.getString(2));
            });
    return parts;
  }

  private static Map<String, Long> sequences(JdbcClient jdbc, List<Table> tables) {
    Map<String, Long> sequences = new LinkedHashMap<>();
    for (Table table : tables) {
      for (String column : table.columns()) {
        jdbc.sql("select pg_get_serial_sequence(?, ?)")
            .params(table.name(), column)
            .query((row, number) -> Optional.ofNullable(row.getString(1)))
            .single()
            .ifPresent(
                sequence ->
                    sequences.put(
                        table.name() + "." + column,
                        jdbc.sql(
                                "select case when is_called then last_value else 0 end from "
                                    + sequence)
                            .query(Long.class)
                            .single()));
      }
    }
    return sequences;
  }

  /** Whether anything is stored in a database of ours but what it is made with. */
  public static boolean isEmpty(DatabaseAddress database) {
    return database.with(
        jdbc ->
            Tables.all(jdbc).stream()
                .filter(table -> !table.equals("registry_changes"))
                .noneMatch(
                    table ->
                        jdbc.sql("select exists (select from %s)".formatted(table))
                            .query(Boolean.class)
                            .single()));
  }

  /** How many erasures were asked for in a database since something was copied from it. */
  public static long erasuresSince(DatabaseAddress database, Content content) {
    return database.with(
        jdbc ->
            jdbc.sql("select count(*) from erasures where id > ?")
                .param(content.sequences().getOrDefault("erasures.id", 0L))
                .query(Long.class)
                .single());
  }

  /** Other connections to a database: those who use it now. */
  public static int users(DatabaseAddress database) {
    return database.with(
        jdbc ->
            jdbc.sql(
                    """
                    select count(*) from pg_stat_activity where datname = current_database()
                      and pid <> pg_backend_pid() and backend_type = 'client backend'
                    """)
                .query(Integer.class)
                .single());
  }

  /**
   * Puts a copy in the place of all that a database of the same schema holds; all of it or nothing.
   *
   * @throws IOException when the source cannot be read, or holds other numbers of rows than it says
   * @throws org.springframework.dao.DataAccessException when the database does not take it
   */
  public static void restore(
      DatabaseAddress database, Content content, Source source, Listener listener)
      throws IOException {
    try (SingleConnectionDataSource session = database.session()) {
      new TransactionTemplate(new JdbcTransactionManager(session))
          .executeWithoutResult(
              status ->
                  new JdbcTemplate(session)
                      .execute(
                          (Connection connection) -> {
                            restore(connection, content, source, listener);
                            return null;
                          }));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void restore(
      Connection connection, Content content, Source source, Listener listener)
      throws SQLException {
    JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    jdbc.sql(PLAIN).update();
    jdbc.sql("truncate " + String.join(", ", Tables.all(jdbc))).update();
    // What is restored is no news to anybody.
    jdbc.sql("truncate delivery_position").update();
    for (String day :
        new TreeSet<>(content.days().values().stream().flatMap(List::stream).toList())) {
      jdbc.sql("select ensure_partitions(?::timestamptz, ?::timestamptz)")
          .params(day + " 00:00:00Z", day + " 00:00:00Z")
          .query()
          .listOfRows();
    }
    for (int i = 0; i < content.tables().size(); i++) {
      Table table = content.tables().get(i);
      listener.at((double) i / content.tables().size(), table.name());
      load(connection, table, source);
    }
    content.sequences().forEach((column, last) -> number(jdbc, column, last));
  }

  private static void load(Connection connection, Table table, Source source) throws SQLException {
    try (InputStream in = source.table(table.name())) {
      long rows =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy %s (%s) from stdin".formatted(table.name(), quoted(table.columns())), in);
      if (rows != table.rows()) {
        throw new IOException(
            "the table %s holds %d rows and not %d".formatted(table.name(), rows, table.rows()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers that were given are not given again. */
  private static void number(JdbcClient jdbc, String column, long last) {
    if (last > 0) {
      String[] place = column.split("\\.");
      jdbc.sql("select setval(pg_get_serial_sequence(?, ?), ?)")
          .params(place[0], place[1], last)
          .query()
          .listOfRows();
    }
  }
}
