package io.sightline.store.imports;

import io.sightline.domain.BadInput;
import io.sightline.domain.emotions.EmotionClass;
import io.sightline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Brings VisionAI's users, with their passwords, and its predictions. What was brought before stays
 * as it is, so that it may be broken off and run again. The source is only read.
 */
public final class VisionAiImport {
  private static final int AT_ONCE = 2_000;

  private static final String ADD =
      """
      with come as (
        select * from unnest(?::bigint[], ?::bigint[], ?::float8[], ?::bigint[], ?::integer[], ?::text[],
            ?::bigint[], ?::timestamptz[])
          as c (origin_id, emotion_id, confidence, model_id, processing_time_ms, source_ip, user_id, at)),
      kept as (
        insert into predictions (kind, origin, origin_id, emotion_id, confidence, model_id,
          processing_time_ms, source_ip, user_id, at)
        select 'emotion', ?, origin_id, emotion_id, confidence, model_id, processing_time_ms,
          source_ip::inet, user_id, at
        from come
        on conflict (origin, origin_id) do nothing
        returning *),
      summed as (
        insert into prediction_days as d (day, kind, emotion_id, user_id, predictions, confidence_sum,
          processing_ms)
        select (at at time zone 'UTC')::date, kind, coalesce(emotion_id, 0), coalesce(user_id, 0),
          count(*), sum(confidence), coalesce(sum(processing_time_ms), 0)
        from kept
        group by 1, 2, 3, 4
        order by 1, 2, 3, 4
        on conflict (day, kind, emotion_id, user_id) do update set
          predictions = d.predictions + excluded.predictions,
          confidence_sum = d.confidence_sum + excluded.confidence_sum,
          processing_ms = d.processing_ms + excluded.processing_ms)
      select count(*), (
        select count(*) from come c join predictions p on p.origin = ? and p.origin_id = c.origin_id
        where p.at <> c.at)
      from kept
      """;

  private final Connection from;
  private final Connection to;
  private final String origin;
  private final Set<String> notes = new TreeSet<>();
  private final BroughtUsers brought;

  private VisionAiImport(Connection from, Connection to, String origin) {
    this.from = from;
    this.to = to;
    this.origin = origin;
    this.brought =
        new BroughtUsers(
            JdbcClient.create(new SingleConnectionDataSource(to, true)), origin, notes);
  }

  /** How many were read, and how many of them are new. */
  public record Count(long read, long written) {}

  /**
   * What came of it.
   *
   * @param notes what was left out, and why
   */
  public record Outcome(Count users, Count models, Count predictions, List<String> notes) {}

  /**
   * Brings all that is there.
   *
   * @param source VisionAI's database
   * @param progress told how many predictions were read
   * @throws BadInput when the source cannot be read, or is another system's
   */
  public static Outcome run(DatabaseAddress source, DatabaseAddress target, LongConsumer progress) {
    try (Connection from = source.connect()) {
      from.setReadOnly(true);
      from.setAutoCommit(false);
      try (Connection to = target.connect()) {
        to.setAutoCommit(false);
        return new VisionAiImport(from, to, "visionai/" + from.getCatalog()).all(progress);
      }
    } catch (SQLException e) {
      throw new BadInput(
          "VisionAI's database could not be brought: " + e.getMessage() + "; check its address.",
          e);
    }
  }

  private Outcome all(LongConsumer progress) throws SQLException {
    Map<String, String> predictions = columns("predictions_log");
    Map<String, String> users = columns("users");
    if (predictions.isEmpty() || !predictions.containsKey("emotion_id")) {
      throw new BadInput("This is no database of VisionAI: it has no table predictions_log.");
    }
    Count broughtUsers = users.isEmpty() ? new Count(0, 0) : users(users);
    to.commit();
    Map<Long, Long> models = new HashMap<>();
    Count broughtModels = models(models);
    to.commit();
    Map<Long, Long> emotions = emotions();
    Count brought = predictions(predictions, emotions, models, progress);
    return new Outcome(broughtUsers, broughtModels, brought, List.copyOf(notes));
  }

  /** Names and types of a table's columns; nothing where there is no such table. */
  private Map<String, String> columns(String table) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (PreparedStatement statement =
        from.prepareStatement(
            "select column_name, data_type from information_schema.columns"
                + " where table_schema = any (current_schemas(false)) and table_name = ?")) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return columns;
  }

  /** The first of some names that a table has, quoted; null where it has none. */
  private static String column(Map<String, String> columns, String... names) {
    for (String name : names) {
      if (columns.containsKey(name)) {
        return '"' + name + '"';
      }
    }
    return null;
  }

  private static String required(String table, Map<String, String> columns, String... names) {
    String column = column(columns, names);
    if (column == null) {
      throw new BadInput(
          "VisionAI's table " + table + " has no column " + String.join(" or ", names) + ".");
    }
    return column;
  }

  private Count users(Map<String, String> columns) throws SQLException {
    String active = column(columns, "is_active", "active");
    String sql =
        "select %s, %s, %s from users order by 1"
            .formatted(
                required("users", columns, "username"),
                required("users", columns, "password_hash", "hashed_password", "password"),
                active == null ? "true" : active);
    long read = 0;
    long written = 0;
    try (ResultSet rows = from.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        read++;
        written += brought.add(rows.getString(1), rows.getString(2), rows.getBoolean(3)) ? 1 : 0;
      }
    }
    return new Count(read, written);
  }

  /**
   * @param numbers of versions here, by their numbers there
   */
  private Count models(Map<Long, Long> numbers) throws SQLException {
    String table = columns("model_versions").isEmpty() ? "model_version" : "model_versions";
    Map<String, String> columns = columns(table);
    if (columns.isEmpty()) {
      return new Count(0, 0);
    }
    String id = required(table, columns, "model_id", "id", "model_version_id");
    String tag =
        required(table, columns, "version_tag", "model_version_tag", "tag", "version", "name");
    long read = 0;
    long written = 0;
    try (ResultSet rows =
        from.createStatement().executeQuery("select " + id + ", " + tag + " from " + table)) {
      while (rows.next()) {
        read++;
        written += modelIsNew(rows.getString(2)) ? 1 : 0;
        numbers.put(rows.getLong(1), model(rows.getString(2)));
      }
    }
    return new Count(read, written);
  }

  private boolean modelIsNew(String tag) throws SQLException {
    try (PreparedStatement add =
        to.prepareStatement(
            "insert into model_versions (model_name, version_tag) values ('visionai', ?)"
                + " on conflict do nothing")) {
      add.setString(1, tag);
      return add.executeUpdate() > 0;
    }
  }

  private long model(String tag) throws SQLException {
    try (PreparedStatement find =
        to.prepareStatement(
            "select model_id from model_versions"
                + " where model_name = 'visionai' and version_tag = ? and sha256 = ''")) {
      find.setString(1, tag);
      try (ResultSet row = find.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Our numbers of emotions, by theirs. */
  private Map<Long, Long> emotions() throws SQLException {
    String table = columns("emotion_classes").isEmpty() ? "emotion_class" : "emotion_classes";
    Map<String, String> columns = columns(table);
    Map<Long, Long> numbers = new HashMap<>();
    if (columns.isEmpty()) {
      for (EmotionClass one : EmotionClass.values()) {
        numbers.put((long) one.id(), (long) one.id());
      }
      return numbers;
    }
    String id = required(table, columns, "emotion_id", "id");
    String name = required(table, columns, "emotion_name", "name");
    try (ResultSet rows =
        from.createStatement().executeQuery("select " + id + ", " + name + " from " + table)) {
      while (rows.next()) {
        long number = rows.getLong(1);
        EmotionClass.of(rows.getString(2))
            .ifPresentOrElse(
                one -> numbers.put(number, (long) one.id()),
                () -> notes.add("The emotion with the number " + number + " is none here."));
      }
    }
    return numbers;
  }

  private Count predictions(
      Map<String, String> columns,
      Map<Long, Long> emotions,
      Map<Long, Long> models,
      LongConsumer progress)
      throws SQLException {
    String id = required("predictions_log", columns, "predic_id", "prediction_id", "id");
    String at = required("predictions_log", columns, "timestamp", "created_at");
    boolean zoned = columns.get(at.replace("\"", "")).endsWith("with time zone");
    String user = column(columns, "user", "username");
    String address = column(columns, "source_ip");
    String sql =
        "select %s, emotion_id, confidence, model_id, processing_time_ms, %s, %s, %s from predictions_log where %s > ? order by %s limit %d"
            .formatted(
                id,
                address == null
                    ? "null"
                    : "inet".equals(columns.get("source_ip"))
                        ? "host(" + address + ")"
                        : address + "::text",
                user == null ? "null" : user,
                zoned ? at : at + " at time zone 'UTC'",
                id,
                id,
                AT_ONCE);
    Map<String, Long> known = brought.numbers("predictions");
    long last = Long.MIN_VALUE;
    long read = 0;
    long written = 0;
    long unknown = model("imported", true);
    try (PreparedStatement next = from.prepareStatement(sql)) {
      while (true) {
        next.setLong(1, last);
        List<Object[]> batch = new ArrayList<>();
        boolean any = false;
        try (ResultSet rows = next.executeQuery()) {
          while (rows.next()) {
            last = rows.getLong(1);
            any = true;
            read++;
            if (rows.getObject(8) == null || !Double.isFinite(rows.getDouble(3))) {
              notes.add("Predictions without a time or confidence were left out.");
            } else {
              batch.add(row(rows, emotions, models, known, unknown));
            }
          }
        }
        if (!any) {
          return new Count(read, written);
        }
        written += add(batch);
        to.commit();
        progress.accept(read);
      }
    }
  }

  private long model(String tag, boolean makes) throws SQLException {
    if (makes) {
      modelIsNew(tag);
    }
    return model(tag);
  }

  private Object[] row(
      ResultSet rows,
      Map<Long, Long> emotions,
      Map<Long, Long> models,
      Map<String, Long> users,
      long unknownModel)
      throws SQLException {
    String user = rows.getString(7);
    String address = rows.getString(6);
    OffsetDateTime at = rows.getObject(8, OffsetDateTime.class);
    Long emotion = emotions.get(rows.getLong(2));
    if (emotion == null && rows.getObject(2) != null) {
      notes.add(
          "Predictions of an emotion that has no name there ("
              + rows.getLong(2)
              + ") were brought without one, and are in no sum.");
    }
    return new Object[] {
      rows.getLong(1),
      emotion,
      rows.getDouble(3),
      models.getOrDefault(rows.getLong(4), unknownModel),
      rows.getObject(5) == null ? null : rows.getInt(5),
      address != null && address.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
          ? address
          : null,
      user == null ? null : users.get(user),
      at.withOffsetSameInstant(ZoneOffset.UTC).toString()
    };
  }

  private long add(List<Object[]> batch) throws SQLException {
    String[] types = {"bigint", "bigint", "float8", "bigint", "integer", "text", "bigint", "text"};
    try (PreparedStatement add = to.prepareStatement(ADD)) {
      for (int i = 0; i < types.length; i++) {
        int column = i;
        add.setArray(
            i + 1, to.createArrayOf(types[i], batch.stream().map(row -> row[column]).toArray()));
      }
      add.setString(types.length + 1, origin);
      add.setString(types.length + 2, origin);
      try (ResultSet row = add.executeQuery()) {
        row.next();
        if (row.getLong(2) > 0) {
          throw new BadInput(
              "Predictions were brought before from another database of this name ("
                  + from.getCatalog()
                  + "); rename one of them, so that they can be told apart.");
        }
        return row.getLong(1);
      }
    }
  }

  /** Those who are the same person here, and not somebody who has that name by chance. */
}
