package io.sightline.store.runs;

import io.sightline.store.facts.FactKind;
import io.sightline.store.facts.FactKinds;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes a run with all that it holds, a day of one table at a time, so that no transaction is
 * open for long: the live feed waits for the oldest one. The run's own row goes last, and a
 * deletion that was broken off can be done again.
 */
public final class RunDeletion {
  private RunDeletion() {}

  /**
   * @param jdbc each statement of which is a transaction
   */
  public static void delete(JdbcClient jdbc, FactKinds kinds, String run) {
    List<String> tables = new ArrayList<>(kinds.all().stream().map(FactKind::name).toList());
    tables.add("observations");
    for (String table : tables) {
      for (OffsetDateTime day : days(jdbc, table, run)) {
        jdbc.sql("delete from %s where run = ? and at >= ? and at < ?".formatted(table))
            .params(run, day, day.plusDays(1))
            .update();
      }
    }
    jdbc.sql("delete from run_leases where run = ?").param(run).update();
    jdbc.sql("delete from runs where run = ?").param(run).update();
  }

  private static List<OffsetDateTime> days(JdbcClient jdbc, String table, String run) {
    return jdbc.sql(
            "select distinct date_trunc('day', at, 'UTC') from %s where run = ? order by 1"
                .formatted(table))
        .param(run)
        .query(OffsetDateTime.class)
        .list();
  }
}
