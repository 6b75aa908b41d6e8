package io.sightline.store.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who did what, and who was refused. Rows are only ever added. */
public final class AuditRows {
  private final JdbcClient jdbc;

  public AuditRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
  }

  /**
   * Something that was done, or refused.
   *
   * @param principal who did it, as they call themselves
   * @param outcome {@code done} or {@code refused}
   * @param address of the machine that asked
   */
  public record Entry(
      String principal, String action, String object, String outcome, String address) {}

  /** An entry, and when it was made. */
  public record Noted(Instant at, Entry entry) {}

  public void add(Entry entry) {
    jdbc.sql(
            """
            insert into audit_log (principal, action, object, outcome, address)
            values (?, ?, ?, ?, ?)
            """)
        .params(entry.principal(), entry.action(), entry.object(), entry.outcome(), entry.address())
        .update();
  }

  /**
   * The newest entries, newest first.
   *
   * @param most at most so many
   */
  public List<Noted> newest(int most) {
    return jdbc.sql(
            """
            select at, principal, action, object, outcome, address from audit_log
            order by at desc, id desc limit ?
            """)
        .param(most)
        .query(
            (row, number) ->
                new Noted(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    new Entry(
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6))))
        .list();
  }
}
