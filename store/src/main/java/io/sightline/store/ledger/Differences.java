package io.sightline.store.ledger;

import io.sightline.store.facts.FactKind;
import io.sightline.store.ledger.LedgerDiff.Example;
import io.sightline.store.ledger.LedgerDiff.TableDiff;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gathers what differs in one table, and pairs facts that have no common key but mean the same
 * thing.
 */
final class Differences {
  /**
   * Facts without a partner that are looked at for pairing; beyond that, pairs would tell nobody
   * anything.
   */
  private static final int MAX_UNPAIRED = 5_000;

  private record Pair(int removed, int added, long overlapMillis) {}

  private final FactKind<?> kind;
  private final List<Example> changed = new ArrayList<>();
  private final List<Map<String, String>> removed = new ArrayList<>();
  private final List<Map<String, String>> added = new ArrayList<>();
  private long changedCount;
  private long removedCount;
  private long addedCount;

  Differences(FactKind<?> kind) {
    this.kind = kind;
  }

  void changed(Map<String, String> a, Map<String, String> b) {
    changedCount++;
    if (changed.size() < LedgerDiff.MAX_EXAMPLES) {
      changed.add(new Example("changed", a, b));
    }
  }

  void removed(Map<String, String> a) {
    removedCount++;
    if (removed.size() < MAX_UNPAIRED) {
      removed.add(a);
    }
  }

  void added(Map<String, String> b) {
    addedCount++;
    if (added.size() < MAX_UNPAIRED) {
      added.add(b);
    }
  }

  TableDiff summary() {
    Set<Integer> pairedRemoved = new HashSet<>();
    Set<Integer> pairedAdded = new HashSet<>();
    for (Pair pair : candidatePairs()) {
      if (!pairedRemoved.contains(pair.removed()) && !pairedAdded.contains(pair.added())) {
        pairedRemoved.add(pair.removed());
        pairedAdded.add(pair.added());
        changed(removed.get(pair.removed()), added.get(pair.added()));
      }
    }
    List<Example> examples = new ArrayList<>(changed);
    for (int i = 0; i < removed.size(); i++) {
      if (!pairedRemoved.contains(i)) {
        examples.add(new Example("removed", removed.get(i), null));
      }
    }
    for (int i = 0; i < added.size(); i++) {
      if (!pairedAdded.contains(i)) {
        examples.add(new Example("added", null, added.get(i)));
      }
    }
    return new TableDiff(
        addedCount - pairedAdded.size(),
        removedCount - pairedRemoved.size(),
        changedCount,
        List.copyOf(examples.subList(0, Math.min(LedgerDiff.MAX_EXAMPLES, examples.size()))));
  }

  /**
   * Pairs of one camera or spot that overlap in time, the longest overlap first, ties in the order
   * of the facts.
   */
  private List<Pair> candidatePairs() {
    List<Pair> pairs = new ArrayList<>();
    if (kind.pairedBy().isEmpty()) {
      return pairs;
    }
    Map<List<String>, List<Integer>> addedBy = new HashMap<>();
    for (int i = 0; i < added.size(); i++) {
      addedBy.computeIfAbsent(pairingKey(added.get(i)), key -> new ArrayList<>()).add(i);
    }
    for (int i = 0; i < removed.size(); i++) {
      for (int j : addedBy.getOrDefault(pairingKey(removed.get(i)), List.of())) {
        long overlap = overlapMillis(removed.get(i), added.get(j));
        if (overlap >= 0) {
          pairs.add(new Pair(i, j, overlap));
        }
      }
    }
    pairs.sort(
        Comparator.comparingLong(Pair::overlapMillis)
            .reversed()
            .thenComparingInt(Pair::removed)
            .thenComparingInt(Pair::added));
    return pairs;
  }

  private List<String> pairingKey(Map<String, String> row) {
    return kind.pairedBy().stream().map(row::get).toList();
  }

  /** Negative when there is none. Facts of an instant overlap when they are of the same instant. */
  private long overlapMillis(Map<String, String> a, Map<String, String> b) {
    return Math.min(end(a), end(b)) - Math.max(start(a), start(b));
  }

  private static long start(Map<String, String> row) {
    return Instant.parse(row.get("at")).toEpochMilli();
  }

  private long end(Map<String, String> row) {
    String end = kind.ends() == null ? null : row.get(kind.ends());
    return end == null ? start(row) : Instant.parse(end).toEpochMilli();
  }
}
