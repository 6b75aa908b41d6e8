package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Entries;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes stays of one site's passages. A passage waits a moment for its plate; then it is judged in
 * its turn, with what is known of it. What is learnt later changes the stays, as if it had been
 * known from the start.
 */
public final class SessionKeeper {
  /** The longest that a passage, and those after it, wait for its plate. */
  private static final long PLATE_MILLIS = 10_000;

  private static final long NEVER = Long.MIN_VALUE;

  /** A passage and what becomes known of it at the same instant come in this order. */
  private static final Comparator<Passage> TIES =
      Comparator.comparing(Passage::camera)
          .thenComparing(passage -> passage.head().id())
          .thenComparing(passage -> passage.head().isFinal());

  private final String site;
  private final State state;
  private final LayoutCache<Rules> rules;
  private final SiteOrder<Passage> order;
  private final StayBook book;

  /** Passages that wait for their plates, in their order. */
  private final TreeMap<Turn, String> waiting = new TreeMap<>(Turn.ORDER);

  private long judgedMillis = NEVER;

  // What the report that is being taken leads to.
  private List<VehicleSession> early;
  private List<VehicleSession> ended;
  private List<Alert> overstays;

  /**
   * What is remembered of a site's vehicles.
   *
   * @param stays of those inside and of those who left not long ago, by their first passages
   * @param waiting passages that wait for their plates
   */
  public record State(
      SiteOrder.State<Passage> order,
      Entries<String, Stay> stays,
      Entries<String, Passage> waiting) {}

  /**
   * @param inner gates whose both sides are inside
   */
  private record Rules(
      List<String> cameras,
      Set<String> inner,
      long maxStayMillis,
      long overstayMillis,
      long graceMillis) {
    static Rules of(Site site) {
      return of(
          site, site.cameras().stream().filter(TrackingRules::reports).map(Camera::id).toList());
    }

    static Rules of(Site site, List<String> cameras) {
      return new Rules(
          cameras,
          site.cameras().stream()
              .flatMap(camera -> camera.gates().stream())
              .filter(Gate::isInner)
              .map(Gate::id)
              .collect(Collectors.toSet()),
          site.sessions().maxStay().toMillis(),
          site.sessions().overstay().toMillis(),
          site.sessions().grace().toMillis());
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
    this(new LayoutCache<>(layouts, Rules::of), site, state, times);
  }

  private SessionKeeper(
      LayoutCache<Rules> rules, String site, State state, Comparator<Long> times) {
    this.site = site;
    this.state = state;
    this.rules = rules;
    this.order =
        new SiteOrder<>(
            passage -> passage.head().revisionMillis(), TIES, times, state.order(), new Passing());
    this.book = new StayBook(state.stays());
    state.waiting().forEach((id, passage) -> waiting.put(Turn.of(passage), id));
  }

  /** Of passages that are reported by one that is none of the site's cameras. */
  static SessionKeeper reportedBy(String reporter, Site site, State state) {
    return new SessionKeeper(
        new LayoutCache<>(Layouts.always(site), any -> Rules.of(any, List.of(reporter))),
        site.id(),
        state,
        Comparator.naturalOrder());
  }

  /**
   * What a report leads to.
   *
   * @param early stays that have begun, or that are longer by now than the site allows
   * @param ended stays that are over, and rows that later evidence takes back
   * @param overstays that begin, or that there are not after all
   * @param over whether every camera has ended: nothing is remembered any more
   */
  public record Step(
      List<VehicleSession> early,
      List<VehicleSession> ended,
      List<Alert> overstays,
      boolean over) {}

  public Step take(GateReport report) {
    early = new ArrayList<>();
    ended = new ArrayList<>();
    overstays = new ArrayList<>();
    long settled =
        order.report(
            report.camera(),
            new CameraWord(report.atMillis(), report.settledMillis(), report.layoutVersion(), ""),
            report.passages());
    boolean over = settled == SiteOrder.ENDED;
    if (over) {
      // Judged by the time at which the last camera ended, whichever of them says so first.
      long last = order.lastMillis();
      judgeWaiting(Long.MAX_VALUE);
      reach(last);
      tellChanges(NEVER);
      book.inside().forEach(stay -> tell(ended, session(stay, true, NEVER)));
      book.clear();
      state.waiting().clear();
      order.clear();
      judgedMillis = NEVER;
    } else if (settled != NEVER) {
      advance(settled);
      tellChanges(NEVER);
    }
    return new Step(List.copyOf(early), List.copyOf(ended), List.copyOf(overstays), over);
  }

  /** The stays of those inside, in the order in which they entered; looks at all of them. */
  public List<VehicleSession> inside() {
    return book.inside().stream().map(stay -> session(stay, false, NEVER)).toList();
  }

  /** The alerts of those inside who stay too long; looks at all of them. */
  public List<Alert> overstays() {
    return inside().stream().filter(VehicleSession::overstay).map(this::overstay).toList();
  }

  private Rules rules() {
    return rules.of(site, order.layoutVersion());
  }

  private final class Passing implements SiteOrder.Taker<Passage> {
    @Override
    public List<String> cameras(String layoutVersion) {
      return rules.of(site, layoutVersion).cameras();
    }

    @Override
    public void take(List<Passage> together, String layoutVersion) {
      for (Passage passage : together) {
        long now = passage.head().revisionMillis();
        advance(now);
        if (rules().inner().contains(passage.gate())) {
          // Who goes from one level to another is inside, before and after.
          continue;
        }
        if (book.knows(passage)) {
          tellChanges(NEVER);
          book.revise(passage, judgedMillis, rules().maxStayMillis());
          tellChanges(now);
        } else if (passage.head().atMillis() >= now - StayBook.KEPT_MILLIS) {
          if (passage.isEntry() && !passage.head().isFinal()) {
            early.add(session(Stay.begun(passage), false, NEVER));
          }
          waiting.put(Turn.of(passage), passage.head().id());
          state.waiting().put(passage.head().id(), passage);
        }
      }
    }

    @Override
    public void turn(String before, String after, long atMillis) {
      // Stays go on; the new layout's longest stay counts from here.
    }
  }

  /** Judges what has waited long enough by a time, or need not wait. */
  private void advance(long millis) {
    judgeWaiting(millis);
    reach(waiting.isEmpty() ? millis : Math.min(millis, waiting.firstKey().atMillis()));
    book.forget(millis);
  }

  private void judgeWaiting(long millis) {
    while (!waiting.isEmpty()) {
      Turn first = waiting.firstKey();
      Passage passage = state.waiting().get(first.id());
      boolean isDue =
          passage.head().isFinal()
              ? first.atMillis() < millis
              : first.atMillis() < millis - PLATE_MILLIS;
      if (!isDue) {
        return;
      }
      waiting.remove(first);
      state.waiting().remove(first.id());
      reach(first.atMillis());
      book.judge(passage, rules().maxStayMillis());
      if (passage.isEntry() && !book.isFirst(passage)) {
        // It was shown while it waited, and is another view of one that was there before.
        VehicleSession shown = session(Stay.begun(passage), false, NEVER);
        early.add(shown.retracted(shown.head().revisionMillis()));
      }
    }
  }

  /** Time passes: stays become too long. */
  private void reach(long millis) {
    if (millis <= judgedMillis) {
      return;
    }
    Rules now = rules();
    book.endOverdue(millis, now.maxStayMillis());
    long since = judgedMillis == NEVER ? NEVER : judgedMillis - now.overstayMillis();
    for (Stay stay : book.entered(since, millis - now.overstayMillis())) {
      long noticed = stay.entry().head().atMillis() + now.overstayMillis() + 1;
      tell(early, session(stay, false, noticed, true));
    }
    judgedMillis = millis;
  }

  /**
   * @param becauseMillis event time of what was learnt of a passage that was judged already; {@link
   *     #NEVER} where nothing was
   */
  private void tellChanges(long becauseMillis) {
    for (StayBook.Change change : book.changes()) {
      Stay before = change.before();
      Stay after = change.after();
      boolean wasOver = before != null && !before.isInside();
      boolean isOver = after != null && !after.isInside();
      if (before != null && (after == null || (wasOver && !isOver))) {
        tell(
            wasOver ? ended : early,
            session(before, wasOver, becauseMillis).retracted(becauseMillis));
      }
      if (after == null) {
        continue;
      }
      VehicleSession now = session(after, isOver, becauseMillis);
      VehicleSession known = before == null ? null : session(before, wasOver, becauseMillis);
      if (known == null || wasOver != isOver || !isSame(known, now)) {
        tell(isOver ? ended : early, now);
        if (known != null && known.overstay() && !now.overstay()) {
          long newest = Math.max(becauseMillis, known.head().revisionMillis());
          overstays.add(overstay(known.retracted(newest)));
        }
      }
    }
  }

  private void tell(List<VehicleSession> rows, VehicleSession row) {
    rows.add(row);
    if (row.overstay()) {
      overstays.add(overstay(row));
    }
  }

  /** It stands at the time by which the layout under which the vehicle entered asks it to leave. */
  private Alert overstay(VehicleSession row) {
    FactHead head = row.head();
    long at = row.enteredAtMillis() + rules.of(site, head.layoutVersion()).overstayMillis() + 1;
    return Alert.overstay(
        new FactHead(
            DerivedIds.overstay(head.id()),
            site,
            at,
            Math.max(at, head.revisionMillis()),
            head.isFinal(),
            head.isRetracted(),
            head.modelSha256(),
            head.layoutVersion()),
        row);
  }

  private static boolean isSame(VehicleSession one, VehicleSession other) {
    return one.of(other.head()).equals(other);
  }

  private VehicleSession session(Stay stay, boolean isFinal, long becauseMillis) {
    Long stayed = stayed(stay);
    long lasted = stayed != null ? stayed : stay.isInside() ? inside(stay) : 0;
    return session(stay, isFinal, becauseMillis, lasted > rules().overstayMillis());
  }

  /** How long a vehicle that is inside has been there. */
  private long inside(Stay stay) {
    return judgedMillis == NEVER ? 0 : judgedMillis - stay.entry().head().atMillis();
  }

  private static Long stayed(Stay stay) {
    return stay.entry() == null || stay.exit() == null
        ? null
        : (Long) (stay.exit().head().atMillis() - stay.entry().head().atMillis());
  }

  private VehicleSession session(Stay stay, boolean isFinal, long becauseMillis, boolean overstay) {
    Passage entry = stay.entry();
    Passage exit = stay.exit();
    FactHead first = stay.first().head();
    Long stayed = stayed(stay);
    long newest =
        stay.passages().stream()
            .mapToLong(passage -> passage.head().revisionMillis())
            .max()
            .orElseThrow();
    long learnt =
        stay.learntMillis() == null ? becauseMillis : Math.max(becauseMillis, stay.learntMillis());
    return new VehicleSession(
        new FactHead(
            DerivedIds.session(first.id()),
            first.site(),
            first.atMillis(),
            Math.max(newest, learnt),
            isFinal,
            first.modelSha256(),
            first.layoutVersion()),
        stay.plate(),
        stay.first().label(),
        entry == null ? null : (Long) entry.head().atMillis(),
        exit == null ? null : (Long) exit.head().atMillis(),
        stayed,
        entry == null ? null : entry.head().id(),
        exit == null ? null : exit.head().id(),
        entry == null ? null : entry.track(),
        exit == null ? null : exit.track(),
        stay.isInside() ? Outcome.OPEN : stay.outcome(),
        stay.match(),
        stayed != null && stayed <= rules().graceMillis(),
        overstay,
        entry == null ? null : entry.camera(),
        exit == null ? null : exit.camera());
  }
}
