package io.sightline.store;

import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.store.analytics.AnalyticsSchema;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.facts.FactSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.Driver;
import org.springframework.dao.DataAccessException;

/** Brings a database to the present schema. */
public final class Schema {
  private static final int OLDEST_POSTGRESQL = 14;

  private Schema() {}

  /**
   * @throws BadInput when the database cannot be reached or used
   */
  public static void prepare(DatabaseAddress address) {
    requireReachable(address);
    migrate(address);
    try {
      FactSchema.apply(address, FactKinds.PRODUCT);
      AnalyticsSchema.apply(address, FactKinds.PRODUCT);
    } catch (DataAccessException e) {
      throw unusable(address, e);
    }
  }

  /** Whether a database answers and has nothing of ours, so that there is nothing to read. */
  public static boolean isBare(DatabaseAddress address) {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select to_regclass('public.runs') is null")) {
      return rows.next() && rows.getBoolean(1);
    } catch (SQLException e) {
      // Whoever prepares it says what is wrong.
      return false;
    }
  }

  /**
   * The database that the settings name.
   *
   * @throws BadInput when they name none
   */
  public static DatabaseAddress given(Settings settings) {
    String url = settings.get(Settings.DATABASE_URL);
    if (url == null) {
      throw new BadInput("database.url is missing; say which database to use.");
    }
    DatabaseAddress address = parse(url);
    String user = settings.get(Settings.DATABASE_USERNAME);
    String password = settings.get(Settings.DATABASE_PASSWORD);
    return new DatabaseAddress(
        address.url(),
        user == null ? address.user() : user,
        password == null ? address.password() : password);
  }

  /**
   * The database that a JDBC address names, with user and password as its parameters.
   *
   * @throws BadInput when it is none of PostgreSQL
   */
  public static DatabaseAddress parse(String jdbcUrl) {
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
      if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_POSTGRESQL) {
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
      throw unusable(address, e);
    }
  }

  private static BadInput unusable(DatabaseAddress address, Exception e) {
    return new BadInput(
        "The database "
            + address
            + " cannot be brought to the present schema: "
            + e.getMessage().strip().replaceAll("\\s+", " "),
        e);
  }
}
