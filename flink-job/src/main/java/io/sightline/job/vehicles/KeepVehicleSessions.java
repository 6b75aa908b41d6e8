package io.sightline.job.vehicles;

import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.SessionKeeper;
import io.sightline.analytics.vehicles.Stay;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.site.Layouts;
import io.sightline.job.state.RememberingFunction;
import io.sightline.job.state.SiteOrderState;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the stays of a site's vehicles. Emits a stay when it has ended: with its exit, when it
 * lasted too long, or with the footage; and again when later evidence changes it. An alert is
 * raised for each that is longer than the site allows, in the live run at once. State is cleared
 * when every camera with gates has ended.
 */
public final class KeepVehicleSessions
    extends RememberingFunction<String, GateReport, VehicleSession> {
  public static final OutputTag<Alert> ALERTS =
      new OutputTag<>("overstays", TypeInformation.of(Alert.class));

  private static final MapStateDescriptor<String, Stay> STAYS =
      new MapStateDescriptor<>("stays-v1", Types.STRING, TypeInformation.of(Stay.class));
  private static final MapStateDescriptor<String, Passage> WAITING =
      new MapStateDescriptor<>(
          "waiting-passages-v1", Types.STRING, TypeInformation.of(Passage.class));

  private final Layouts layouts;
  private final boolean live;
  private transient SessionKeeper.State state;

  /** By site; those that are under way. */
  private transient Map<String, SessionKeeper> keepers;

  /**
   * @param live whether stays are shown when they begin
   */
  public KeepVehicleSessions(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    keepers = new HashMap<>();
    state =
        new SessionKeeper.State(SiteOrderState.of(this, Passage.class), many(STAYS), few(WAITING));
  }

  @Override
  public void processElement(GateReport report, Context context, Collector<VehicleSession> out) {
    SessionKeeper keeper = keepers.get(report.site());
    if (keeper == null) {
      keeper = new SessionKeeper(layouts, report.site(), state);
      keepers.put(report.site(), keeper);
      if (live) {
        // After a restore, the ends of some may have been taken back.
        keeper.inside().forEach(out::collect);
        keeper.overstays().forEach(alert -> context.output(ALERTS, alert));
      }
    }
    SessionKeeper.Step step = keeper.take(report);
    if (live) {
      step.early().forEach(out::collect);
    }
    step.ended().forEach(out::collect);
    step.overstays().stream()
        .filter(alert -> live || alert.head().isFinal())
        .forEach(alert -> context.output(ALERTS, alert));
    if (step.over()) {
      keepers.remove(report.site());
    }
  }
}
