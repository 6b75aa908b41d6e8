package io.sightline.job.vehicles;

import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.SessionKeeper;
import io.sightline.analytics.vehicles.SessionsState;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Layouts;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the stays of a site's vehicles. Emits a stay when it has ended: with its exit, when it
 * lasted too long, or with the footage. State is cleared when every camera with gates has ended.
 */
public final class KeepVehicleSessions
    extends KeyedProcessFunction<String, GateReport, VehicleSession> {
  private static final ValueStateDescriptor<SessionsState> SESSIONS =
      new ValueStateDescriptor<>("sessions-v1", TypeInformation.of(SessionsState.class));

  private final Layouts layouts;
  private final boolean live;
  private transient SessionKeeper keeper;
  private transient ValueState<SessionsState> sessions;

  /** Sites whose stays have been shown since this operator was opened. */
  private transient Set<String> shown;

  /**
   * @param live whether stays are shown when they begin
   */
  public KeepVehicleSessions(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    keeper = new SessionKeeper(layouts);
    shown = new HashSet<>();
    sessions = getRuntimeContext().getState(SESSIONS);
  }

  @Override
  public void processElement(GateReport report, Context context, Collector<VehicleSession> out)
      throws Exception {
    SessionsState before = sessions.value() == null ? SessionsState.EMPTY : sessions.value();
    SessionKeeper.Step step = keeper.take(before, report);
    if (live && shown.add(report.site())) {
      // After a restore, the ends of some may have been taken back.
      before.entries().forEach(entry -> out.collect(SessionKeeper.early(entry)));
    }
    if (live) {
      step.begun().forEach(entry -> out.collect(SessionKeeper.early(entry)));
    }
    step.ended().forEach(out::collect);
    if (step.state().equals(SessionsState.EMPTY)) {
      sessions.clear();
    } else {
      sessions.update(step.state());
    }
  }
}
