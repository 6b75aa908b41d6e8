package io.sightline.store.ledger;

import io.sightline.domain.facts.Fact;
import io.sightline.store.facts.FactColumn;
import io.sightline.store.facts.FactKind;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ledger of one run as records. */
public final class LedgerFacts {
  private LedgerFacts() {}

  /** All of one kind, in the ledger's order; for runs that are known to be small. */
  public static <F extends Fact> List<F> all(JdbcClient jdbc, FactKind<F> kind, String run) {
    String columns =
        kind.storedColumns().stream().map(FactColumn::name).collect(Collectors.joining(", "));
    return jdbc.sql(
            "select %s from %s t where %s order by %s"
                .formatted(columns, kind.name(), Ledger.ROWS, Ledger.order(kind)))
        .param(run)
        .query((row, number) -> kind.read(row))
        .list();
  }

  /** How many there are of one kind. */
  public static long count(JdbcClient jdbc, FactKind<?> kind, String run) {
    return jdbc.sql("select count(*) from %s where %s".formatted(kind.name(), Ledger.ROWS))
        .param(run)
        .query(Long.class)
        .single();
  }

  /**
   * The different values of a column, sorted.
   *
   * @param condition on the rows, never a text from outside
   */
  public static List<String> distinct(
      JdbcClient jdbc, FactKind<?> kind, String column, String condition, String run) {
    return jdbc.sql(
            "select distinct %s from %s where %s and %s order by 1"
                .formatted(kind.column(column).name(), kind.name(), Ledger.ROWS, condition))
        .param(run)
        .query(String.class)
        .list();
  }
}
