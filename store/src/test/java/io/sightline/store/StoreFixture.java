package io.sightline.store;

import io.sightline.domain.site.SiteFile;
import io.sightline.store.registry.SiteRegistry;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A database with two sites, over one connection, that tells how many rows a statement has read:
 * the plan that was used, and not one that might have been.
 */
public final class StoreFixture implements AutoCloseable {
  private final TestDatabase database = TestDatabase.create();
  private final SingleConnectionDataSource connection;

  private StoreFixture() {
    connection =
        new SingleConnectionDataSource(
            database.address().url(),
            database.address().user(),
            database.address().password(),
            true);
    site("garage", "gate", "A1");
    site("harbour", "quay", "B1");
  }

  public static StoreFixture create() {
    return new StoreFixture();
  }

  private void site(String site, String camera, String spot) {
    String file =
        """
        site: %s
        cameras:
          - id: %s
            uri: rtsp://viewer:canary-4711@127.0.0.1:8554/%s
            spots:
              - {id: %s, polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]}
        """
            .formatted(site, camera, camera, spot);
    new SiteRegistry(database.address(), TestKey.secrets())
        .store(SiteFile.parse(site, Path.of("/"), file).site(), "test");
  }

  public DataSource database() {
    return connection;
  }

  public DatabaseAddress address() {
    return database.address();
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(connection);
  }

  /** Rows of the tables, partitions included, whose names begin so that were read one by one. */
  public long scanned(String table, Runnable statements) {
    return counted(table, "seq_tup_read", statements);
  }

  /** The same of those that were found by an index. */
  public long fetched(String table, Runnable statements) {
    return counted(table, "idx_tup_fetch", statements);
  }

  private long counted(String table, String column, Runnable statements) {
    long before = count(table, column);
    statements.run();
    return count(table, column) - before;
  }

  private long count(String table, String column) {
    jdbc().sql("select pg_stat_force_next_flush()::text").query(String.class).list();
    jdbc().sql("select pg_stat_clear_snapshot()::text").query(String.class).list();
    return jdbc()
        .sql(
            "select coalesce(sum(%s), 0) from pg_stat_user_tables where relname like ?"
                .formatted(column))
        .param(table + "%")
        .query(Long.class)
        .single();
  }

  @Override
  public void close() {
    connection.destroy();
    database.close();
  }
}
