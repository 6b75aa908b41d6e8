package io.sightline.job.topology;

import io.sightline.domain.facts.Fact;
import io.sightline.store.facts.FactKind;
import org.apache.flink.api.java.functions.KeySelector;

/** What tells a fact from the others of its kind. */
record FactKey<F extends Fact>(FactKind<F> kind) implements KeySelector<F, String> {
  @Override
  public String getKey(F fact) {
    return kind.keyOf(fact);
  }
}
