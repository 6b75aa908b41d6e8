package io.sightline.analytics.watchlist;

import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Cell;
import io.sightline.analytics.state.Entries;
import io.sightline.domain.DerivedIds;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.facts.FactHead;
import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Gate;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.site.ModelRole;
import io.sightline.domain.site.Site;
import io.sightline.domain.statements.Statements;
import io.sightline.domain.watchlist.Watchlist;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Raises an alert when a plate is read at one site that somebody looks out for: one for each entry
 * and visit of a vehicle, however many cameras and tracks show it. In the live run it is raised as
 * soon as the plate is believed; it stands when every camera has passed that time. Alerts are
 * always those that all that is known leads to, so that they do not depend on what came first.
 */
public final class WatchKeeper {
  private static final long NEVER = Long.MIN_VALUE;

  private static final Comparator<PlateNews> TIES =
      Comparator.comparing(PlateNews::camera).thenComparingInt(PlateNews::place);

  private final String site;
  private final boolean live;
  private final State state;
  private final LayoutCache<Rules> rules;
  private final KnownWatchlists watchlists;
  private final SiteOrder<PlateNews> order;

  // Indexes of what is remembered.
  private final Map<String, SightingIndex> byEntry = new HashMap<>();
  private final TreeMap<Long, SortedSet<String>> byTime = new TreeMap<>();

  /** By track the newest time of what waits for its turn. */
  private final Map<String, Long> waiting = new HashMap<>();

  // What the report that is being taken leads to.
  private List<Alert> alerts;

  /**
   * What is remembered of a site.
   *
   * @param sightings of vehicles that somebody looks out for, by track
   * @param raised alerts as they were told last, by id
   * @param known number of the newest statement about the site that was heard of
   */
  public record State(
      SiteOrder.State<PlateNews> order,
      Entries<String, Sighting> sightings,
      Entries<String, Alert> raised,
      Cell<Long> known) {}

  /**
   * @param inner gates whose both sides are inside
   * @param correctableMillis for so long what is over may still be corrected
   */
  private record Rules(
      List<String> cameras, Set<String> inner, long maxStayMillis, long correctableMillis) {
    static Rules of(Site site) {
      return new Rules(
          site.cameras().stream()
              .filter(camera -> camera.looks().contains(ModelRole.PLATES))
              .map(Camera::id)
              .toList(),
          site.cameras().stream()
              .flatMap(camera -> camera.gates().stream())
              .filter(Gate::isInner)
              .map(Gate::id)
              .collect(Collectors.toSet()),
          site.sessions().maxStay().toMillis(),
          site.sessions().correctable().toMillis());
    }

    /** Longer than any visit lasts that could still be corrected. */
    long keptMillis() {
      return correctableMillis + 2 * maxStayMillis;
    }
  }

  /**
   * @param live whether alerts are raised before every camera has passed their times
   */
  public WatchKeeper(
      Layouts layouts, Statements statements, String site, State state, boolean live) {
    this.site = site;
    this.live = live;
    this.state = state;
    this.rules = new LayoutCache<>(layouts, Rules::of);
    this.watchlists = new KnownWatchlists(layouts, statements);
    this.order =
        new SiteOrder<>(
            PlateNews::atMillis, TIES, Comparator.naturalOrder(), state.order(), new Saying());
    state.sightings().forEach((track, sighting) -> index(sighting));
    state.order().waiting().forEach((at, all) -> all.forEach(this::await));
  }

  /**
   * What a report leads to.
   *
   * @param over whether every camera has ended: nothing is remembered any more
   */
  public record Step(List<Alert> alerts, boolean over) {}

  public Step take(PlateReport report) {
    alerts = new ArrayList<>();
    listen(report);
    List<PlateNews> news = wanted(report);
    long settled =
        order.report(
            report.camera(),
            new CameraWord(report.atMillis(), report.settledMillis(), report.layoutVersion(), ""),
            news);
    if (live) {
      news.stream().filter(one -> one.atMillis() >= settled).forEach(one -> learn(one, false));
    }
    boolean over = settled == SiteOrder.ENDED;
    if (over) {
      clear();
    } else if (settled != NEVER) {
      forget(settled - rules().keptMillis());
    }
    return new Step(List.copyOf(alerts), over);
  }

  /**
   * Alerts that do not stand yet, in their order; looks at all that are remembered. After a restore
   * they may have been taken back.
   */
  public List<Alert> open() {
    List<Alert> open = new ArrayList<>();
    state
        .raised()
        .forEach(
            (id, alert) -> {
              if (!alert.head().isFinal()) {
                open.add(alert);
              }
            });
    open.sort(Comparator.comparing(alert -> alert.head().id()));
    return open;
  }

  private void clear() {
    state.sightings().clear();
    state.raised().clear();
    state.known().clear();
    byEntry.clear();
    byTime.clear();
    waiting.clear();
    order.clear();
  }

  private Rules rules() {
    return rules.of(site, order.layoutVersion());
  }

  private long known() {
    Long known = state.known().get();
    return known == null ? 0 : known;
  }

  private Watchlist watchlist(String layoutVersion) {
    return watchlists.of(site, layoutVersion, known());
  }

  /** Hears of what people look out for now; what was seen since may be wanted, or not any more. */
  private void listen(PlateReport report) {
    long before = known();
    if (report.statements() <= before) {
      return;
    }
    state.known().set(report.statements());
    long since = watchlists.changedSince(site, before, report.statements());
    List<String> tracks =
        byTime.tailMap(since, true).values().stream().flatMap(Collection::stream).toList();
    for (String track : tracks) {
      Sighting sighting = state.sightings().get(track);
      SortedSet<String> entries =
          watchlist(sighting.read().head().layoutVersion())
              .entries(sighting.plate(), sighting.atMillis());
      if (!List.copyOf(entries).equals(sighting.entries())) {
        change(track, sighting, entries.isEmpty() ? null : sighting.of(entries), report.atMillis());
      }
    }
  }

  /** What is new of vehicles that somebody looks out for, or did until now. */
  private List<PlateNews> wanted(PlateReport report) {
    List<PlateNews> wanted = new ArrayList<>();
    for (PlateRead read : report.reads()) {
      if (isToldAgain(read)) {
        continue;
      }
      if (concerns(read.track()) || (!read.head().isRetracted() && !entries(read).isEmpty())) {
        add(wanted, new PlateNews(report.atMillis(), report.camera(), wanted.size(), read, null));
      }
    }
    for (Passage passage : report.passages()) {
      if (concerns(passage.track())) {
        add(
            wanted,
            new PlateNews(report.atMillis(), report.camera(), wanted.size(), null, passage));
      }
    }
    return wanted;
  }

  /** Whether it is known, and told again since somebody looks out for others. */
  private boolean isToldAgain(PlateRead read) {
    Sighting known = state.sightings().get(read.track());
    return known != null
        && !waiting.containsKey(read.track())
        && known.isSettled()
        && known.read().equals(read);
  }

  private void add(List<PlateNews> wanted, PlateNews news) {
    wanted.add(news);
    await(news);
  }

  private void await(PlateNews news) {
    waiting.merge(news.track(), news.atMillis(), Math::max);
  }

  private boolean concerns(String track) {
    return waiting.containsKey(track) || state.sightings().get(track) != null;
  }

  private SortedSet<String> entries(PlateRead read) {
    return watchlist(read.head().layoutVersion()).entries(read.text(), read.head().atMillis());
  }

  private final class Saying implements SiteOrder.Taker<PlateNews> {
    @Override
    public List<String> cameras(String layoutVersion) {
      return rules.of(site, layoutVersion).cameras();
    }

    @Override
    public void take(List<PlateNews> together, String layoutVersion) {
      for (PlateNews news : together) {
        // In the live run what came after it is known.
        if (!live || waiting.get(news.track()) == news.atMillis()) {
          learn(news, true);
        }
      }
      together.forEach(news -> waiting.remove(news.track(), news.atMillis()));
    }

    @Override
    public void turn(String before, String after, long atMillis) {
      // Visits go on; the new layout's longest stay counts from here.
    }
  }

  /**
   * @param settled whether every camera has passed the time of the news
   */
  private void learn(PlateNews news, boolean settled) {
    Sighting before = state.sightings().get(news.track());
    Sighting after = news.read() == null ? crossed(before, news) : read(before, news, settled);
    if (before == null ? after != null : !before.equals(after)) {
      change(news.track(), before, after, news.atMillis());
    }
  }

  private Sighting crossed(Sighting before, PlateNews news) {
    return before == null || rules().inner().contains(news.passage().gate())
        ? before
        : before.crossed(news.passage());
  }

  private Sighting read(Sighting before, PlateNews news, boolean settled) {
    PlateRead read = news.read();
    SortedSet<String> entries = read.head().isRetracted() ? new TreeSet<>() : entries(read);
    if (entries.isEmpty()) {
      return null;
    }
    return new Sighting(
        read,
        NormalPlate.of(read.text()),
        news.atMillis(),
        settled && read.head().isFinal(),
        List.copyOf(entries),
        before == null ? List.of() : before.crossings());
  }

  private void index(Sighting sighting) {
    sighting
        .entries()
        .forEach(entry -> byEntry.computeIfAbsent(entry, one -> new SightingIndex()).add(sighting));
    byTime.computeIfAbsent(sighting.atMillis(), at -> new TreeSet<>()).add(sighting.track());
  }

  private void unindex(Sighting sighting) {
    for (String entry : sighting.entries()) {
      SightingIndex index = byEntry.get(entry);
      index.remove(sighting);
      if (index.isEmpty()) {
        byEntry.remove(entry);
      }
    }
    byTime.computeIfPresent(
        sighting.atMillis(),
        (at, tracks) -> {
          tracks.remove(sighting.track());
          return tracks.isEmpty() ? null : tracks;
        });
  }

  /**
   * @param before null for a track that was not wanted
   * @param after null for one that is not any more
   */
  private void change(String track, Sighting before, Sighting after, long becauseMillis) {
    SortedSet<String> plates = new TreeSet<>();
    SortedSet<String> entries = new TreeSet<>();
    if (before != null) {
      plates.add(before.plate());
      entries.addAll(before.entries());
      unindex(before);
    }
    if (after == null) {
      state.sightings().remove(track);
    } else {
      plates.add(after.plate());
      entries.addAll(after.entries());
      state.sightings().put(track, after);
      index(after);
    }
    entries.forEach(entry -> judge(entry, track, plates, becauseMillis));
  }

  /** Judges anew what an entry has to do with vehicles of some plates. */
  private void judge(String entry, String changed, SortedSet<String> plates, long becauseMillis) {
    SightingIndex index = byEntry.get(entry);
    SortedSet<String> tracks = index == null ? new TreeSet<>() : index.around(plates);
    List<Sighting> sightings =
        tracks.stream().map(state.sightings()::get).sorted(Visit.ORDER).toList();
    SortedMap<String, Sighting> wanted = new TreeMap<>();
    for (Visit visit : Visit.of(sightings, rules().maxStayMillis())) {
      wanted.put(DerivedIds.wanted(site, entry, visit.first().track()), visit.first());
    }
    Set<String> before = new HashSet<>();
    tracks.add(changed);
    tracks.forEach(track -> before.add(DerivedIds.wanted(site, entry, track)));
    before.stream()
        .filter(id -> !wanted.containsKey(id))
        .sorted()
        .forEach(id -> takeBack(id, becauseMillis));
    wanted.forEach((id, first) -> raise(id, entry, first, becauseMillis));
  }

  private void takeBack(String id, long becauseMillis) {
    Alert raised = state.raised().get(id);
    if (raised != null) {
      state.raised().remove(id);
      FactHead head = raised.head();
      alerts.add(raised.of(head.retracted(Math.max(head.revisionMillis(), becauseMillis))));
    }
  }

  private void raise(String id, String entry, Sighting first, long becauseMillis) {
    Alert raised = state.raised().get(id);
    if (raised != null && raised.head().atMillis() != first.atMillis()) {
      takeBack(id, becauseMillis);
      raised = null;
    }
    if (raised == null && first.learntMillis() < becauseMillis - rules().correctableMillis()) {
      // It goes on with what is not remembered any more, and was raised by that.
      return;
    }
    FactHead read = first.read().head();
    FactHead head =
        new FactHead(
            id,
            site,
            first.atMillis(),
            raised == null ? becauseMillis : raised.head().revisionMillis(),
            first.isSettled(),
            read.modelSha256(),
            read.layoutVersion());
    Alert alert = Alert.wanted(head, entry, first.read());
    if (!alert.equals(raised)) {
      Alert told =
          alert.of(head.revised(Math.max(head.revisionMillis(), becauseMillis), head.isFinal()));
      state.raised().put(id, told);
      alerts.add(told);
    }
  }

  private void forget(long beforeMillis) {
    while (!byTime.isEmpty() && byTime.firstKey() < beforeMillis) {
      for (String track : List.copyOf(byTime.firstEntry().getValue())) {
        Sighting sighting = state.sightings().get(track);
        unindex(sighting);
        state.sightings().remove(track);
        sighting
            .entries()
            .forEach(entry -> state.raised().remove(DerivedIds.wanted(site, entry, track)));
      }
    }
  }
}
