package io.sightline.job.sinks;

import io.sightline.domain.facts.Fact;
import io.sightline.domain.facts.FactTable;
import io.sightline.domain.observations.ObservationMinute;
import org.apache.flink.api.connector.sink2.Sink;

/** Where a run's facts and observations go. */
public interface Outputs {
  <F extends Fact> Sink<F> facts(FactTable<F> table);

  Sink<ObservationMinute> observations();
}
