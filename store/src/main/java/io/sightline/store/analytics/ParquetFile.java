package io.sightline.store.analytics;

import blue.strategic.parquet.ParquetWriter;
import blue.strategic.parquet.ValueWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Rows of a query as a Parquet file; times are microseconds in UTC. */
final class ParquetFile {
  private ParquetFile() {}

  /**
   * @return how many rows there were
   */
  static long write(ResultSet rows, Path file) throws SQLException, IOException {
    Files.deleteIfExists(file);
    ResultSetMetaData columns = rows.getMetaData();
    List<Type> types = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      types.add(type(columns.getColumnType(i), columns.getColumnName(i)));
    }
    long count = 0;
    try (ParquetWriter<ResultSet> writer =
        ParquetWriter.writeFile(
            new MessageType("facts", types), file.toFile(), ParquetFile::write)) {
      while (rows.next()) {
        writer.write(rows);
        count++;
      }
    }
    return count;
  }

  private static Type type(int jdbc, String name) {
    return switch (jdbc) {
      case Types.BIGINT ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.INT64).named(name);
      case Types.INTEGER, Types.SMALLINT ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.INT32).named(name);
      case Types.REAL ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.FLOAT).named(name);
      case Types.DOUBLE ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case Types.BOOLEAN, Types.BIT ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS))
              .named(name);
      default ->
          org.apache.parquet.schema.Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
    };
  }

  private static void write(ResultSet row, ValueWriter values) {
    try {
      ResultSetMetaData columns = row.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        Object value = value(row, columns.getColumnType(i), i);
        if (value != null) {
          values.write(columns.getColumnName(i), value);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("A row that was fetched cannot be read.", e);
    }
  }

  private static Object value(ResultSet row, int jdbc, int column) throws SQLException {
    Object value =
        switch (jdbc) {
          case Types.BIGINT -> row.getLong(column);
          case Types.INTEGER, Types.SMALLINT -> row.getInt(column);
          case Types.REAL -> row.getFloat(column);
          case Types.DOUBLE -> row.getDouble(column);
          case Types.BOOLEAN, Types.BIT -> row.getBoolean(column);
          case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
              micros(row.getObject(column, OffsetDateTime.class));
          default -> row.getString(column);
        };
    return row.wasNull() ? null : value;
  }

  private static Long micros(OffsetDateTime time) {
    return time == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
  }
}
