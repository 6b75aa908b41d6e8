package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Entries;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession;
import io.sightline.domain.facts.VehicleSession.Outcome;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes stays of one site's passages: a vehicle is known by its track. A report costs the same
 * however many vehicles are inside: beside the state stands when each of them entered, in order.
 */
public final class SessionKeeper {
  private static final Comparator<Passage> TIES =
      Comparator.comparing(Passage::camera).thenComparing(passage -> passage.head().id());

  private final String site;
  private final State state;
  private final LayoutCache<Rules> rules;
  private final SiteOrder<Passage> order;

  /** When the vehicles inside entered, by track, in the order in which they did. */
  private final Map<String, Long> entered = new LinkedHashMap<>();

  // What the report that is being taken leads to.
  private Map<String, Passage> begun;
  private List<VehicleSession> ended;

  /**
   * What is remembered of the vehicles inside a site.
   *
   * @param inside entry passages of the vehicles inside, by track
   */
  public record State(SiteOrder.State<Passage> order, Entries<String, Passage> inside) {}

  private record Rules(List<String> cameras, long maxStayMillis) {
    static Rules of(Site site) {
      return new Rules(
          site.cameras().stream().filter(TrackingRules::reports).map(Camera::id).toList(),
          site.sessions().maxStay().toMillis());
    }
  }

  /**
   * @param state of the site
   */
  public SessionKeeper(Layouts layouts, String site, State state) {
    this(layouts, site, state, Comparator.naturalOrder());
  }

  /**
   * @param times order of times
   */
  SessionKeeper(Layouts layouts, String site, State state, Comparator<Long> times) {
    this.site = site;
    this.state = state;
    this.rules = new LayoutCache<>(layouts, Rules::of);
    this.order =
        new SiteOrder<>(
            passage -> passage.head().atMillis(), TIES, times, state.order(), new Passing());
    inside().forEach(entry -> entered.put(entry.track(), entry.head().atMillis()));
  }

  /** Entry passages of the vehicles inside, in order; looks at all of them. */
  public List<Passage> inside() {
    List<Passage> inside = new ArrayList<>();
    state.inside().forEach((track, entry) -> inside.add(entry));
    inside.sort(
        Comparator.<Passage>comparingLong(entry -> entry.head().atMillis()).thenComparing(TIES));
    return inside;
  }

  /**
   * What a report leads to.
   *
   * @param begun entry passages of stays that began
   * @param over whether every camera has ended: nothing is remembered any more
   */
  public record Step(List<Passage> begun, List<VehicleSession> ended, boolean over) {}

  public Step take(GateReport report) {
    begun = new LinkedHashMap<>();
    ended = new ArrayList<>();
    long settled =
        order.report(
            report.camera(),
            new CameraWord(report.atMillis(), report.settledMillis(), report.layoutVersion(), ""),
            report.passages());
    Step step = new Step(List.copyOf(begun.values()), ended, settled == SiteOrder.ENDED);
    Rules now = rules(order.layoutVersion());
    if (step.over()) {
      // Judged by the time at which the last camera ended, whichever of them says so first.
      endOverdue(order.lastMillis(), now);
      entered.keySet().forEach(track -> end(state.inside().get(track), Outcome.OPEN));
      entered.clear();
      state.inside().clear();
      order.clear();
    } else {
      endOverdue(settled, now);
    }
    return step;
  }

  private Rules rules(String layoutVersion) {
    return rules.of(site, layoutVersion);
  }

  private final class Passing implements SiteOrder.Taker<Passage> {
    @Override
    public List<String> cameras(String layoutVersion) {
      return rules(layoutVersion).cameras();
    }

    @Override
    public void take(List<Passage> together, String layoutVersion) {
      for (Passage passage : together) {
        endOverdue(passage.head().atMillis(), rules(layoutVersion));
        pass(passage);
      }
    }

    @Override
    public void turn(String before, String after, long atMillis) {
      // Stays go on; the new layout's longest stay counts from here.
    }
  }

  /** A stay that has begun, as it is shown before it has ended. */
  public static VehicleSession early(Passage entry) {
    VehicleSession open = session(entry, Outcome.OPEN);
    FactHead head = open.head();
    return new VehicleSession(
        new FactHead(
            head.id(),
            head.site(),
            head.atMillis(),
            head.revisionMillis(),
            false,
            head.modelSha256(),
            head.layoutVersion()),
        open.plate(),
        open.enteredAtMillis(),
        null,
        null,
        open.entryPassage(),
        null,
        Outcome.OPEN);
  }

  private void pass(Passage passage) {
    Passage entry = leave(passage.track());
    if (passage.direction() == Gate.Direction.ENTRY) {
      if (entry != null) {
        // A second entry means that the exit between them was missed.
        end(entry, Outcome.MISSED_EXIT);
      }
      state.inside().put(passage.track(), passage);
      entered.put(passage.track(), passage.head().atMillis());
      begun.put(passage.track(), passage);
    } else {
      ended.add(entry == null ? missedEntry(passage) : completed(entry, passage));
    }
  }

  /** Takes a vehicle from those inside; null where it is not among them. */
  private Passage leave(String track) {
    if (entered.remove(track) == null) {
      return null;
    }
    Passage entry = state.inside().get(track);
    state.inside().remove(track);
    begun.remove(track);
    return entry;
  }

  private void endOverdue(long millis, Rules now) {
    // They stand in order, so the first that is not overdue ends the search.
    Iterator<Map.Entry<String, Long>> first = entered.entrySet().iterator();
    while (first.hasNext()) {
      Map.Entry<String, Long> entry = first.next();
      if (entry.getValue() + now.maxStayMillis() >= millis) {
        return;
      }
      String track = entry.getKey();
      first.remove();
      end(state.inside().get(track), Outcome.MISSED_EXIT);
      state.inside().remove(track);
      begun.remove(track);
    }
  }

  private void end(Passage entry, Outcome outcome) {
    ended.add(session(entry, outcome));
  }

  private static VehicleSession session(Passage entry, Outcome outcome) {
    return new VehicleSession(
        head(entry, entry),
        entry.plate(),
        entry.head().atMillis(),
        null,
        null,
        entry.head().id(),
        null,
        outcome);
  }

  private static VehicleSession completed(Passage entry, Passage exit) {
    long entered = entry.head().atMillis();
    long left = exit.head().atMillis();
    return new VehicleSession(
        head(entry, exit),
        entry.plate() == null ? exit.plate() : entry.plate(),
        entered,
        left,
        left - entered,
        entry.head().id(),
        exit.head().id(),
        Outcome.COMPLETED);
  }

  private static VehicleSession missedEntry(Passage exit) {
    return new VehicleSession(
        head(exit, exit),
        exit.plate(),
        null,
        exit.head().atMillis(),
        null,
        null,
        exit.head().id(),
        Outcome.MISSED_ENTRY);
  }

  private static FactHead head(Passage first, Passage newest) {
    return new FactHead(
        DerivedIds.session(first.head().id()),
        first.head().site(),
        first.head().atMillis(),
        newest.head().atMillis(),
        true,
        first.head().modelSha256(),
        first.head().layoutVersion());
  }
}
