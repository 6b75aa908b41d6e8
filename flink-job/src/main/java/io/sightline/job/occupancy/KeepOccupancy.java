package io.sightline.job.occupancy;

import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.job.occupancy.OccupancyScopes.OccupancyScope;
import io.sightline.job.order.SiteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the occupancy of a site: merges what its cameras see of its spots, in one order of time,
 * and counts windows. Emits a transition when a spot's state changes; windows, closed when every
 * camera has passed their end, go to a side output. State is cleared when all cameras with spots
 * have ended.
 */
public final class KeepOccupancy extends KeyedProcessFunction<String, SpotReport, SpotTransition> {
  public static final OutputTag<OccupancyWindow> WINDOWS =
      new OutputTag<>("occupancy-windows", TypeInformation.of(OccupancyWindow.class));

  private static final ValueStateDescriptor<SpotOrderState> ORDER =
      new ValueStateDescriptor<>("spot-order-v1", TypeInformation.of(SpotOrderState.class));
  private static final MapStateDescriptor<String, SiteSpot> SPOTS =
      new MapStateDescriptor<>("site-spots-v1", Types.STRING, TypeInformation.of(SiteSpot.class));
  private static final MapStateDescriptor<String, OccupancyTally> TALLIES =
      new MapStateDescriptor<>(
          "occupancy-tallies-v1", Types.STRING, TypeInformation.of(OccupancyTally.class));
  private static final Comparator<SpotChange> TIES =
      Comparator.comparing(SpotChange::spot).thenComparing(SpotChange::camera);

  private final Site site;
  private transient List<String> cameras;
  private transient OccupancyScopes scopes;
  private transient OccupancyCounter counter;
  private transient ValueState<SpotOrderState> order;
  private transient MapState<String, SiteSpot> spots;
  private transient MapState<String, OccupancyTally> tallies;

  public KeepOccupancy(Site site) {
    this.site = site;
  }

  @Override
  public void open(OpenContext context) {
    cameras = site.cameras().stream().filter(JudgeSpots::judges).map(Camera::id).toList();
    scopes = new OccupancyScopes(site);
    counter = new OccupancyCounter(site.zone());
    order = getRuntimeContext().getState(ORDER);
    spots = getRuntimeContext().getMapState(SPOTS);
    tallies = getRuntimeContext().getMapState(TALLIES);
  }

  @Override
  public void processElement(SpotReport report, Context context, Collector<SpotTransition> out)
      throws Exception {
    SpotOrderState before = order.value() == null ? SpotOrderState.EMPTY : order.value();
    SiteOrder<SpotChange> siteOrder =
        new SiteOrder<>(cameras, SpotChange::atMillis, TIES, before.settled(), before.waiting());
    List<SpotChange> taken =
        siteOrder.report(report.camera(), report.settledMillis(), report.changes());
    Consumer<OccupancyWindow> windows = window -> context.output(WINDOWS, window);
    Lineage lineage = Lineage.of(before.models(), report);
    for (List<SpotChange> together : byTime(taken)) {
      change(together, lineage, windows, out);
    }
    long settled = siteOrder.settledMillis();
    if (settled == SiteOrder.ENDED) {
      end(lineage, windows);
      return;
    }
    long minute =
        settled == Long.MIN_VALUE ? settled : WindowSize.MINUTE.startOf(settled, site.zone());
    if (minute > before.countedMillis()) {
      advanceAll(minute, lineage, windows);
    }
    order.update(
        new SpotOrderState(
            siteOrder.settled(),
            siteOrder.waiting(),
            lineage.models(),
            Math.max(minute, before.countedMillis())));
  }

  /**
   * Where what is said comes from.
   *
   * @param models SHA-256 of the model that looked, by camera
   */
  private record Lineage(Map<String, String> models, String layoutVersion) {
    static Lineage of(Map<String, String> before, SpotReport report) {
      Map<String, String> models = new HashMap<>(before);
      if (!report.model().isEmpty()) {
        models.put(report.camera(), report.model());
      }
      return new Lineage(models, report.layoutVersion());
    }

    String model(String camera) {
      return models.getOrDefault(camera, "");
    }

    /** Every model that looked, in the order of their hashes. */
    String allModels() {
      return String.join(",", new TreeSet<>(models.values()));
    }
  }

  private static Iterable<List<SpotChange>> byTime(List<SpotChange> changes) {
    Map<Long, List<SpotChange>> groups = new TreeMap<>();
    changes.forEach(
        change -> groups.computeIfAbsent(change.atMillis(), at -> new ArrayList<>()).add(change));
    return groups.values();
  }

  /**
   * Changes of one instant: whichever camera comes first, only the state after all of them counts.
   */
  private void change(
      List<SpotChange> together,
      Lineage lineage,
      Consumer<OccupancyWindow> windows,
      Collector<SpotTransition> out)
      throws Exception {
    Map<String, List<SpotChange>> bySpot = new TreeMap<>();
    together.forEach(
        change -> bySpot.computeIfAbsent(change.spot(), spot -> new ArrayList<>()).add(change));
    for (Map.Entry<String, List<SpotChange>> spot : bySpot.entrySet()) {
      SiteSpot known = spots.get(spot.getKey());
      SiteSpot before = known == null ? SiteSpot.NEVER_SEEN : known;
      Map<String, SpotState> views = new HashMap<>(before.views());
      spot.getValue().forEach(change -> views.put(change.camera(), change.state()));
      SpotState state = SiteSpot.merged(views.values());
      spots.put(spot.getKey(), new SiteSpot(state, views));
      if (state != before.state()) {
        SpotChange decisive =
            spot.getValue().stream()
                .filter(change -> change.state() == state)
                .findFirst()
                .orElse(spot.getValue().get(0));
        out.collect(transition(decisive, state, before.state(), lineage));
        count(decisive, before.state(), state, lineage, windows);
      }
    }
  }

  private void count(
      SpotChange change,
      SpotState previous,
      SpotState state,
      Lineage lineage,
      Consumer<OccupancyWindow> windows)
      throws Exception {
    for (OccupancyScope scope : scopes.of(change.spot())) {
      OccupancyTally tally = tally(scope);
      tallies.put(
          scope.key(),
          counter.change(
              tally, change.atMillis(), previous, state, closed(scope, lineage, windows)));
    }
  }

  private void advanceAll(long millis, Lineage lineage, Consumer<OccupancyWindow> windows)
      throws Exception {
    for (OccupancyScope scope : scopes.all()) {
      OccupancyTally tally = tally(scope);
      OccupancyTally advanced = counter.advance(tally, millis, closed(scope, lineage, windows));
      if (advanced != tally) {
        tallies.put(scope.key(), advanced);
      }
    }
  }

  private void end(Lineage lineage, Consumer<OccupancyWindow> windows) throws Exception {
    for (OccupancyScope scope : scopes.all()) {
      OccupancyTally tally = tally(scope);
      counter.end(tally, tally.untilMillis(), closed(scope, lineage, windows));
    }
    order.clear();
    spots.clear();
    tallies.clear();
  }

  private OccupancyTally tally(OccupancyScope scope) throws Exception {
    OccupancyTally tally = tallies.get(scope.key());
    return tally == null ? OccupancyTally.NONE : tally;
  }

  private OccupancyCounter.Closed closed(
      OccupancyScope scope, Lineage lineage, Consumer<OccupancyWindow> windows) {
    return (size, tally) -> windows.accept(window(scope, size, tally, lineage));
  }

  private OccupancyWindow window(
      OccupancyScope scope, WindowSize size, WindowTally tally, Lineage lineage) {
    long known = tally.occupiedMillis() + tally.freeMillis();
    long all = (tally.endMillis() - tally.startMillis()) * scope.spots();
    double mean = known == 0 ? 0 : (double) tally.occupiedMillis() * scope.spots() / known;
    return new OccupancyWindow(
        new FactHead(
            "",
            site.id(),
            tally.startMillis(),
            tally.endMillis(),
            true,
            lineage.allModels(),
            lineage.layoutVersion()),
        scope.kind(),
        scope.id(),
        size.millis(),
        tally.startMillis(),
        tally.endMillis(),
        tally.occupiedMillis(),
        tally.freeMillis(),
        all - known,
        tally.peak(),
        mean,
        tally.arrivals(),
        tally.departures());
  }

  private SpotTransition transition(
      SpotChange change, SpotState state, SpotState previous, Lineage lineage) {
    return new SpotTransition(
        new FactHead(
            DerivedIds.spotTransition(site.id(), change.spot(), change.atMillis()),
            site.id(),
            change.atMillis(),
            change.seenAtMillis(),
            true,
            lineage.model(change.camera()),
            lineage.layoutVersion()),
        change.spot(),
        state,
        previous,
        change.camera());
  }
}
