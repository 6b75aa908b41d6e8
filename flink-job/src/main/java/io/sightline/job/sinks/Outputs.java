package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.observations.ObservationMinute;
import io.sightline.domain.observations.Observations;
import io.sightline.store.facts.FactKind;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;

/** Where a run's facts and observations go. */
public interface Outputs {
  <F extends Fact> Sink<F> facts(FactKind<F> kind);

  Sink<ObservationMinute> observations();

  /** Where a table's facts are also published; empty for nowhere. */
  default <F extends Fact> Optional<Sink<F>> published(FactKind<F> kind) {
    return Optional.empty();
  }

  /** Where observations are also published; empty for nowhere. */
  default Optional<Sink<Observations>> publishedObservations() {
    return Optional.empty();
  }
}
