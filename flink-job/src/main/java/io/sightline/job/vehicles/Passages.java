package io.sightline.job.vehicles;

import io.sightline.analytics.vehicles.GateReport;
import io.sightline.domain.facts.Passage;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** The passages of reports, one by one. */
public final class Passages implements FlatMapFunction<GateReport, Passage> {
  @Override
  public void flatMap(GateReport report, Collector<Passage> out) {
    report.passages().forEach(out::collect);
  }
}
