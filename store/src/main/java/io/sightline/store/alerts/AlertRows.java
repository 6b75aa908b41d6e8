package io.sightline.store.alerts;

import io.sightline.domain.facts.Alert;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKinds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Alerts, and who has acknowledged them. */
public final class AlertRows {
  private static final String COLUMNS =
      FactKinds.ALERTS.storedColumns().stream()
          .map(FactColumn::name)
          .collect(
              Collectors.joining(
                  ", ",
                  "select ",
                  ", run, acknowledged_at, acknowledged_by, "
                      + SilenceRows.condition()
                      + " as silenced from alerts "));

  private final JdbcClient jdbc;

  public AlertRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * An alert.
   *
   * @param acknowledgedAt null while nobody has
   * @param acknowledgedBy null where nobody has, or there is no such user any more
   * @param silenced whether nobody of the reader's role wants to be told of it
   */
  public record Row(
      String run, Alert alert, Instant acknowledgedAt, String acknowledgedBy, boolean silenced) {}

  /** Where an alert stands in lists. */
  public record Place(Instant at, UUID id) {}

  /**
   * Which alerts; null for any.
   *
   * @param sites only of these
   * @param plates how the plate may be written
   * @param acknowledged whether somebody has acknowledged them
   * @param silenced whether nobody of the reader's role wants to be told of them
   * @param roles the reader's, by site, as JSON; null for an admin's, which is one everywhere
   * @param before only earlier ones than this
   */
  public record Question(
      String run,
      Set<String> sites,
      Alert.Kind kind,
      String camera,
      String entry,
      Collection<String> plates,
      Boolean acknowledged,
      Boolean silenced,
      String roles,
      Instant from,
      Instant to,
      Place before) {}

  /**
   * The newest first.
   *
   * @param most at most so many
   */
  public List<Row> list(Question question, int most) {
    return jdbc.sql(listing(question))
        .params(parameters(question, most))
        .query((row, number) -> row(row))
        .list();
  }

  static String listing(Question question) {
    List<String> conditions = new ArrayList<>(List.of("run = :run", "not retracted"));
    add(conditions, question.sites(), "site = any (:sites)");
    add(conditions, question.kind(), "kind = :kind");
    add(conditions, question.camera(), "camera = :camera");
    add(conditions, question.entry(), "entry = :entry");
    add(conditions, question.plates(), "plate = any (:plates)");
    add(conditions, question.from(), "at >= :from");
    add(conditions, question.to(), "at < :to");
    add(conditions, question.before(), "(at, id) < (:beforeAt, :beforeId)");
    if (question.acknowledged() != null) {
      conditions.add("acknowledged_at is " + (question.acknowledged() ? "not null" : "null"));
    }
    if (question.silenced() != null) {
      conditions.add((question.silenced() ? "" : "not ") + SilenceRows.condition());
    }
    return COLUMNS
        + "where "
        + String.join(" and ", conditions)
        + " order by at desc, id desc limit :most";
  }

  private static void add(List<String> conditions, Object value, String condition) {
    if (value != null) {
      conditions.add(condition);
    }
  }

  static Map<String, Object> parameters(Question question, int most) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("most", most);
    parameters.put("run", question.run());
    parameters.put("roles", question.roles());
    if (question.sites() != null) {
      parameters.put("sites", question.sites().toArray(String[]::new));
    }
    parameters.put("kind", question.kind() == null ? null : question.kind().key());
    parameters.put("camera", question.camera());
    parameters.put("entry", question.entry());
    if (question.plates() != null) {
      parameters.put("plates", question.plates().toArray(String[]::new));
    }
    parameters.put("from", time(question.from()));
    parameters.put("to", time(question.to()));
    if (question.before() != null) {
      parameters.put("beforeAt", time(question.before().at()));
      parameters.put("beforeId", question.before().id());
    }
    return parameters;
  }

  /** Newest of an id; of a thing that was there at another time before. */
  public Optional<Row> find(String run, UUID id) {
    return find(run, id, null);
  }

  /**
   * Newest of an id.
   *
   * @param roles the reader's, by site, as JSON; null for an admin's
   */
  public Optional<Row> find(String run, UUID id, String roles) {
    return jdbc.sql(
            COLUMNS + "where run = :run and id = :id and not retracted order by at desc limit 1")
        .param("run", run)
        .param("id", id)
        .param("roles", roles)
        .query((row, number) -> row(row))
        .optional();
  }

  /** Notes who has acknowledged an alert first. */
  public void acknowledge(String run, UUID id, Instant at, String by) {
    jdbc.sql(
            """
            update alerts set acknowledged_at = now(), acknowledged_by = ?
            where run = ? and id = ? and at = ? and acknowledged_at is null
            """)
        .params(by, run, id, time(at))
        .update();
  }

  private static OffsetDateTime time(Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static Row row(ResultSet row) throws SQLException {
    OffsetDateTime acknowledged = row.getObject("acknowledged_at", OffsetDateTime.class);
    return new Row(
        row.getString("run"),
        FactKinds.ALERTS.read(row),
        acknowledged == null ? null : acknowledged.toInstant(),
        row.getString("acknowledged_by"),
        row.getBoolean("silenced"));
  }
}
