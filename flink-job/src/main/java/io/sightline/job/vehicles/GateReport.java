package io.sightline.job.vehicles;

import io.sightline.domain.facts.Passage;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * What a camera has to say of its gates.
 *
 * @param atMillis event time at which it says so
 * @param settledMillis it will say nothing more of times before this
 */
public record GateReport(
    String site,
    String camera,
    long atMillis,
    long settledMillis,
    String layoutVersion,
    List<Passage> passages) {

  /** The passages of reports, one by one. */
  public static final class Passages implements FlatMapFunction<GateReport, Passage> {
    @Override
    public void flatMap(GateReport report, Collector<Passage> out) {
      report.passages().forEach(out::collect);
    }
  }
}
