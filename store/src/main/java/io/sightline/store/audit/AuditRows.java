package io.sightline.store.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The log of who did what, and of who read personal data. */
public final class AuditRows {
  private final JdbcClient jdbc;

  public AuditRows(DataSource database) {
    this(JdbcClient.create(database));
  }

  public AuditRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Something that was done, or refused.
   *
   * @param principal who did it, as they call themselves
   * @param outcome {@code done} or {@code refused}
   * @param address of the machine that asked
   * @param purpose what they said it was for; null where they said nothing
   * @param subject keyed hash of the plate that it concerns; null for none
   * @param detail what was changed, where the object alone does not say; null for nothing more
   */
  public record Entry(
      String principal,
      String action,
      String object,
      String outcome,
      String address,
      String purpose,
      byte[] subject,
      String detail) {

    /** Of which the object says all. */
    public Entry(
        String principal,
        String action,
        String object,
        String outcome,
        String address,
        String purpose,
        byte[] subject) {
      this(principal, action, object, outcome, address, purpose, subject, null);
    }

    /** Of no plate, and for no purpose that was said. */
    public Entry(String principal, String action, String object, String outcome, String address) {
      this(principal, action, object, outcome, address, null, null, null);
    }
  }

  /** An entry, and when it was made. */
  public record Noted(long id, Instant at, Entry entry) {}

  public void add(Entry entry) {
    jdbc.sql(
            """
            insert into audit_log (principal, action, object, outcome, address, purpose, subject, detail)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            entry.principal(),
            entry.action(),
            entry.object(),
            entry.outcome(),
            entry.address(),
            entry.purpose(),
            entry.subject(),
            entry.detail())
        .update();
  }

  /**
   * Which entries.
   *
   * @param principal whose; null for anybody's
   * @param action of which kind; null for any
   * @param outcome {@code done} or {@code refused}; null for either
   * @param subject keyed hash of the plate they concern; null for any
   * @param from at or after it; null for all
   * @param to before it; null for all
   */
  public record Question(
      String principal, String action, String outcome, byte[] subject, Instant from, Instant to) {
    public static final Question ALL = new Question(null, null, null, null, null, null);
  }

  /** Where a list goes on: behind this entry. */
  public record Position(Instant at, long id) {}

  /**
   * Entries, newest first.
   *
   * @param after null to begin with the newest
   * @param most at most so many
   */
  public List<Noted> list(Question question, Position after, int most) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    Map<String, Object> parameters = new TreeMap<>();
    equal(conditions, parameters, "principal", question.principal());
    equal(conditions, parameters, "action", question.action());
    equal(conditions, parameters, "outcome", question.outcome());
    equal(conditions, parameters, "subject", question.subject());
    if (question.from() != null) {
      conditions.add("at >= :from");
      parameters.put("from", question.from().atOffset(ZoneOffset.UTC));
    }
    if (question.to() != null) {
      conditions.add("at < :to");
      parameters.put("to", question.to().atOffset(ZoneOffset.UTC));
    }
    if (after != null) {
      conditions.add("(at, id) < (:at, :id)");
      parameters.put("at", after.at().atOffset(ZoneOffset.UTC));
      parameters.put("id", after.id());
    }
    return jdbc.sql(
            """
            select id, at, principal, action, object, outcome, address, purpose, subject, detail
            from audit_log where %s order by at desc, id desc limit :most
            """
                .formatted(String.join(" and ", conditions)))
        .params(parameters)
        .param("most", most)
        .query(
            (row, number) ->
                new Noted(
                    row.getLong(1),
                    row.getObject(2, OffsetDateTime.class).toInstant(),
                    new Entry(
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getBytes(9),
                        row.getString(10))))
        .list();
  }

  private static void equal(
      List<String> conditions, Map<String, Object> parameters, String column, Object value) {
    if (value != null) {
      conditions.add(column + " = :" + column);
      parameters.put(column, value);
    }
  }
}
