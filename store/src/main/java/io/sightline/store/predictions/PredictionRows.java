package io.sightline.store.predictions;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was predicted of pictures that people sent, and sums of it by day (UTC). */
public final class PredictionRows {
  private static final String ADD =
      """
      with come as (
        select * from unnest(?::bigint[], ?::text[], ?::bigint[], ?::float8[], ?::bigint[], ?::integer[],
            ?::text[], ?::bigint[], ?::timestamptz[])
          as c (predic_id, kind, emotion_id, confidence, model_id, processing_time_ms, source_ip,
            user_id, at)),
      kept as (
        insert into predictions (predic_id, kind, emotion_id, confidence, model_id, processing_time_ms,
          source_ip, user_id, at)
        select predic_id, kind, emotion_id, confidence, model_id, processing_time_ms, source_ip::inet,
          user_id, at
        from come
        on conflict (predic_id) do nothing
        returning *)
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
        processing_ms = d.processing_ms + excluded.processing_ms
      """;

  private final JdbcClient jdbc;
  private final JdbcTemplate template;

  public PredictionRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.template = new JdbcTemplate(database);
  }

  /** What was looked for in a picture. */
  public enum Kind {
    EMOTION,
    VEHICLES,
    PLATE,
    OCCUPANCY;

    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * One prediction.
   *
   * @param emotion null where none was predicted
   * @param confidence 0 to 1
   * @param address of the machine that asked
   * @param user who asked; null for a stranger
   */
  public record Prediction(
      Kind kind,
      Long emotion,
      double confidence,
      long model,
      int processingMillis,
      String address,
      Long user,
      Instant at) {}

  /** The number of a model's version, which is made where there is none. */
  public long model(String name, String version, String sha256) {
    return jdbc.sql(
            """
            with made as (
              insert into model_versions (model_name, version_tag, sha256) values (:name, :version, :sha)
              on conflict do nothing returning model_id)
            select model_id from made
            union all
            select model_id from model_versions
            where model_name = :name and version_tag = :version and sha256 = :sha
            limit 1
            """)
        .param("name", name)
        .param("version", version)
        .param("sha", sha256)
        .query(Long.class)
        .optional()
        // Somebody else made it at this moment.
        .orElseGet(() -> model(name, version, sha256));
  }

  /** Numbers for so many predictions, which nobody else gets. */
  public List<Long> numbers(int many) {
    return jdbc.sql("select nextval('predictions_predic_id_seq') from generate_series(1, ?)")
        .param(many)
        .query(Long.class)
        .list();
  }

  /**
   * Keeps predictions. Those that are kept already stay as they are, and count once.
   *
   * @param numbers one each, of {@link #numbers}
   */
  public void add(List<Long> numbers, List<Prediction> all) {
    template.execute(
        (ConnectionCallback<Void>)
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                fill(connection, statement, numbers, all);
                statement.executeUpdate();
              }
              return null;
            });
  }

  private static void fill(
      Connection connection, PreparedStatement statement, List<Long> numbers, List<Prediction> all)
      throws SQLException {
    Object[][] columns = {
      numbers.toArray(),
      all.stream().map(one -> one.kind().key()).toArray(),
      all.stream().map(Prediction::emotion).toArray(),
      all.stream().map(Prediction::confidence).toArray(),
      all.stream().map(Prediction::model).toArray(),
      all.stream().map(Prediction::processingMillis).toArray(),
      all.stream().map(Prediction::address).toArray(),
      all.stream().map(Prediction::user).toArray(),
      all.stream().map(one -> one.at().toString()).toArray()
    };
    String[] types = {
      "bigint", "text", "bigint", "float8", "bigint", "integer", "text", "bigint", "text"
    };
    for (int i = 0; i < columns.length; i++) {
      Array array = connection.createArrayOf(types[i], columns[i]);
      statement.setArray(i + 1, array);
    }
  }

  /** How many predictions show an emotion, and how sure they are together. */
  public record EmotionSum(String emotion, long predictions, double confidenceSum) {}

  /** Of each emotion that was predicted, in the order of their numbers. */
  public List<EmotionSum> emotions() {
    return jdbc.sql(
            """
            select e.emotion_name, sum(d.predictions)::bigint, sum(d.confidence_sum)
            from prediction_days d join emotion_classes e using (emotion_id)
            where d.kind = 'emotion'
            group by e.emotion_id, e.emotion_name
            order by e.emotion_id
            """)
        .query((row, i) -> new EmotionSum(row.getString(1), row.getLong(2), row.getDouble(3)))
        .list();
  }

  /** A prediction of an emotion as it is listed. */
  public record Recent(long id, Instant at, String emotion, double confidence, String address) {}

  /** The newest predictions of emotions, newest first. */
  public List<Recent> recent(int most) {
    return jdbc.sql(
            """
            select p.predic_id, p.at, e.emotion_name, p.confidence, host(p.source_ip)
            from predictions p join emotion_classes e using (emotion_id)
            where p.kind = 'emotion' and p.emotion_id is not null
            order by p.at desc, p.predic_id desc
            limit ?
            """)
        .param(most)
        .query(
            (row, i) ->
                new Recent(
                    row.getLong(1),
                    row.getObject(2, OffsetDateTime.class).toInstant(),
                    row.getString(3),
                    row.getDouble(4),
                    row.getString(5)))
        .list();
  }

  /** Predictions of emotions of one day (UTC). */
  public record Day(LocalDate date, long count) {}

  /**
   * Those in which there was an emotion, by day, oldest first, from a day on; days without any are
   * left out.
   */
  public List<Day> days(LocalDate from) {
    return jdbc.sql(
            """
            select day, sum(predictions)::bigint from prediction_days
            where kind = 'emotion' and emotion_id <> 0 and day >= ?
            group by day order by day
            """)
        .param(from)
        .query((row, i) -> new Day(row.getObject(1, LocalDate.class), row.getLong(2)))
        .list();
  }

  /** How one emotion was predicted. */
  public record EmotionUse(
      long predictions,
      double confidenceSum,
      Optional<LocalDate> first,
      Optional<LocalDate> last) {}

  public EmotionUse emotion(long emotion) {
    return jdbc.sql(
            """
            select coalesce(sum(predictions), 0)::bigint, coalesce(sum(confidence_sum), 0), min(day), max(day)
            from prediction_days where kind = 'emotion' and emotion_id = ?
            """)
        .param(emotion)
        .query(
            (row, i) ->
                new EmotionUse(
                    row.getLong(1),
                    row.getDouble(2),
                    Optional.ofNullable(row.getObject(3, LocalDate.class)),
                    Optional.ofNullable(row.getObject(4, LocalDate.class))))
        .single();
  }

  /**
   * What one person had predicted on one day (UTC).
   *
   * @param username null of strangers and of deleted accounts
   * @param meanConfidence 0 to 1
   */
  public record Use(
      LocalDate day,
      String username,
      String kind,
      long predictions,
      double meanConfidence,
      double meanMillis) {}

  /**
   * By day, person and kind.
   *
   * @param user only theirs; null for everybody
   * @param from inclusive
   * @param to exclusive
   */
  public List<Use> uses(Long user, LocalDate from, LocalDate to, int skip, int most) {
    return jdbc.sql(
            """
            select d.day, u.username, d.kind, sum(d.predictions)::bigint as predictions,
              sum(d.confidence_sum) / sum(d.predictions) as confidence,
              sum(d.processing_ms)::float8 / sum(d.predictions) as millis
            from prediction_days d left join users u on u.user_id = d.user_id
            where d.day >= :from and d.day < :to
              and (cast(:user as bigint) is null or d.user_id = :user)
            group by d.day, d.user_id, u.username, d.kind
            order by d.day, u.username collate "C" nulls last, d.user_id, d.kind
            limit :most offset :skip
            """)
        .param("from", from)
        .param("skip", skip)
        .param("to", to)
        .param("user", user)
        .param("most", most)
        .query(
            (row, i) ->
                new Use(
                    row.getObject(1, LocalDate.class),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getDouble(5),
                    row.getDouble(6)))
        .list();
  }
}
