package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.LayoutTurns;
import io.sightline.analytics.order.SiteOrder;
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
import java.util.List;
import java.util.Optional;

/** Makes stays of passages: a vehicle is known by its track. */
public final class SessionKeeper {
  private static final Comparator<Passage> TIES =
      Comparator.comparing(Passage::camera).thenComparing(passage -> passage.head().id());

  private final LayoutCache<Rules> rules;

  private record Rules(List<String> cameras, long maxStayMillis) {
    static Rules of(Site site) {
      return new Rules(
          site.cameras().stream().filter(TrackingRules::reports).map(Camera::id).toList(),
          site.sessions().maxStay().toMillis());
    }
  }

  public SessionKeeper(Layouts layouts) {
    this.rules = new LayoutCache<>(layouts, Rules::of);
  }

  /**
   * What a report leads to.
   *
   * @param begun entry passages of stays that began
   */
  public record Step(SessionsState state, List<Passage> begun, List<VehicleSession> ended) {}

  public Step take(SessionsState before, GateReport report) {
    SiteOrder<Passage> order =
        new SiteOrder<>(
            passage -> passage.head().atMillis(), TIES, before.settled(), before.waiting());
    order.report(report.camera(), report.settledMillis(), report.passages());
    LayoutTurns layouts =
        before.layouts().stamped(report.camera(), report.layoutVersion(), report.atMillis());
    List<Passage> entries = new ArrayList<>(before.entries());
    List<VehicleSession> ended = new ArrayList<>();
    long last = Math.max(before.lastMillis(), report.atMillis());
    while (true) {
      Rules now = rules.of(report.site(), layouts.current());
      long settled = order.settledMillis(now.cameras());
      Optional<LayoutTurns.Turn> turn = layouts.due(settled);
      long until = turn.map(LayoutTurns.Turn::atMillis).orElse(settled);
      for (Passage passage : order.takeBefore(until)) {
        endOverdue(entries, passage.head().atMillis(), now, ended);
        pass(entries, passage, ended);
      }
      if (turn.isPresent()) {
        layouts = layouts.made(turn.get());
        continue;
      }
      List<Passage> begun = new ArrayList<>(entries);
      begun.removeAll(before.entries());
      if (settled == SiteOrder.ENDED) {
        // Judged by the time at which the last camera ended, whichever of them says so first.
        endOverdue(entries, last, now, ended);
        entries.forEach(entry -> ended.add(session(entry, Outcome.OPEN)));
        return new Step(SessionsState.EMPTY, begun, ended);
      }
      endOverdue(entries, settled, now, ended);
      return new Step(
          new SessionsState(order.settled(), order.waiting(), entries, last, layouts),
          begun,
          ended);
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

  private static void pass(List<Passage> entries, Passage passage, List<VehicleSession> ended) {
    Optional<Passage> entry =
        entries.stream().filter(open -> open.track().equals(passage.track())).findFirst();
    entry.ifPresent(entries::remove);
    if (passage.direction() == Gate.Direction.ENTRY) {
      // A second entry means that the exit between them was missed.
      entry.ifPresent(open -> ended.add(session(open, Outcome.MISSED_EXIT)));
      entries.add(passage);
    } else {
      ended.add(entry.map(open -> completed(open, passage)).orElseGet(() -> missedEntry(passage)));
    }
  }

  private static void endOverdue(
      List<Passage> entries, long millis, Rules now, List<VehicleSession> ended) {
    // Entries stand in order, so the first that is not overdue ends the search.
    while (!entries.isEmpty() && entries.get(0).head().atMillis() + now.maxStayMillis() < millis) {
      ended.add(session(entries.remove(0), Outcome.MISSED_EXIT));
    }
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
