package io.sightline.evaluation.reconciliation;

import io.sightline.domain.facts.Passage;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.OneSlip;
import io.sightline.evaluation.reconciliation.BarrierLog.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Pairs the lines of a log with the passages of a run, the surest pairs first: the same plate, then
 * one that differs by a slip, then one that was not read, then another plate at the same moment; of
 * equally sure ones those nearest in time.
 *
 * @param items in the order of their times
 * @param clockMillis how far the log's clock is behind the cameras', by the pairs of the same
 *     plate: the middle one; null where there are none
 */
public record Reconciliation(List<Item> items, Long clockMillis) {
  private static final int NONE = 0;
  private static final int SIMILAR = 1;
  private static final int MISSING = 2;
  private static final int OTHER = 3;

  /** What becomes of a line or a passage. */
  public enum Result {
    /** The same plate, or one at that time where the line has none. */
    MATCHED,
    /** A passage whose plate was read otherwise. */
    MISREAD,
    /** A passage whose plate was not read. */
    UNREAD,
    /** A line without a passage. */
    MISSED,
    /** The same, at a time at which it was not looked, by every camera that may have seen it. */
    NOT_SEEN,
    /** A passage without a line. */
    EXTRA
  }

  /**
   * A line and its passage.
   *
   * @param line null for an extra passage
   * @param passage null for a line without one
   */
  public record Item(Result result, Line line, Passage passage) {
    /** Event time of either. */
    public long atMillis() {
      return line == null ? passage.head().atMillis() : line.at().toEpochMilli();
    }
  }

  /**
   * @param doubt from none to the most: the same plate, a similar one, one that is missing and so
   *     says nothing, another one
   */
  private record Pair(int line, int passage, Result result, int doubt, long apart) {}

  /**
   * @param lines in the order of their times
   * @param passages in the order of their times
   * @param within how far apart in time a line and its passage may be
   * @param seen whether it was looked where and when a line says that somebody passed
   */
  public static Reconciliation of(
      List<Line> lines, List<Passage> passages, Duration within, Predicate<Line> seen) {
    List<Pair> pairs = new ArrayList<>();
    int first = 0;
    for (int l = 0; l < lines.size(); l++) {
      long at = lines.get(l).at().toEpochMilli();
      while (first < passages.size() && at(passages.get(first)) < at - within.toMillis()) {
        first++;
      }
      for (int p = first;
          p < passages.size() && at(passages.get(p)) <= at + within.toMillis();
          p++) {
        if (mayBe(lines.get(l), passages.get(p))) {
          pairs.add(pair(l, p, lines.get(l), passages.get(p)));
        }
      }
    }
    pairs.sort(
        Comparator.comparingInt(Pair::doubt)
            .thenComparingLong(pair -> Math.abs(pair.apart()))
            .thenComparingInt(Pair::line)
            .thenComparingInt(Pair::passage));
    Pair[] ofLine = new Pair[lines.size()];
    boolean[] taken = new boolean[passages.size()];
    List<Long> apart = new ArrayList<>();
    for (Pair pair : pairs) {
      if (ofLine[pair.line()] == null && !taken[pair.passage()]) {
        ofLine[pair.line()] = pair;
        taken[pair.passage()] = true;
        if (pair.doubt() == NONE) {
          apart.add(pair.apart());
        }
      }
    }
    List<Item> items = new ArrayList<>();
    for (int l = 0; l < lines.size(); l++) {
      items.add(
          ofLine[l] == null
              ? new Item(
                  seen.test(lines.get(l)) ? Result.MISSED : Result.NOT_SEEN, lines.get(l), null)
              : new Item(ofLine[l].result(), lines.get(l), passages.get(ofLine[l].passage())));
    }
    for (int p = 0; p < passages.size(); p++) {
      if (!taken[p]) {
        items.add(new Item(Result.EXTRA, null, passages.get(p)));
      }
    }
    items.sort(Comparator.comparingLong(Item::atMillis));
    apart.sort(Comparator.naturalOrder());
    return new Reconciliation(
        List.copyOf(items), apart.isEmpty() ? null : apart.get(apart.size() / 2));
  }

  private static long at(Passage passage) {
    return passage.head().atMillis();
  }

  private static boolean mayBe(Line line, Passage passage) {
    return (line.lane().isEmpty()
            || line.lane().equals(passage.gate())
            || line.lane().equals(passage.camera()))
        && (line.direction() == null || line.direction() == passage.direction());
  }

  private static Pair pair(int l, int p, Line line, Passage passage) {
    long apart = at(passage) - line.at().toEpochMilli();
    if (line.plate().isEmpty()) {
      return new Pair(l, p, Result.MATCHED, MISSING, apart);
    }
    if (passage.plate() == null) {
      return new Pair(l, p, Result.UNREAD, MISSING, apart);
    }
    String logged = NormalPlate.of(line.plate());
    String read = NormalPlate.of(passage.plate());
    return logged.equals(read)
        ? new Pair(l, p, Result.MATCHED, NONE, apart)
        : new Pair(l, p, Result.MISREAD, OneSlip.isBetween(logged, read) ? SIMILAR : OTHER, apart);
  }

  /** How many there are of each result. */
  public Map<Result, Long> counts() {
    Map<Result, Long> counts = new EnumMap<>(Result.class);
    for (Result result : Result.values()) {
      counts.put(result, items.stream().filter(item -> item.result() == result).count());
    }
    return counts;
  }
}
