package io.sightline.standalone.runs;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.domain.sql.DatabaseAddress;
import io.sightline.standalone.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.Driver;

/** The database of an installation, ours or a given one, brought to the present schema. */
public final class Database implements AutoCloseable {
  private final DatabaseAddress address;
  private final EmbeddedPostgres embedded;

  private Database(DatabaseAddress address, EmbeddedPostgres embedded) {
    this.address = address;
    this.embedded = embedded;
  }

  /**
   * @param jdbcUrl of an existing database, with user and password as parameters; null for the
   *     embedded one
   * @param data folder that holds the embedded one
   * @throws BadInput when the database cannot be reached or used
   */
  public static Database open(String jdbcUrl, Path data) {
    EmbeddedPostgres embedded =
        jdbcUrl == null ? EmbeddedPostgres.open(data.resolve("postgres")) : null;
    DatabaseAddress address = embedded == null ? parse(jdbcUrl) : embedded.address();
    Database database = new Database(address, embedded);
    try {
      requireReachable(address);
      migrate(address);
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * The one that the settings name.
   *
   * @throws BadInput when they name none, or it cannot be reached or used
   */
  public static Database given(Settings settings) {
    String url = settings.get(Settings.DATABASE_URL);
    if (url == null) {
      throw new BadInput("database.url is missing; say which database to use.");
    }
    DatabaseAddress address = parse(url);
    String user = settings.get(Settings.DATABASE_USERNAME);
    String password = settings.get(Settings.DATABASE_PASSWORD);
    Database database =
        new Database(
            new DatabaseAddress(
                address.url(),
                user == null ? address.user() : user,
                password == null ? address.password() : password),
            null);
    requireReachable(database.address());
    migrate(database.address());
    return database;
  }

  private static DatabaseAddress parse(String jdbcUrl) {
    // Asked first, since the driver prints what it cannot parse.
    if (jdbcUrl.replaceFirst("\\?.*", "").contains("@")) {
      throw new BadInput(
          "--postgres holds a user ahead of the host; give it as the parameters user and password.");
    }
    Properties parsed =
        jdbcUrl.startsWith("jdbc:postgresql:") ? Driver.parseURL(jdbcUrl, null) : null;
    if (parsed == null) {
      throw new BadInput(
          "--postgres is no JDBC address of PostgreSQL; write it as "
              + "jdbc:postgresql://HOST:PORT/DATABASE?user=NAME&password=SECRET.");
    }
    // User and password travel apart from the address, which goes into messages; all other
    // parameters stay with it.
    String address = jdbcUrl.replaceFirst("\\?.*", "");
    String query =
        jdbcUrl.length() > address.length() ? jdbcUrl.substring(address.length() + 1) : "";
    String kept =
        Arrays.stream(query.split("&"))
            .filter(parameter -> !parameter.isEmpty() && !parameter.matches("(user|password)=.*"))
            .collect(Collectors.joining("&"));
    return new DatabaseAddress(
        kept.isEmpty() ? address : address + "?" + kept,
        parsed.getProperty("user", ""),
        parsed.getProperty("password", ""));
  }

  private static void requireReachable(DatabaseAddress address) {
    try (Connection connection = address.connect()) {
      if (connection.getMetaData().getDatabaseMajorVersion() < 14) {
        throw new BadInput(
            "The database "
                + address
                + " is PostgreSQL "
                + connection.getMetaData().getDatabaseMajorVersion()
                + "; Sightline needs 14 or newer.");
      }
    } catch (SQLException e) {
      throw new BadInput(
          "The database "
              + address
              + " cannot be reached: "
              + e.getMessage().strip().replaceAll("\\s+", " ")
              + " Check --postgres.",
          e);
    }
  }

  private static void migrate(DatabaseAddress address) {
    try {
      Flyway.configure()
          .dataSource(address.url(), address.user(), address.password())
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new BadInput(
          "The database "
              + address
              + " cannot be brought to the present schema: "
              + e.getMessage().strip().replaceAll("\\s+", " "),
          e);
    }
  }

  public DatabaseAddress address() {
    return address;
  }

  public Connection connect() throws SQLException {
    return address.connect();
  }

  /** Leaves stopping an embedded server to whoever closes this, and not to the process's end. */
  public void stopWithUs() {
    if (embedded != null) {
      embedded.stopOnlyWhenClosed();
    }
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
