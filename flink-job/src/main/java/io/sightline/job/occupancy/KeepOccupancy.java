package io.sightline.job.occupancy;

import io.sightline.analytics.occupancy.OccupancyCounter;
import io.sightline.analytics.occupancy.OccupancyScopes;
import io.sightline.analytics.occupancy.OccupancyScopes.OccupancyScope;
import io.sightline.analytics.occupancy.OccupancyTally;
import io.sightline.analytics.occupancy.SiteSpot;
import io.sightline.analytics.occupancy.SpotChange;
import io.sightline.analytics.occupancy.SpotOrderState;
import io.sightline.analytics.occupancy.SpotReport;
import io.sightline.analytics.occupancy.WindowSize;
import io.sightline.analytics.occupancy.WindowTally;
import io.sightline.analytics.order.LayoutTurns;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.OccupancyWindow;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.facts.SpotTransition;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** How often, in event time, windows are shown before they are closed. */
  private static final long SHOW_EVERY_MILLIS = 5_000;

  private final Layouts layouts;
  private final boolean live;
  private transient LayoutCache<Counted> counted;
  private transient ValueState<SpotOrderState> order;
  private transient MapState<String, SiteSpot> spots;
  private transient MapState<String, OccupancyTally> tallies;

  /**
   * @param live whether windows are shown before they are closed
   */
  public KeepOccupancy(Layouts layouts, boolean live) {
    this.layouts = layouts;
    this.live = live;
  }

  /** What is counted of a layout. */
  private record Counted(
      Site site, List<String> cameras, OccupancyScopes scopes, OccupancyCounter counter) {
    static Counted of(Site site) {
      return new Counted(
          site,
          site.cameras().stream().filter(JudgeSpots::judges).map(Camera::id).toList(),
          new OccupancyScopes(site),
          new OccupancyCounter(site.zone()));
    }
  }

  @Override
  public void open(OpenContext context) {
    counted = new LayoutCache<>(layouts, Counted::of);
    order = getRuntimeContext().getState(ORDER);
    spots = getRuntimeContext().getMapState(SPOTS);
    tallies = getRuntimeContext().getMapState(TALLIES);
  }

  @Override
  public void processElement(SpotReport report, Context context, Collector<SpotTransition> out)
      throws Exception {
    SpotOrderState before = order.value() == null ? SpotOrderState.EMPTY : order.value();
    SiteOrder<SpotChange> siteOrder =
        new SiteOrder<>(SpotChange::atMillis, TIES, before.settled(), before.waiting());
    siteOrder.report(report.camera(), report.settledMillis(), report.changes());
    LayoutTurns turns =
        before.layouts().stamped(report.camera(), report.layoutVersion(), report.atMillis());
    Consumer<OccupancyWindow> windows = window -> context.output(WINDOWS, window);
    Map<String, String> models = models(before.models(), report);
    while (true) {
      Counted now = counted.of(report.site(), turns.current());
      Lineage lineage = new Lineage(models, turns.current());
      long settled = siteOrder.settledMillis(now.cameras());
      Optional<LayoutTurns.Turn> turn = turns.due(settled);
      long until = turn.map(LayoutTurns.Turn::atMillis).orElse(settled);
      for (List<SpotChange> together : byTime(siteOrder.takeBefore(until))) {
        change(now, together, lineage, windows, out);
      }
      if (turn.isPresent()) {
        turns = turns.made(turn.get());
        turn(now, counted.of(report.site(), turns.current()), until, lineage, windows);
        continue;
      }
      if (settled == SiteOrder.ENDED) {
        end(now, lineage, windows);
        return;
      }
      long minute =
          settled == Long.MIN_VALUE
              ? settled
              : WindowSize.MINUTE.startOf(settled, now.site().zone());
      if (minute > before.countedMillis()) {
        advanceAll(now, minute, lineage, windows);
      }
      boolean show = live && settled >= before.shownMillis() + SHOW_EVERY_MILLIS;
      if (show) {
        show(now, settled, lineage, windows);
      }
      order.update(
          new SpotOrderState(
              siteOrder.settled(),
              siteOrder.waiting(),
              models,
              Math.max(minute, before.countedMillis()),
              show ? settled : before.shownMillis(),
              turns));
      return;
    }
  }

  private static Map<String, String> models(Map<String, String> before, SpotReport report) {
    Map<String, String> models = new HashMap<>(before);
    if (!report.model().isEmpty()) {
      models.put(report.camera(), report.model());
    }
    return models;
  }

  /**
   * Where what is said comes from.
   *
   * @param models SHA-256 of the model that looked, by camera
   */
  private record Lineage(Map<String, String> models, String layoutVersion) {
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
      Counted now,
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
      if (views.values().stream().allMatch(view -> view == SpotState.UNKNOWN)) {
        spots.remove(spot.getKey());
      } else {
        spots.put(spot.getKey(), new SiteSpot(state, views));
      }
      if (state != before.state()) {
        SpotChange decisive =
            spot.getValue().stream()
                .filter(change -> change.state() == state)
                .findFirst()
                .orElse(spot.getValue().get(0));
        out.collect(transition(now.site(), decisive, state, before.state(), lineage));
        count(now, decisive, before.state(), state, lineage, windows);
      }
    }
  }

  private void count(
      Counted now,
      SpotChange change,
      SpotState previous,
      SpotState state,
      Lineage lineage,
      Consumer<OccupancyWindow> windows)
      throws Exception {
    for (OccupancyScope scope : now.scopes().of(change.spot())) {
      OccupancyTally tally = tally(scope);
      tallies.put(
          scope.key(),
          now.counter()
              .change(
                  tally, change.atMillis(), previous, state, closed(now, scope, lineage, windows)));
    }
  }

  private void advanceAll(
      Counted now, long millis, Lineage lineage, Consumer<OccupancyWindow> windows)
      throws Exception {
    for (OccupancyScope scope : now.scopes().all()) {
      OccupancyTally tally = tally(scope);
      OccupancyTally advanced =
          now.counter().advance(tally, millis, closed(now, scope, lineage, windows));
      if (advanced != tally) {
        tallies.put(scope.key(), advanced);
      }
    }
  }

  /** Shows the open windows of zones and of the site as they stand. */
  private void show(Counted now, long millis, Lineage lineage, Consumer<OccupancyWindow> windows)
      throws Exception {
    for (OccupancyScope scope : now.scopes().all()) {
      OccupancyTally tally = tally(scope);
      if (scope.kind() == Scope.SPOT || tally.windows().isEmpty()) {
        continue;
      }
      // A look ahead only: what is stored goes on from where it was.
      OccupancyTally ahead = now.counter().advance(tally, millis, (size, closed) -> {});
      for (WindowSize size : WindowSize.values()) {
        WindowTally open = OccupancyCounter.open(ahead, size);
        if (!open.isEmpty()) {
          windows.accept(window(now.site(), scope, size, open, lineage, millis, false));
        }
      }
    }
  }

  /** The site is judged by another layout from a time on. */
  private void turn(
      Counted before,
      Counted after,
      long millis,
      Lineage lineage,
      Consumer<OccupancyWindow> windows)
      throws Exception {
    Set<String> kept = new HashSet<>();
    for (OccupancyScope scope : after.scopes().all()) {
      kept.add(scope.key());
      int occupied = 0;
      int free = 0;
      for (String spot : scope.spotIds()) {
        SiteSpot known = spots.get(spot);
        occupied += known != null && known.state() == SpotState.OCCUPIED ? 1 : 0;
        free += known != null && known.state() == SpotState.FREE ? 1 : 0;
      }
      tallies.put(
          scope.key(),
          after
              .counter()
              .recount(
                  tally(scope), millis, occupied, free, closed(after, scope, lineage, windows)));
    }
    for (OccupancyScope scope : before.scopes().all()) {
      if (!kept.contains(scope.key())) {
        before.counter().end(tally(scope), millis, closed(before, scope, lineage, windows));
        tallies.remove(scope.key());
      }
    }
  }

  private void end(Counted now, Lineage lineage, Consumer<OccupancyWindow> windows)
      throws Exception {
    for (OccupancyScope scope : now.scopes().all()) {
      OccupancyTally tally = tally(scope);
      now.counter().end(tally, tally.untilMillis(), closed(now, scope, lineage, windows));
    }
    order.clear();
    spots.clear();
    tallies.clear();
  }

  private OccupancyTally tally(OccupancyScope scope) throws Exception {
    OccupancyTally tally = tallies.get(scope.key());
    return tally == null ? OccupancyTally.NONE : tally;
  }

  private static OccupancyCounter.Closed closed(
      Counted now, OccupancyScope scope, Lineage lineage, Consumer<OccupancyWindow> windows) {
    return (size, tally) ->
        windows.accept(window(now.site(), scope, size, tally, lineage, tally.endMillis(), true));
  }

  private static OccupancyWindow window(
      Site site,
      OccupancyScope scope,
      WindowSize size,
      WindowTally tally,
      Lineage lineage,
      long revisionMillis,
      boolean isFinal) {
    int spots = scope.spotIds().size();
    long known = tally.occupiedMillis() + tally.freeMillis();
    // Where a layout with fewer spots began within the window, more may be known than there is now.
    long all = Math.max(known, (tally.endMillis() - tally.startMillis()) * spots);
    double mean = known == 0 ? 0 : (double) tally.occupiedMillis() * spots / known;
    return new OccupancyWindow(
        new FactHead(
            "",
            site.id(),
            tally.startMillis(),
            revisionMillis,
            isFinal,
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

  private static SpotTransition transition(
      Site site, SpotChange change, SpotState state, SpotState previous, Lineage lineage) {
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
