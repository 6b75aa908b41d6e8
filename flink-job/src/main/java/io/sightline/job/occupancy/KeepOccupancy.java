package io.sightline.job.occupancy;

import io.sightline.analytics.occupancy.OccupancyKeeper;
import io.sightline.analytics.occupancy.OccupancyProgress;
import io.sightline.analytics.occupancy.OccupancyTally;
import io.sightline.analytics.occupancy.SiteSpot;
import io.sightline.analytics.occupancy.SpotChange;
import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Layouts;
import io.sightline.job.state.RememberingFunction;
import io.sightline.job.state.SiteOrderState;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the occupancy of a site. Emits a transition when a spot's state changes; windows, closed
 * when every camera has passed their end, go to a side output. State is cleared when all cameras
 * with spots have ended.
 */
public final class KeepOccupancy extends RememberingFunction<String, SpotReport, SpotTransition> {
  public static final OutputTag<OccupancyWindow> WINDOWS =
      new OutputTag<>("occupancy-windows", TypeInformation.of(OccupancyWindow.class));

  /** Spots that are occupied for too long; places that are full, and free again. */
  public static final OutputTag<Alert> ALERTS =
      new OutputTag<>("occupancy-alerts", TypeInformation.of(Alert.class));

  private static final MapStateDescriptor<String, SiteSpot> SPOTS =
      new MapStateDescriptor<>("site-spots-v1", Types.STRING, TypeInformation.of(SiteSpot.class));
  private static final MapStateDescriptor<String, OccupancyTally> TALLIES =
      new MapStateDescriptor<>(
          "occupancy-tallies-v1", Types.STRING, TypeInformation.of(OccupancyTally.class));
  private static final ValueStateDescriptor<OccupancyProgress> PROGRESS =
      new ValueStateDescriptor<>(
          "occupancy-progress-v1", TypeInformation.of(OccupancyProgress.class));

  private final Layouts layouts;
  private final boolean live;
  private transient OccupancyKeeper.State state;
  private transient Emitted emitted;

  /** By site; those that are under way. */
  private transient Map<String, OccupancyKeeper> keepers;

  /**
   * @param live whether windows are shown before they are closed
   */
  public KeepOccupancy(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    keepers = new HashMap<>();
    emitted = new Emitted();
    state =
        new OccupancyKeeper.State(
            SiteOrderState.of(this, SpotChange.class), few(SPOTS), few(TALLIES), cell(PROGRESS));
  }

  @Override
  public void processElement(SpotReport report, Context context, Collector<SpotTransition> out) {
    emitted.context = context;
    emitted.out = out;
    OccupancyKeeper keeper =
        keepers.computeIfAbsent(
            report.site(), site -> new OccupancyKeeper(layouts, live, site, state, emitted));
    if (keeper.take(report)) {
      keepers.remove(report.site());
    }
  }

  /** Where the words of the report that is being processed go. */
  private static final class Emitted implements OccupancyKeeper.Output {
    private RememberingFunction<String, SpotReport, SpotTransition>.Context context;
    private Collector<SpotTransition> out;

    @Override
    public void transition(SpotTransition transition) {
      out.collect(transition);
    }

    @Override
    public void window(OccupancyWindow window) {
      context.output(WINDOWS, window);
    }

    @Override
    public void alert(Alert alert) {
      context.output(ALERTS, alert);
    }
  }
}
