package io.sightline.analytics.occupancy;

import io.sightline.analytics.occupancy.OccupancyScopes.OccupancyScope;
import io.sightline.analytics.order.CameraWord;
import io.sightline.analytics.order.SiteOrder;
import io.sightline.analytics.state.Cell;
import io.sightline.analytics.state.Entries;
import io.sightline.domain.facts.Alert;
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
import java.util.Set;

/**
 * Keeps the occupancy of one site: merges what its cameras see of its spots, in one order of time,
 * and counts windows. A report costs what it changes, however many cameras and spots there are; all
 * windows are counted once a minute of event time.
 */
public final class OccupancyKeeper {
  private static final Comparator<SpotChange> TIES =
      Comparator.comparing(SpotChange::spot).thenComparing(SpotChange::camera);

  /** How often, in event time, windows are shown before they are closed. */
  private static final long SHOW_EVERY_MILLIS = 5_000;

  private final String site;
  private final boolean live;
  private final State state;
  private final Output out;
  private final LayoutCache<Counted> counted;
  private final SiteOrder<SpotChange> order;
  private final SiteModels models = new SiteModels();

  /**
   * What is remembered of a site's spots.
   *
   * @param spots by spot
   * @param tallies by {@link OccupancyScope#key}
   */
  public record State(
      SiteOrder.State<SpotChange> order,
      Entries<String, SiteSpot> spots,
      Entries<String, OccupancyTally> tallies,
      Cell<OccupancyProgress> progress) {}

  /** Takes what there is to say. */
  public interface Output {
    void transition(SpotTransition transition);

    void window(OccupancyWindow window);

    void alert(Alert alert);
  }

  /** What is counted of a layout, and the version that it was asked for by. */
  private record Counted(
      Site site,
      List<String> cameras,
      OccupancyScopes scopes,
      OccupancyCounter ofSpots,
      OccupancyCounter ofMany,
      Fullness fullness,
      LongestStays longest,
      String layoutVersion) {
    static Counted of(Site site) {
      return new Counted(
          site,
          site.cameras().stream().filter(SpotJudge::judges).map(Camera::id).toList(),
          new OccupancyScopes(site),
          new OccupancyCounter(site.zone(), OccupancyScopes.OF_A_SPOT),
          new OccupancyCounter(site.zone(), OccupancyScopes.OF_MANY),
          new Fullness(site),
          new LongestStays(site),
          "");
    }

    Counted by(String version) {
      return new Counted(site, cameras, scopes, ofSpots, ofMany, fullness, longest, version);
    }

    OccupancyCounter counter(OccupancyScope scope) {
      return scope.kind() == Scope.SPOT ? ofSpots : ofMany;
    }
  }

  /**
   * @param live whether windows are shown before they are closed
   * @param state of the site
   */
  public OccupancyKeeper(Layouts layouts, boolean live, String site, State state, Output out) {
    this(layouts, live, site, state, out, TIES, Comparator.naturalOrder());
  }

  /**
   * @param ties order of changes of one time
   * @param times order of times
   */
  OccupancyKeeper(
      Layouts layouts,
      boolean live,
      String site,
      State state,
      Output out,
      Comparator<SpotChange> ties,
      Comparator<Long> times) {
    this.site = site;
    this.live = live;
    this.state = state;
    this.out = out;
    this.counted = new LayoutCache<>(layouts, Counted::of);
    this.order = new SiteOrder<>(SpotChange::atMillis, ties, times, state.order(), new Changing());
    state.order().words().forEach((camera, word) -> models.looked(camera, word.model()));
  }

  /**
   * Takes a camera's report.
   *
   * @return whether every camera has ended: nothing is remembered any more
   */
  public boolean take(SpotReport report) {
    models.looked(report.camera(), report.model());
    long settled =
        order.report(
            report.camera(),
            new CameraWord(
                report.atMillis(), report.settledMillis(), report.layoutVersion(), report.model()),
            report.changes());
    Counted now = counted(order.layoutVersion());
    if (settled == SiteOrder.ENDED) {
      end(now);
      return true;
    }
    OccupancyProgress known = state.progress().get();
    OccupancyProgress before = known == null ? OccupancyProgress.NONE : known;
    long minute =
        settled == Long.MIN_VALUE ? settled : WindowSize.MINUTE.startOf(settled, now.site().zone());
    boolean count = minute > before.countedMillis();
    if (count) {
      advanceAll(now, minute);
      tellLongStays(now, minute);
    }
    boolean show = live && settled >= before.shownMillis() + SHOW_EVERY_MILLIS;
    if (show) {
      show(now, settled);
    }
    if (count || show) {
      state
          .progress()
          .set(
              new OccupancyProgress(
                  count ? minute : before.countedMillis(), show ? settled : before.shownMillis()));
    }
    return false;
  }

  private Counted counted(String layoutVersion) {
    return counted.of(site, layoutVersion).by(layoutVersion);
  }

  private final class Changing implements SiteOrder.Taker<SpotChange> {
    @Override
    public List<String> cameras(String layoutVersion) {
      return counted(layoutVersion).cameras();
    }

    /** Whichever camera comes first, only the state after all changes of an instant counts. */
    @Override
    public void take(List<SpotChange> together, String layoutVersion) {
      Counted now = counted(layoutVersion);
      int from = 0;
      for (int to = 1; to <= together.size(); to++) {
        // They stand in the order of their spots.
        if (to == together.size() || !together.get(to).spot().equals(together.get(from).spot())) {
          change(now, together.subList(from, to));
          from = to;
        }
      }
      tellFullness(now, together);
    }

    @Override
    public void turn(String before, String after, long atMillis) {
      // What was too long by the old rules was so before the new ones.
      tellLongStays(counted(before), atMillis);
      OccupancyKeeper.this.turn(counted(before), counted(after), atMillis);
    }
  }

  private void change(Counted now, List<SpotChange> changes) {
    String spot = changes.get(0).spot();
    SiteSpot known = state.spots().get(spot);
    SiteSpot before = known == null ? SiteSpot.NEVER_SEEN : known;
    Map<String, SpotState> views = new HashMap<>(before.views());
    changes.forEach(change -> views.put(change.camera(), change.state()));
    SpotState after = SiteSpot.merged(views.values());
    boolean same = after == before.state();
    if (!same) {
      tellLongStay(now, spot, known, changes.get(0).atMillis());
    }
    SpotChange decisive =
        changes.stream()
            .filter(change -> change.state() == after)
            .findFirst()
            .orElse(changes.get(0));
    if (!same) {
      count(now, before, decisive.atMillis(), spot, after);
    }
    if (views.values().stream().allMatch(view -> view == SpotState.UNKNOWN)) {
      state.spots().remove(spot);
    } else {
      long since = same ? before.sinceMillis() : changes.get(0).atMillis();
      state.spots().put(spot, new SiteSpot(after, views, since, same && before.told()));
    }
    if (!same) {
      // Footage that ends changes no spot, so that the last row still tells how it was left; where
      // another camera goes on, it says how it is.
      if (live || !decisive.ending() || after != SpotState.UNKNOWN) {
        out.transition(
            OccupancyFacts.transition(
                now.site(),
                decisive,
                after,
                before.state(),
                models.of(decisive.camera()),
                now.layoutVersion()));
      }
    }
  }

  /** Before the spot's change is known: windows that end here are closed with what was. */
  private void count(Counted now, SiteSpot before, long millis, String spot, SpotState after) {
    for (OccupancyScope scope : now.scopes().of(spot)) {
      OccupancyTally counted =
          now.counter(scope)
              .change(
                  tally(scope),
                  millis,
                  before.state(),
                  before.sinceMillis(),
                  after,
                  closed(now, scope));
      state.tallies().put(scope.key(), counted);
    }
  }

  /** A spot that changes was too long as it was. */
  private void tellLongStay(Counted now, String spot, SiteSpot known, long millis) {
    now.longest()
        .reached(spot, known, millis)
        .ifPresent(
            at ->
                out.alert(
                    OccupancyFacts.spotStay(
                        now.site(),
                        spot,
                        known.sinceMillis(),
                        at,
                        models.all(),
                        now.layoutVersion())));
  }

  private void tellLongStays(Counted now, long millis) {
    for (String spot : now.longest().spots()) {
      SiteSpot known = state.spots().get(spot);
      if (now.longest().reached(spot, known, millis).isPresent()) {
        tellLongStay(now, spot, known, millis);
        state.spots().put(spot, known.whenTold());
      }
    }
  }

  private void tellFullness(Counted now, List<SpotChange> together) {
    long seenMillis = together.stream().mapToLong(SpotChange::seenAtMillis).max().orElseThrow();
    Set<String> looked = new HashSet<>();
    for (SpotChange change : together) {
      for (OccupancyScope scope : now.scopes().of(change.spot())) {
        if (!now.fullness().concerns(scope) || !looked.add(scope.key())) {
          continue;
        }
        OccupancyTally tally = tally(scope);
        boolean full = now.fullness().of(scope, tally);
        if (full != tally.full()) {
          state.tallies().put(scope.key(), tally.with(full));
          out.alert(
              OccupancyFacts.fullness(
                  now.site(),
                  scope,
                  full,
                  change.atMillis(),
                  seenMillis,
                  models.all(),
                  now.layoutVersion()));
        }
      }
    }
  }

  private void advanceAll(Counted now, long millis) {
    for (OccupancyScope scope : now.scopes().all()) {
      OccupancyTally tally = tally(scope);
      OccupancyTally advanced = now.counter(scope).advance(tally, millis, closed(now, scope));
      if (advanced != tally) {
        state.tallies().put(scope.key(), advanced);
      }
    }
  }

  /** Shows the open windows of zones, levels and the site as they stand. */
  private void show(Counted now, long millis) {
    for (OccupancyScope scope : now.scopes().areas()) {
      OccupancyTally tally = tally(scope);
      if (tally.windows().isEmpty()) {
        continue;
      }
      // A look ahead only: what is stored goes on from where it was.
      OccupancyTally ahead = now.counter(scope).advance(tally, millis, (size, closed) -> {});
      long standing = standingMillis(scope.spotIds(), millis);
      for (WindowSize size : now.counter(scope).sizes()) {
        WindowTally open = now.counter(scope).open(ahead, size);
        if (!open.isEmpty()) {
          // What is still to come is not unknown.
          long until = Math.min(open.endMillis(), millis);
          window(now, scope, size, open.standing(standing), until, millis, false);
        }
      }
    }
  }

  /** The site is judged by another layout from a time on. */
  private void turn(Counted before, Counted after, long millis) {
    for (OccupancyScope scope : after.scopes().all()) {
      OccupancyScope was = before.scopes().of(scope);
      int occupied = 0;
      int free = 0;
      for (String spot : scope.spotIds()) {
        SiteSpot known = state.spots().get(spot);
        occupied += known != null && known.state() == SpotState.OCCUPIED ? 1 : 0;
        free += known != null && known.state() == SpotState.FREE ? 1 : 0;
      }
      OccupancyTally known = tally(scope);
      OccupancyTally counted =
          was == null && !known.windows().isEmpty()
              ? after.counter(scope).resume(known, millis, occupied, free)
              : after
                  .counter(scope)
                  .recount(
                      known,
                      millis,
                      was == null ? 0 : was.spotIds().size(),
                      was == null ? 0 : standingMillis(gone(was, scope), millis),
                      occupied,
                      free,
                      closed(before, was == null ? scope : was));
      state.tallies().put(scope.key(), counted);
    }
    for (OccupancyScope scope : before.scopes().all()) {
      if (after.scopes().of(scope) == null) {
        // What stands in it has been counted up to now only.
        OccupancyCounter.Closed closed =
            (size, tally) -> {
              long until = Math.min(tally.endMillis(), millis);
              long standing = standingMillis(scope.spotIds(), until);
              window(before, scope, size, tally.standing(standing), until, tally.endMillis(), true);
            };
        OccupancyCounter counter = before.counter(scope);
        counter.end(tally(scope), millis, closed);
        int spots = scope.spotIds().size();
        long left = standingMillis(scope.spotIds(), millis);
        state.tallies().put(scope.key(), counter.pause(tally(scope), millis, spots, left));
      }
    }
    forget(after, millis);
  }

  /** What is not in the layout, and will not be again within a window. */
  private void forget(Counted now, long millis) {
    Set<String> known = new HashSet<>();
    now.scopes().all().forEach(scope -> known.add(scope.key()));
    List<String> over = new ArrayList<>();
    state
        .tallies()
        .forEach(
            (key, tally) -> {
              if (!known.contains(key) && OccupancyCounter.isOver(tally, millis)) {
                over.add(key);
              }
            });
    over.forEach(state.tallies()::remove);
  }

  private static Set<String> gone(OccupancyScope was, OccupancyScope now) {
    Set<String> gone = new HashSet<>(was.spotIds());
    gone.removeAll(now.spotIds());
    return gone;
  }

  private void end(Counted now) {
    for (OccupancyScope scope : now.scopes().all()) {
      OccupancyTally tally = tally(scope);
      now.counter(scope).end(tally, tally.untilMillis(), closed(now, scope));
    }
    order.clear();
    state.spots().clear();
    state.tallies().clear();
    state.progress().clear();
  }

  private OccupancyTally tally(OccupancyScope scope) {
    OccupancyTally tally = state.tallies().get(scope.key());
    return tally == null ? OccupancyTally.NONE : tally;
  }

  private OccupancyCounter.Closed closed(Counted now, OccupancyScope scope) {
    return (size, tally) -> {
      long end = tally.endMillis();
      long standing = standingMillis(scope.spotIds(), end);
      window(now, scope, size, tally.standing(standing), end, end, true);
    };
  }

  /** For how long one of the spots has been occupied that still is; 0 where none is. */
  private long standingMillis(Set<String> spots, long untilMillis) {
    long longest = 0;
    for (String spot : spots) {
      SiteSpot known = state.spots().get(spot);
      if (known != null && known.state() == SpotState.OCCUPIED) {
        longest = Math.max(longest, untilMillis - known.sinceMillis());
      }
    }
    return longest;
  }

  private void window(
      Counted now,
      OccupancyScope scope,
      WindowSize size,
      WindowTally tally,
      long untilMillis,
      long revisionMillis,
      boolean isFinal) {
    out.window(
        OccupancyFacts.window(
            now.site(),
            scope,
            size,
            tally,
            untilMillis,
            models.all(),
            now.layoutVersion(),
            revisionMillis,
            isFinal));
  }
}
