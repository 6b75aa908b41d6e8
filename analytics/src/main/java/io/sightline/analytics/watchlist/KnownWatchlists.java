package io.sightline.analytics.watchlist;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sightline.domain.site.LayoutCache;
import io.sightline.domain.site.Layouts;
import io.sightline.domain.statements.Statements;
import io.sightline.domain.statements.WatchlistChange;
import io.sightline.domain.watchlist.WatchedPlate;
import io.sightline.domain.watchlist.Watchlist;
import io.sightline.domain.watchlist.WatchlistEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What sites look out for, by what their layouts and people say. Each version of an entry counts
 * until the next one was made, so that a later change does not alter what was before it.
 */
public final class KnownWatchlists {
  public static final long UNCHANGED = Long.MAX_VALUE;

  private static final int MOST_LISTS = 4;

  private final Statements statements;
  private final LayoutCache<List<WatchedPlate>> ofLayouts;
  private final Map<String, Changes> ofPeople = new HashMap<>();
  private final Cache<Key, Watchlist> lists =
      Caffeine.newBuilder().maximumSize(MOST_LISTS).executor(Runnable::run).build();

  private record Key(String site, String layoutVersion, long number) {}

  /**
   * What people have said about a site.
   *
   * @param upTo number of the newest statement that was asked for
   */
  private record Changes(long upTo, List<WatchlistChange> all) {
    static final Changes NONE = new Changes(0, List.of());

    /** Number of the newest change that a statement's number covers; 0 for none. */
    long newest(long number) {
      for (int i = all.size() - 1; i >= 0; i--) {
        if (all.get(i).number() <= number) {
          return all.get(i).number();
        }
      }
      return 0;
    }
  }

  public KnownWatchlists(Layouts layouts, Statements statements) {
    this.statements = statements;
    this.ofLayouts =
        new LayoutCache<>(
            layouts, site -> site.watchlist().stream().map(WatchlistEntry::watched).toList());
  }

  /**
   * @param number of the newest statement about the site that is known
   */
  Watchlist of(String site, String layoutVersion, long number) {
    Changes changes = changes(site, number);
    return lists.get(
        new Key(site, layoutVersion, changes.newest(number)),
        key -> {
          List<WatchedPlate> plates = new ArrayList<>(ofLayouts.of(site, layoutVersion));
          plates.addAll(versions(changes.all(), key.number()));
          return plates.isEmpty() ? Watchlist.NONE : new Watchlist(plates);
        });
  }

  /**
   * Since when what is looked out for is another by what people have said.
   *
   * @param after number of the newest statement that was known
   * @param upTo number of the newest one that is
   * @return event time; {@link #UNCHANGED} where nobody has said anything of it
   */
  public long changedSince(String site, long after, long upTo) {
    return changes(site, upTo).all().stream()
        .filter(change -> change.number() > after && change.number() <= upTo)
        .mapToLong(change -> Math.min(change.madeMillis(), change.fromMillis()))
        .min()
        .orElse(UNCHANGED);
  }

  private Changes changes(String site, long number) {
    Changes known = ofPeople.getOrDefault(site, Changes.NONE);
    if (number <= known.upTo()) {
      return known;
    }
    List<WatchlistChange> all = new ArrayList<>(known.all());
    all.addAll(statements.watchlist(site, known.upTo(), number));
    Changes now = new Changes(number, List.copyOf(all));
    ofPeople.put(site, now);
    return now;
  }

  private static List<WatchedPlate> versions(List<WatchlistChange> changes, long upTo) {
    List<WatchedPlate> versions = new ArrayList<>();
    Map<String, WatchlistChange> last = new HashMap<>();
    for (WatchlistChange change : changes) {
      if (change.number() <= upTo) {
        WatchlistChange before = last.put(change.entry(), change);
        add(versions, before, change.madeMillis());
      }
    }
    last.values().forEach(change -> add(versions, change, Long.MAX_VALUE));
    return versions;
  }

  private static void add(List<WatchedPlate> versions, WatchlistChange change, long untilMillis) {
    if (change == null || change.pattern() == null) {
      return;
    }
    long to = Math.min(change.toMillis(), untilMillis);
    if (change.fromMillis() < to) {
      versions.add(new WatchedPlate(change.entry(), change.pattern(), change.fromMillis(), to));
    }
  }
}
