package io.sightline.analytics.vehicles;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.facts.VehicleSession.Match;
import io.sightline.domain.facts.VehicleSession.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One vehicle's stay, as it is remembered.
 *
 * @param entry null where the entry was missed
 * @param exit null where none was seen yet, or at all
 * @param again further views of the entry and the exit, by other cameras or of a vehicle that
 *     trembles on the line
 * @param outcome {@link Outcome#OPEN} while the vehicle is inside
 * @param match what tells that entry and exit are of one vehicle; null unless there are both
 * @param untilMillis event time at which it was over; {@link #INSIDE} while the vehicle is inside
 * @param learntMillis event time at which something was learnt that made it what it is, after it
 *     had been judged; null while nothing was
 */
public record Stay(
    Passage entry,
    Passage exit,
    List<Passage> again,
    Outcome outcome,
    Match match,
    long untilMillis,
    Long learntMillis) {
  static final long INSIDE = Long.MAX_VALUE;

  static Stay begun(Passage entry) {
    return new Stay(entry, null, List.of(), Outcome.OPEN, null, INSIDE, null);
  }

  static Stay withoutEntry(Passage exit) {
    return new Stay(
        null, exit, List.of(), Outcome.MISSED_ENTRY, null, exit.head().atMillis(), null);
  }

  Stay completed(Passage left, Match by) {
    return new Stay(
        entry, left, again, Outcome.COMPLETED, by, left.head().atMillis(), learntMillis);
  }

  /** The vehicle was not seen to leave. */
  Stay missed(long atMillis) {
    return new Stay(entry, null, again, Outcome.MISSED_EXIT, null, atMillis, learntMillis);
  }

  Stay with(Passage view) {
    List<Passage> views = new ArrayList<>(again);
    views.add(view);
    return new Stay(entry, exit, List.copyOf(views), outcome, match, untilMillis, learntMillis);
  }

  boolean isInside() {
    return untilMillis == INSIDE;
  }

  /** The passage that it is named by. */
  Passage first() {
    return entry == null ? exit : entry;
  }

  List<Passage> passages() {
    return Stream.concat(Stream.of(entry, exit).filter(one -> one != null), again.stream())
        .toList();
  }

  /** The same stay, as more is known of one of its passages. */
  Stay revised(Passage passage) {
    String id = passage.head().id();
    return new Stay(
        entry != null && entry.head().id().equals(id) ? passage : entry,
        exit != null && exit.head().id().equals(id) ? passage : exit,
        again.stream().map(one -> one.head().id().equals(id) ? passage : one).toList(),
        outcome,
        match,
        untilMillis,
        learntMillis);
  }

  /** The same stay, as something that was learnt has made it. */
  Stay learnt(Long atMillis) {
    return new Stay(entry, exit, again, outcome, match, untilMillis, atMillis);
  }

  /**
   * The stay as it was when nothing was known yet but some of its passages.
   *
   * @param earlier with the first of them
   * @param fromMillis what was over before this stays so, though it was seen once more
   */
  Stay before(List<Passage> earlier, long fromMillis) {
    List<Passage> views = new ArrayList<>(again);
    views.retainAll(earlier);
    boolean wasOver = exit == null ? untilMillis < fromMillis : earlier.contains(exit);
    return wasOver
        ? new Stay(entry, exit, List.copyOf(views), outcome, match, untilMillis, learntMillis)
        : new Stay(entry, null, List.copyOf(views), Outcome.OPEN, null, INSIDE, learntMillis);
  }

  /** The plate that was read most surely; null where none was read. */
  String plate() {
    return surest(passages());
  }

  /** The plate that was read most surely when the vehicle entered; null where none was. */
  String entryPlate() {
    return surest(passages().stream().filter(Passage::isEntry).toList());
  }

  /** A person's word goes before what was read. */
  private static boolean isSurer(Passage view, Passage best) {
    return view.corrected() == best.corrected() ? score(view) > score(best) : view.corrected();
  }

  private static float score(Passage view) {
    return view.score() == null ? 0 : view.score();
  }

  /** How many different plates were read when the vehicle entered. */
  long entryPlates() {
    return passages().stream()
        .filter(view -> view.isEntry() && view.plate() != null)
        .map(Passage::plate)
        .distinct()
        .count();
  }

  private static String surest(List<Passage> views) {
    return views.stream()
        .filter(view -> view.plate() != null)
        .reduce((best, view) -> isSurer(view, best) ? view : best)
        .map(Passage::plate)
        .orElse(null);
  }
}
