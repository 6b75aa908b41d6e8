package io.sightline.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database with the present schema and nothing in it, for one test class. All of them are on one
 * server, which starts with the first and ends with the process.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final String TEMPLATE = "sightline_template";
  private static EmbeddedPostgres server;

  private final String name;
  private final DatabaseAddress address;

  private TestDatabase(String name, DatabaseAddress address) {
    this.name = name;
    this.address = address;
  }

  public static TestDatabase create() {
    String name = "test_" + MADE.incrementAndGet();
    try {
      synchronized (TestDatabase.class) {
        if (server == null) {
          // With so many databases it would begin somewhere each second; tests analyse what they
          // ask.
          server = EmbeddedPostgres.builder().setServerConfig("autovacuum", "off").start();
          execute("create database " + TEMPLATE);
          Schema.prepare(address(TEMPLATE));
        }
        execute("create database " + name + " template " + TEMPLATE + " strategy file_copy");
      }
      return new TestDatabase(name, address(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("No database could be made for a test.", e);
    }
  }

  private static DatabaseAddress address(String name) {
    return new DatabaseAddress(
        "jdbc:postgresql://localhost:" + server.getPort() + "/" + name, "postgres", "");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  @Override
  public void close() {
    try {
      execute("drop database " + name + " with (force)");
    } catch (SQLException e) {
      throw new IllegalStateException("A test's database could not be dropped.", e);
    }
  }
}
