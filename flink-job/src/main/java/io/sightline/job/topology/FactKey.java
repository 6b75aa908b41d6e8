package io.sightline.job.topology;

import io.sightline.domain.facts.Fact;
import io.sightline.store.facts.FactTable;
import io.sightline.store.facts.FactTables;
import org.apache.flink.api.java.functions.KeySelector;

/** What tells a fact from the others of its table. */
final class FactKey<F extends Fact> implements KeySelector<F, String> {
  private final String table;

  /** Tables hold functions, which do not travel with the job. */
  private transient FactTable<F> resolved;

  FactKey(FactTable<F> table) {
    this.table = table.name();
  }

  @Override
  @SuppressWarnings(
      "unchecked") // The table of this name was the one given, whose facts are of this type.
  public String getKey(F fact) {
    if (resolved == null) {
      resolved = (FactTable<F>) FactTables.named(table);
    }
    return resolved.key(fact);
  }
}
