package io.sightline.store.statements;

import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.InsideCount.Scope;
import io.sightline.store.facts.FactKinds;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How many people have said are inside, and what has been counted since. */
public final class InsideRows {
  static final String NEWEST =
      """
      select * from inside_counts where run = :run and site = :site and scope = :scope
        and scope_id = :id and at <= :at and not retracted order by at desc limit 1
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  public InsideRows(DataSource database) {
    this.jdbc = JdbcClient.create(database);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
  }

  /**
   * What somebody has said.
   *
   * @param level empty for the whole site
   */
  public record Said(
      String site, String level, Instant at, int vehicles, String by, Instant madeAt) {}

  /** Keeps what somebody says; its place among all that is said of the site is its commit's. */
  public Said add(String site, String level, Instant at, int vehicles, String by) {
    return transactions.execute(
        status ->
            jdbc.sql(
                    """
                    insert into inside_statements (site, number, level, at, vehicles, by)
                    values (:site, next_statement(:site), :level, :at, :vehicles, :by)
                    returning made_at
                    """)
                .param("site", site)
                .param("level", level)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("vehicles", vehicles)
                .param("by", by)
                .query(
                    (row, number) ->
                        new Said(
                            site,
                            level,
                            at,
                            vehicles,
                            by,
                            row.getObject(1, OffsetDateTime.class).toInstant()))
                .single());
  }

  /**
   * Counts as of a time, the site's first.
   *
   * @param levels whose counts are wanted beside the site's
   * @return none for what was never counted
   */
  public List<InsideCount> asOf(String run, String site, Collection<String> levels, Instant at) {
    List<InsideCount> counts = new ArrayList<>();
    newest(run, site, Scope.SITE, site, at).ifPresent(counts::add);
    for (String level : levels) {
      newest(run, site, Scope.LEVEL, level, at).ifPresent(counts::add);
    }
    return counts;
  }

  private Optional<InsideCount> newest(
      String run, String site, Scope scope, String id, Instant at) {
    return jdbc.sql(NEWEST)
        .param("run", run)
        .param("site", site)
        .param("scope", scope.name().toLowerCase(Locale.ROOT))
        .param("id", id)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .query((row, number) -> FactKinds.INSIDE_COUNTS.read(row))
        .optional();
  }
}
