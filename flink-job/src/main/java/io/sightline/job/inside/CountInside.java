package io.sightline.job.inside;

import io.sightline.analytics.inside.CountEvent;
import io.sightline.analytics.inside.Crosser;
import io.sightline.analytics.inside.GateEvent;
import io.sightline.analytics.inside.InsideKeeper;
import io.sightline.analytics.inside.Tally;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.Statements;
import io.sightline.job.state.RememberingFunction;
import io.sightline.job.state.SiteOrderState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/**
 * Counts the vehicles inside a site and on its levels. Emits a count whenever it changes, and again
 * when a person says how many there were. State is cleared when every camera with gates has ended.
 */
public final class CountInside extends RememberingFunction<String, GateReport, InsideCount> {
  private static final MapStateDescriptor<String, List<Crosser>> RECENT =
      new MapStateDescriptor<>(
          "recent-crossings-v1", Types.STRING, Types.LIST(TypeInformation.of(Crosser.class)));
  private static final MapStateDescriptor<String, Long> SEEN =
      new MapStateDescriptor<>("seen-cameras-v1", Types.STRING, Types.LONG);
  private static final MapStateDescriptor<Long, List<CountEvent>> EVENTS =
      new MapStateDescriptor<>(
          "count-events-v1", Types.LONG, Types.LIST(TypeInformation.of(CountEvent.class)));
  private static final MapStateDescriptor<String, Tally> BASE =
      new MapStateDescriptor<>("base-tallies-v1", Types.STRING, TypeInformation.of(Tally.class));
  private static final ValueStateDescriptor<Long> TOLD =
      new ValueStateDescriptor<>("told-v1", Types.LONG);
  private static final ValueStateDescriptor<Long> KNOWN =
      new ValueStateDescriptor<>("known-statements-v1", Types.LONG);

  private final Layouts layouts;
  private final Statements statements;
  private transient InsideKeeper.State state;

  /** By site; those that are under way. */
  private transient Map<String, InsideKeeper> keepers;

  public CountInside(Layouts layouts, Statements statements) {
    this.layouts = layouts;
    this.statements = statements;
  }

  @Override
  public void open(OpenContext context) {
    keepers = new HashMap<>();
    state =
        new InsideKeeper.State(
            SiteOrderState.of(this, GateEvent.class),
            few(RECENT),
            few(SEEN),
            many(EVENTS),
            few(BASE),
            cell(TOLD),
            cell(KNOWN));
  }

  @Override
  public void processElement(GateReport report, Context context, Collector<InsideCount> out) {
    InsideKeeper.Step step =
        keepers
            .computeIfAbsent(
                report.site(), site -> new InsideKeeper(layouts, statements, site, state))
            .take(report);
    step.counts().forEach(out::collect);
    if (step.over()) {
      keepers.remove(report.site());
    }
  }
}
