package io.sightline.store.facts;

import io.sightline.domain.facts.FactId;
import io.sightline.domain.json.Json;
import io.sightline.domain.observations.LabelScore;
import java.lang.reflect.RecordComponent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** How a component of a fact is kept in a column and told in JSON. */
public enum FactType {
  TEXT("text collate \"C\"", Types.VARCHAR, Map.of("type", "string")),
  /** One of an enumeration, in lower case with hyphens. */
  WORD("text collate \"C\"", Types.VARCHAR, Map.of("type", "string")),
  ID("uuid", Types.OTHER, Map.of("type", "string", "format", "uuid")),
  /** Milliseconds since 1970 in the record, a {@code timestamptz} in the table. */
  INSTANT(
      "timestamptz",
      Types.TIMESTAMP_WITH_TIMEZONE,
      Map.of("type", "string", "format", "date-time")),
  LONG("bigint", Types.BIGINT, Map.of("type", "integer", "format", "int64")),
  INTEGER("integer", Types.INTEGER, Map.of("type", "integer", "format", "int32")),
  FLOAT("real", Types.REAL, Map.of("type", "number", "format", "float")),
  DOUBLE("double precision", Types.DOUBLE, Map.of("type", "number", "format", "double")),
  BOOLEAN("boolean", Types.BOOLEAN, Map.of("type", "boolean")),
  /** Shares by label. */
  SHARES(
      "jsonb",
      Types.OTHER,
      Map.of("type", "object", "additionalProperties", Map.of("type", "number")));

  /** Longer texts are cut, so that one fact cannot fail its batch. */
  private static final int MOST_CHARACTERS = 2_000;

  private final String sql;
  private final int jdbcType;
  private final Map<String, Object> schema;

  FactType(String sql, int jdbcType, Map<String, Object> schema) {
    this.sql = sql;
    this.jdbcType = jdbcType;
    this.schema = schema;
  }

  /**
   * @throws IllegalArgumentException when facts cannot hold such a component
   */
  static FactType of(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == String.class) {
      return component.isAnnotationPresent(FactId.class) ? ID : TEXT;
    }
    if (type == long.class || type == Long.class) {
      return component.getName().endsWith("AtMillis") ? INSTANT : LONG;
    }
    if (type == int.class || type == Integer.class) {
      return INTEGER;
    }
    if (type == float.class || type == Float.class) {
      return FLOAT;
    }
    if (type == double.class || type == Double.class) {
      return DOUBLE;
    }
    if (type == boolean.class || type == Boolean.class) {
      return BOOLEAN;
    }
    if (type.isEnum()) {
      return WORD;
    }
    if (type == List.class && component.getGenericType().toString().contains("LabelScore")) {
      return SHARES;
    }
    throw new IllegalArgumentException("A fact cannot hold " + component + ".");
  }

  /** Its type in PostgreSQL. */
  String sql() {
    return sql;
  }

  /** The same, as what a value is cast to. */
  String cast() {
    return sql.replace(" collate \"C\"", "");
  }

  /** What a column that is added to rows that are there holds for them. */
  String sqlDefault() {
    return switch (this) {
      case LONG, INTEGER, FLOAT, DOUBLE -> "0";
      case BOOLEAN -> "false";
      case INSTANT -> "'epoch'";
      case SHARES -> "'{}'";
      case ID -> "'00000000-0000-0000-0000-000000000000'";
      case TEXT, WORD -> "''";
    };
  }

  /** As JSON Schema (and so OpenAPI 3.1) has it. */
  Map<String, Object> schema(Class<?> component) {
    Map<String, Object> described = new LinkedHashMap<>(new TreeMap<>(schema).descendingMap());
    if (this == WORD) {
      List<String> words = new ArrayList<>();
      for (Object constant : component.getEnumConstants()) {
        words.add(word((Enum<?>) constant));
      }
      described.put("enum", words);
    }
    return described;
  }

  /** A component's value as JSON has it; null for none. */
  Object told(Object value) {
    if (value == null) {
      return null;
    }
    return switch (this) {
      case WORD -> word((Enum<?>) value);
      case INSTANT -> Instant.ofEpochMilli((Long) value);
      case SHARES -> shares((List<?>) value);
      case TEXT, ID, LONG, INTEGER, FLOAT, DOUBLE, BOOLEAN -> value;
    };
  }

  void bind(PreparedStatement statement, int parameter, Object value) throws SQLException {
    if (value == null) {
      statement.setNull(parameter, jdbcType);
      return;
    }
    switch (this) {
      case TEXT -> statement.setString(parameter, storable((String) value));
      case WORD -> statement.setString(parameter, word((Enum<?>) value));
      case ID -> statement.setObject(parameter, UUID.fromString((String) value));
      case INSTANT ->
          statement.setObject(
              parameter, Instant.ofEpochMilli((Long) value).atOffset(ZoneOffset.UTC));
      case SHARES ->
          statement.setObject(parameter, Json.write(shares((List<?>) value)), Types.OTHER);
      case LONG, INTEGER, FLOAT, DOUBLE, BOOLEAN -> statement.setObject(parameter, value);
    }
  }

  /**
   * A column's value as the record has it; null for none.
   *
   * @param component type of the record's component
   */
  Object read(ResultSet rows, String column, Class<?> component) throws SQLException {
    return switch (this) {
      case TEXT, ID -> rows.getString(column);
      case WORD -> constant(component, rows.getString(column));
      case INSTANT -> {
        OffsetDateTime at = rows.getObject(column, OffsetDateTime.class);
        yield at == null ? null : at.toInstant().toEpochMilli();
      }
      case LONG -> rows.getObject(column, Long.class);
      case INTEGER -> rows.getObject(column, Integer.class);
      case FLOAT -> rows.getObject(column, Float.class);
      case DOUBLE -> rows.getObject(column, Double.class);
      case BOOLEAN -> rows.getObject(column, Boolean.class);
      case SHARES -> labelScores(rows.getString(column));
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object constant(Class<?> type, String word) {
    if (word == null) {
      return null;
    }
    for (Object constant : type.getEnumConstants()) {
      if (word((Enum<?>) constant).equals(word)) {
        return constant;
      }
    }
    throw new IllegalStateException("The database holds '" + word + "' as a " + type + ".");
  }

  private static Map<String, Float> shares(List<?> distribution) {
    Map<String, Float> shares = new TreeMap<>();
    distribution.forEach(
        share -> shares.put(((LabelScore) share).label(), ((LabelScore) share).score()));
    return shares;
  }

  /** In the order of their labels: a {@code jsonb} has none of its own. */
  private static List<LabelScore> labelScores(String json) {
    if (json == null) {
      return null;
    }
    Map<?, ?> shares = Json.read(json, Map.class);
    Map<String, Float> sorted = new TreeMap<>();
    shares.forEach((label, share) -> sorted.put((String) label, ((Number) share).floatValue()));
    return sorted.entrySet().stream()
        .map(share -> new LabelScore(share.getKey(), share.getValue()))
        .toList();
  }

  private static String storable(String text) {
    String withoutNul = text.replace("\0", "");
    return withoutNul.length() > MOST_CHARACTERS
        ? withoutNul.substring(0, MOST_CHARACTERS)
        : withoutNul;
  }
}
