package io.sightline.store.analytics;

import io.sightline.domain.BadInput;
import io.sightline.store.DatabaseAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;

/**
 * Answers a question in SQL as who may read the schema {@code analytics} and nothing else. That
 * keeps who asks from reading more by mistake; who means to can leave the role again, so that it is
 * for the installation's owner and no door for others.
 */
public final class AnalyticsQuery {
  /** What a connection is set to, by {@code PGOPTIONS} or the parameter {@code options}. */
  public static final String READING =
      "-c default_transaction_read_only=on -c timezone=UTC -c search_path="
          + AnalyticsSchema.SCHEMA;

  private static final Pattern END = Pattern.compile("[;\\s]+$");

  private AnalyticsQuery() {}

  /** The same, as one who may read nothing else. */
  public static String asAnalyst() {
    return READING + " -c role=" + AnalyticsSchema.ROLE;
  }

  /**
   * Writes the rows of one query as CSV (RFC 4180) with a header.
   *
   * @param sql a query; {@code analytics.} may be left out before the views' names
   * @throws BadInput when it is no query that may be answered, with the database's own words
   */
  public static void csv(DatabaseAddress database, String sql, OutputStream out)
      throws IOException {
    String query = END.matcher(sql).replaceFirst("");
    if (query.isBlank()) {
      throw new BadInput("There is no query; give one, such as \"select * from sites\".");
    }
    if (query.stripLeading().startsWith("\\")) {
      throw new BadInput(
          "'" + query.strip() + "' is a command of psql's own; use it in psql, without -c.");
    }
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local role " + AnalyticsSchema.ROLE);
        statement.execute("set local search_path = " + AnalyticsSchema.SCHEMA);
        statement.execute("set local time zone 'UTC'");
      }
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut(
              // The line's end, for a query may end in a comment.
              "copy (%s\n) to stdout with (format csv, header)".formatted(query), out);
      connection.rollback();
    } catch (SQLException e) {
      throw new BadInput("That cannot be answered: " + e.getMessage(), e);
    }
  }
}
