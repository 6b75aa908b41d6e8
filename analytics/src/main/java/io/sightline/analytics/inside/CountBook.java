package io.sightline.analytics.inside;

import io.sightline.analytics.state.Cell;
import io.sightline.analytics.state.Entries;
import io.sightline.domain.facts.InsideCount.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * How many were inside when: what the events of a site come to, one after the other. Events are
 * remembered for a while, so that what becomes known late counts as if it had been known at once.
 *
 * <p>Beside the state stand the events and the newest counts in memory, made from the state when it
 * is taken up.
 */
final class CountBook {
  /** How far back a person may still say how many there were. */
  static final long KEPT_MILLIS = 48 * 3_600_000L;

  private static final Comparator<CountEvent> AT_ONCE =
      Comparator.comparing(CountEvent::cause)
          .thenComparing(CountEvent::from)
          .thenComparing(CountEvent::to)
          .thenComparingLong(CountEvent::number);

  private final State state;
  private final TreeMap<Long, List<CountEvent>> events = new TreeMap<>();

  /** As of the last row that was told; by level, the empty one for the whole site. */
  private TreeMap<String, Tally> now;

  private long toldMillis;

  /**
   * What is remembered.
   *
   * @param events by their time
   * @param base counts before the first of them, by level
   * @param told time of the newest row that was told
   */
  record State(
      Entries<Long, List<CountEvent>> events, Entries<String, Tally> base, Cell<Long> told) {}

  /**
   * A count that has changed.
   *
   * @param level empty for the whole site
   * @param cause the last of what happened at that time
   */
  record Change(long atMillis, String level, Cause cause, Tally tally) {}

  CountBook(State state) {
    this.state = state;
    state.events().forEach(events::put);
    Long told = state.told().get();
    toldMillis = told == null ? Long.MIN_VALUE : told;
    now = before(Long.MAX_VALUE, toldMillis);
  }

  /** Counts as of a time: after all events until it, and before others. */
  private TreeMap<String, Tally> before(long beforeMillis, long untilMillis) {
    TreeMap<String, Tally> tallies = new TreeMap<>();
    state.base().forEach(tallies::put);
    boolean all = untilMillis >= beforeMillis;
    events.headMap(all ? beforeMillis : untilMillis, !all).values().stream()
        .flatMap(List::stream)
        .forEach(event -> apply(event, tallies, (level, cause) -> {}));
    return tallies;
  }

  /** Time of the oldest event that is remembered. */
  Optional<Long> first() {
    return events.isEmpty() ? Optional.empty() : Optional.of(events.firstKey());
  }

  /** From when on days are counted: the newest row that was told, or the first event. */
  Optional<Long> newest() {
    return toldMillis == Long.MIN_VALUE ? first() : Optional.of(toldMillis);
  }

  /** Time of the newest row that was told; the least there is before the first. */
  long toldMillis() {
    return toldMillis;
  }

  /**
   * Notes an event.
   *
   * @return rows of times that were told already, which are other ones now
   */
  List<Change> add(CountEvent event) {
    long at = event.atMillis();
    List<CountEvent> together = new ArrayList<>(events.getOrDefault(at, List.of()));
    together.add(event);
    together.sort(AT_ONCE);
    events.put(at, together);
    state.events().put(at, together);
    if (at > toldMillis) {
      return List.of();
    }
    now = before(at, toldMillis);
    List<Change> changes = new ArrayList<>();
    tell(events.subMap(at, true, toldMillis, true), changes);
    changes.removeIf(change -> !change.level().equals(event.to()));
    return changes;
  }

  /** Whether a word about a time still counts. */
  boolean reaches(long atMillis) {
    return toldMillis == Long.MIN_VALUE || atMillis >= toldMillis - KEPT_MILLIS;
  }

  /**
   * The rows of a time that is over.
   *
   * @param untilMillis exclusive
   */
  List<Change> tell(long untilMillis) {
    if (untilMillis <= toldMillis) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    tell(events.subMap(toldMillis, false, untilMillis, false), changes);
    if (!changes.isEmpty()) {
      toldMillis = changes.get(changes.size() - 1).atMillis();
      state.told().set(toldMillis);
      forget(toldMillis - KEPT_MILLIS);
    }
    return changes;
  }

  private void tell(Map<Long, List<CountEvent>> part, List<Change> changes) {
    part.forEach(
        (at, together) -> {
          TreeMap<String, Cause> changed = new TreeMap<>();
          together.forEach(event -> apply(event, now, changed::put));
          changed.forEach(
              (level, cause) -> changes.add(new Change(at, level, cause, now.get(level))));
        });
  }

  private static void apply(
      CountEvent event, Map<String, Tally> tallies, BiConsumer<String, Cause> changed) {
    switch (event.cause()) {
      case ENTRY, EXIT -> {
        boolean enters = event.cause() == Cause.ENTRY;
        if (event.site()) {
          put("", enters, event.cause(), tallies, changed);
        }
        if (!event.from().isEmpty()) {
          put(event.from(), false, Cause.EXIT, tallies, changed);
        }
        if (!event.to().isEmpty()) {
          put(event.to(), true, Cause.ENTRY, tallies, changed);
        }
      }
      case GAP -> {
        if (event.site()) {
          lose("", tallies, changed);
        }
        List.of(event.from(), event.to()).stream()
            .filter(level -> !level.isEmpty())
            .forEach(level -> lose(level, tallies, changed));
      }
      case SAID -> {
        Tally before = tallies.getOrDefault(event.to(), Tally.UNKNOWN);
        tallies.put(event.to(), before.said(event.vehicles()));
        changed.accept(event.to(), Cause.SAID);
      }
      case MIDNIGHT ->
          List.copyOf(tallies.keySet())
              .forEach(
                  level -> {
                    tallies.compute(level, (same, tally) -> tally.ofDay());
                    changed.accept(level, Cause.MIDNIGHT);
                  });
      default -> throw new IllegalArgumentException(event.toString());
    }
  }

  private static void put(
      String level,
      boolean enters,
      Cause cause,
      Map<String, Tally> tallies,
      BiConsumer<String, Cause> changed) {
    Tally before = tallies.getOrDefault(level, Tally.UNKNOWN);
    tallies.put(level, enters ? before.entered() : before.left());
    changed.accept(level, cause);
  }

  private static void lose(
      String level, Map<String, Tally> tallies, BiConsumer<String, Cause> changed) {
    Tally before = tallies.get(level);
    if (before != null && before.inside() != null) {
      tallies.put(level, before.lost());
      changed.accept(level, Cause.GAP);
    }
  }

  /** What nobody can change any more becomes what all else is counted from. */
  private void forget(long beforeMillis) {
    if (events.isEmpty() || events.firstKey() >= beforeMillis) {
      return;
    }
    TreeMap<String, Tally> base = before(beforeMillis, Long.MAX_VALUE);
    base.forEach(state.base()::put);
    Map<Long, List<CountEvent>> past = events.headMap(beforeMillis, false);
    List.copyOf(past.keySet()).forEach(state.events()::remove);
    past.clear();
  }

  void clear() {
    events.clear();
    state.events().clear();
    state.base().clear();
    state.told().clear();
    now = new TreeMap<>();
    toldMillis = Long.MIN_VALUE;
  }
}
