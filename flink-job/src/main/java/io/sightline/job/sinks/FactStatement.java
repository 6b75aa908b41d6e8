package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.json.Json;
import io.sightline.store.facts.FactTable;
import io.sightline.store.facts.FactTable.Column;
import io.sightline.store.facts.FactTables;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/**
 * Fills {@link FactTable#upsert} with a fact. Texts are made fit to be stored, so that one cannot
 * fail its batch.
 */
final class FactStatement<F extends Fact> implements JdbcStatementBuilder<F> {
  private static final int MAX_TEXT = 2_000;

  private final String table;
  private final String run;
  private final String codeVersion;

  /** Columns hold functions, which do not travel with the job. */
  private transient List<Column<F>> columns;

  FactStatement(FactTable<F> table, String run, String codeVersion) {
    this.table = table.name();
    this.run = run;
    this.codeVersion = codeVersion;
  }

  @Override
  public void accept(PreparedStatement statement, F fact) throws SQLException {
    statement.setString(1, run);
    statement.setString(2, codeVersion);
    int parameter = 3;
    for (Column<F> column : columns()) {
      set(statement, parameter++, column.type(), column.value().apply(fact));
    }
  }

  @SuppressWarnings(
      "unchecked") // The table of this name was the one given, whose facts are of this type.
  private List<Column<F>> columns() {
    if (columns == null) {
      columns = ((FactTable<F>) FactTables.named(table)).storedColumns();
    }
    return columns;
  }

  private static void set(
      PreparedStatement statement, int parameter, FactTable.Type type, Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(parameter, sqlType(type));
      return;
    }
    switch (type) {
      case TEXT -> statement.setString(parameter, storable((String) value));
      case UUID -> statement.setObject(parameter, UUID.fromString((String) value));
      case INSTANT ->
          statement.setObject(
              parameter, Instant.ofEpochMilli((Long) value).atOffset(ZoneOffset.UTC));
      case JSON -> statement.setObject(parameter, Json.write(value), Types.OTHER);
      case LONG, INTEGER, FLOAT, DOUBLE, BOOLEAN -> statement.setObject(parameter, value);
    }
  }

  private static int sqlType(FactTable.Type type) {
    return switch (type) {
      case TEXT -> Types.VARCHAR;
      case UUID -> Types.OTHER;
      case INSTANT -> Types.TIMESTAMP_WITH_TIMEZONE;
      case LONG -> Types.BIGINT;
      case INTEGER -> Types.INTEGER;
      case FLOAT -> Types.REAL;
      case DOUBLE -> Types.DOUBLE;
      case BOOLEAN -> Types.BOOLEAN;
      case JSON -> Types.OTHER;
    };
  }

  private static String storable(String text) {
    String withoutNul = text.replace("\0", "");
    return withoutNul.length() > MAX_TEXT ? withoutNul.substring(0, MAX_TEXT) : withoutNul;
  }
}
