package io.sightline.job.vehicles;

import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Site;
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

  private final Site site;
  private transient SessionKeeper keeper;
  private transient ValueState<SessionsState> sessions;

  public KeepVehicleSessions(Site site) {
    this.site = site;
  }

  @Override
  public void open(OpenContext context) {
    keeper = new SessionKeeper(site);
    sessions = getRuntimeContext().getState(SESSIONS);
  }

  @Override
  public void processElement(GateReport report, Context context, Collector<VehicleSession> out)
      throws Exception {
    SessionsState before = sessions.value() == null ? SessionsState.EMPTY : sessions.value();
    SessionKeeper.Step step = keeper.take(before, report);
    step.ended().forEach(out::collect);
    if (step.state().equals(SessionsState.EMPTY)) {
      sessions.clear();
    } else {
      sessions.update(step.state());
    }
  }
}
