package io.sightline.analytics.inside;

import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Cell;
import io.sightline.analytics.state.Entries;
import io.sightline.analytics.vehicles.GateReport;
import io.sightline.analytics.vehicles.TrackingRules;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.InsideCount;
import io.sightline.domain.facts.InsideCount.Cause;
import io.sightline.domain.facts.InsideCount.Scope;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.Site;
import io.sightline.domain.statements.InsideStatement;
import io.sightline.domain.statements.Statements;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts the vehicles inside one site, and on each of its levels. */
public final class InsideKeeper {
  private static final Comparator<GateEvent> TIES =
      Comparator.comparing(GateEvent::camera)
          .thenComparing(event -> event.gate() == null ? "" : event.gate())
          .thenComparing(event -> event.track() == null ? "" : event.track())
          .thenComparing(GateEvent::entering)
          .thenComparing(GateEvent::lost);

  private static final long UNSEEN = Long.MIN_VALUE;

  private final String site;
  private final State state;
  private final Statements statements;
  private final LayoutCache<Rules> rules;
  private final SiteOrder<GateEvent> order;
  private final GateWatch gates;
  private final CountBook book;

  /** Whether each camera was lost when it reported last, as far as this has heard them. */
  private final Map<String, Boolean> heard = new HashMap<>();

  // What the report that is being taken leads to.
  private List<CountBook.Change> changes;

  /**
   * What is remembered of a site.
   *
   * @param recent crossings by gate
   * @param seen by camera since when it is seen, or {@link #UNSEEN}
   * @param events by their time
   * @param base counts before the first of them, by level
   * @param told time of the newest row that was told
   * @param known number of the newest statement that was asked for
   */
  public record State(
      SiteOrder.State<GateEvent> order,
      Entries<String, List<Crosser>> recent,
      Entries<String, Long> seen,
      Entries<Long, List<CountEvent>> events,
      Entries<String, Tally> base,
      Cell<Long> told,
      Cell<Long> known) {}

  /**
   * Where a gate leads.
   *
   * @param outer whether one side of it is outside the site
   * @param from level; empty for none that has a name
   * @param to level; empty for none that has a name
   * @param cameras that see it
   */
  private record Way(boolean outer, String from, String to, TreeSet<String> cameras) {}

  private record Rules(List<String> cameras, Map<String, Way> ways, ZoneId zone) {
    static Rules of(Site site) {
      Map<String, Way> ways = new TreeMap<>();
      List<String> cameras = new ArrayList<>();
      for (Camera camera : site.cameras()) {
        if (TrackingRules.reports(camera)) {
          cameras.add(camera.id());
          for (Gate gate : camera.gates()) {
            ways.computeIfAbsent(gate.id(), id -> way(camera, gate)).cameras().add(camera.id());
          }
        }
      }
      return new Rules(cameras, ways, site.zone());
    }

    private static Way way(Camera camera, Gate gate) {
      String to = gate.to() == null ? camera.level() : gate.to();
      return new Way(
          !gate.isInner(),
          gate.from() == null ? "" : gate.from(),
          to == null ? "" : to,
          new TreeSet<>());
    }
  }

  /**
   * @param state of the site
   */
  public InsideKeeper(Layouts layouts, Statements statements, String site, State state) {
    this.site = site;
    this.state = state;
    this.statements = statements;
    this.rules = new LayoutCache<>(layouts, Rules::of);
    this.order =
        new SiteOrder<>(
            GateEvent::atMillis, TIES, Comparator.naturalOrder(), state.order(), new Gates());
    this.gates = new GateWatch(state.recent());
    this.book = new CountBook(new CountBook.State(state.events(), state.base(), state.told()));
  }

  /**
   * What a report leads to.
   *
   * @param over whether every camera has ended: nothing is remembered any more
   */
  public record Step(List<InsideCount> counts, boolean over) {}

  public Step take(GateReport report) {
    changes = new ArrayList<>();
    listen(report);
    long settled =
        order.report(
            report.camera(),
            new CameraWord(report.atMillis(), report.settledMillis(), report.layoutVersion(), ""),
            events(report));
    boolean over = settled == SiteOrder.ENDED;
    if (over) {
      reach(order.lastMillis() + 1, rules().zone());
    } else if (settled != Long.MIN_VALUE) {
      reach(settled, rules().zone());
    }
    String layout = order.layoutVersion();
    long now = over ? order.lastMillis() : settled;
    List<InsideCount> counts = changes.stream().map(change -> count(change, layout, now)).toList();
    if (over) {
      book.clear();
      order.clear();
      state.recent().clear();
      state.seen().clear();
      state.known().clear();
    }
    return new Step(counts, over);
  }

  /** Hears of what people have said. */
  private void listen(GateReport report) {
    Long known = state.known().get();
    long before = known == null ? 0 : known;
    if (report.statements() <= before) {
      return;
    }
    state.known().set(report.statements());
    long since = report.atMillis() - CountBook.KEPT_MILLIS;
    for (InsideStatement said :
        statements.counts(site, new Statements.Range(before, report.statements(), since))) {
      if (book.reaches(said.atMillis())) {
        // Days that were over before anything else was known.
        book.first()
            .filter(first -> said.atMillis() < first && book.toldMillis() != Long.MIN_VALUE)
            .ifPresent(first -> endDays(said.atMillis(), first, rules().zone()));
        changes.addAll(
            book.add(
                new CountEvent(
                    said.atMillis(),
                    Cause.SAID,
                    said.level().isEmpty(),
                    "",
                    said.level(),
                    said.vehicles(),
                    said.number())));
      }
    }
  }

  private List<GateEvent> events(GateReport report) {
    List<GateEvent> events = new ArrayList<>();
    for (Passage passage : report.passages()) {
      // What is learnt of its plate later is no other crossing.
      if (passage.head().revisionMillis() == passage.head().atMillis()) {
        events.add(GateEvent.of(passage));
      }
    }
    Boolean before = heard.put(report.camera(), report.lost());
    if (before == null || before != report.lost()) {
      events.add(GateEvent.sight(report.camera(), report.atMillis(), report.lost()));
    }
    if (report.settledMillis() == SiteOrder.ENDED) {
      heard.remove(report.camera());
      events.add(GateEvent.over(report.camera(), report.atMillis()));
    }
    return events;
  }

  private Rules rules() {
    return rules.of(site, order.layoutVersion());
  }

  private final class Gates implements SiteOrder.Taker<GateEvent> {
    @Override
    public List<String> cameras(String layoutVersion) {
      return rules.of(site, layoutVersion).cameras();
    }

    @Override
    public void take(List<GateEvent> together, String layoutVersion) {
      Rules now = rules.of(site, layoutVersion);
      for (GateEvent event : together) {
        if (event.gate() == null) {
          see(event, now);
        } else if (now.ways().containsKey(event.gate()) && gates.isNew(event)) {
          Way way = now.ways().get(event.gate());
          changes.addAll(book.add(crossing(event, way)));
        }
      }
    }

    @Override
    public void turn(String before, String after, long atMillis) {
      // Counts go on; gates lead where the new layout says from here.
    }
  }

  private static CountEvent crossing(GateEvent event, Way way) {
    return new CountEvent(
        event.atMillis(),
        event.entering() ? Cause.ENTRY : Cause.EXIT,
        way.outer(),
        event.entering() ? way.from() : way.to(),
        event.entering() ? way.to() : way.from(),
        0,
        0);
  }

  /**
   * Notes whether a camera is seen. What went through a gate that nobody watched, before it was
   * seen for the first time as well, nobody knows.
   */
  private void see(GateEvent event, Rules now) {
    Long since = state.seen().get(event.camera());
    boolean was = since != null && since != UNSEEN;
    boolean isNews = event.lost() ? since == null || was && since <= event.sinceMillis() : !was;
    if (!isNews) {
      return;
    }
    state.seen().put(event.camera(), event.lost() ? UNSEEN : event.atMillis());
    for (Way way : now.ways().values()) {
      if (way.cameras().contains(event.camera()) && !isWatched(way, event.camera())) {
        changes.addAll(
            book.add(
                new CountEvent(
                    event.atMillis(), Cause.GAP, way.outer(), way.from(), way.to(), 0, 0)));
      }
    }
  }

  private boolean isWatched(Way way, String butFor) {
    for (String camera : way.cameras()) {
      Long since = camera.equals(butFor) ? null : state.seen().get(camera);
      if (since != null && since != UNSEEN) {
        return true;
      }
    }
    return false;
  }

  /** Time passes: days are over, and rows are told. */
  private void reach(long untilMillis, ZoneId zone) {
    book.newest().ifPresent(newest -> endDays(newest, untilMillis, zone));
    changes.addAll(book.tell(untilMillis));
  }

  /**
   * @param untilMillis exclusive
   */
  private void endDays(long sinceMillis, long untilMillis, ZoneId zone) {
    for (long midnight = midnightAfter(sinceMillis, zone);
        midnight < untilMillis;
        midnight = midnightAfter(midnight, zone)) {
      changes.addAll(book.add(new CountEvent(midnight, Cause.MIDNIGHT, true, "", "", 0, 0)));
    }
  }

  private static long midnightAfter(long millis, ZoneId zone) {
    return Instant.ofEpochMilli(millis)
        .atZone(zone)
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(zone)
        .toInstant()
        .toEpochMilli();
  }

  /**
   * @param nowMillis event time at which it is told
   */
  private InsideCount count(CountBook.Change change, String layout, long nowMillis) {
    Tally tally = change.tally();
    boolean whole = change.level().isEmpty();
    return new InsideCount(
        new FactHead(
            DerivedIds.insideCount(site, change.level(), change.atMillis()),
            site,
            change.atMillis(),
            Math.max(change.atMillis(), nowMillis),
            true,
            "",
            layout),
        whole ? Scope.SITE : Scope.LEVEL,
        whole ? site : change.level(),
        change.cause(),
        tally.inside(),
        tally.entries(),
        tally.exits(),
        tally.missed(),
        tally.drift());
  }
}
