package io.sightline.job.watchlist;

import io.sightline.analytics.watchlist.PlateNews;
import io.sightline.analytics.watchlist.PlateReport;
import io.sightline.analytics.watchlist.Sighting;
import io.sightline.analytics.watchlist.WatchKeeper;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.Statements;
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

/**
 * Holds plates against a site's watchlist. Emits an alert when somebody looks out for one, in the
 * live run at once. State is what is wanted, for as long as it may be corrected; it is cleared when
 * every camera that looks for plates has ended.
 */
public final class WatchForPlates extends RememberingFunction<String, PlateReport, Alert> {
  private static final MapStateDescriptor<String, Sighting> SIGHTINGS =
      new MapStateDescriptor<>("sightings-v1", Types.STRING, TypeInformation.of(Sighting.class));
  private static final MapStateDescriptor<String, Alert> RAISED =
      new MapStateDescriptor<>("raised-v1", Types.STRING, TypeInformation.of(Alert.class));
  private static final ValueStateDescriptor<Long> KNOWN =
      new ValueStateDescriptor<>("known-statements-v1", Types.LONG);

  private final Layouts layouts;
  private final Statements statements;
  private final boolean live;
  private transient WatchKeeper.State state;

  /** By site; those that are under way. */
  private transient Map<String, WatchKeeper> keepers;

  /**
   * @param live whether alerts are raised before every camera has passed their times
   */
  public WatchForPlates(Layouts layouts, Statements statements, boolean live) {
    this.layouts = layouts;
    this.statements = statements;
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    keepers = new HashMap<>();
    state =
        new WatchKeeper.State(
            SiteOrderState.of(this, PlateNews.class), many(SIGHTINGS), many(RAISED), cell(KNOWN));
  }

  @Override
  public void processElement(PlateReport report, Context context, Collector<Alert> out) {
    WatchKeeper keeper = keepers.get(report.site());
    if (keeper == null) {
      keeper = new WatchKeeper(layouts, statements, report.site(), state, live);
      keepers.put(report.site(), keeper);
      if (live) {
        keeper.open().forEach(out::collect);
      }
    }
    WatchKeeper.Step step = keeper.take(report);
    step.alerts().forEach(out::collect);
    if (step.over()) {
      keepers.remove(report.site());
    }
  }
}
