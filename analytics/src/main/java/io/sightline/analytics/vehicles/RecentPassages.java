package io.sightline.analytics.vehicles;

import io.sightline.domain.facts.Passage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Passages of the last moments, found by track, by plate and by gate. */
final class RecentPassages {
  private final long keptMillis;
  private final Deque<Passage> all = new ArrayDeque<>();
  private final Map<String, Deque<Passage>> byTrack = new HashMap<>();
  private final Map<String, Deque<Passage>> byPlate = new HashMap<>();
  private final Map<String, Map<String, Deque<Passage>>> byGateAndCamera = new HashMap<>();

  /**
   * @param keptMillis how long one is recent
   */
  RecentPassages(long keptMillis) {
    this.keptMillis = keptMillis;
  }

  /** One that is no earlier than those before it. */
  void add(Passage passage) {
    forgetBefore(passage.head().atMillis() - keptMillis);
    all.addLast(passage);
    append(byTrack, passage.track(), passage);
    if (passage.plate() != null) {
      append(byPlate, passage.plate(), passage);
    }
    append(
        byGateAndCamera.computeIfAbsent(passage.gate(), gate -> new HashMap<>()),
        passage.camera(),
        passage);
  }

  private static void append(Map<String, Deque<Passage>> index, String key, Passage passage) {
    index.computeIfAbsent(key, same -> new ArrayDeque<>()).addLast(passage);
  }

  void forgetBefore(long millis) {
    while (!all.isEmpty() && all.getFirst().head().atMillis() < millis) {
      Passage oldest = all.removeFirst();
      removeFirst(byTrack, oldest.track());
      if (oldest.plate() != null) {
        removeFirst(byPlate, oldest.plate());
      }
      byGateAndCamera.computeIfPresent(
          oldest.gate(),
          (gate, byCamera) -> {
            removeFirst(byCamera, oldest.camera());
            return byCamera.isEmpty() ? null : byCamera;
          });
    }
  }

  private static void removeFirst(Map<String, Deque<Passage>> index, String key) {
    index.computeIfPresent(
        key,
        (same, passages) -> {
          passages.removeFirst();
          return passages.isEmpty() ? null : passages;
        });
  }

  /** The newest ones that have a passage's track or plate: at most one of each. */
  List<Passage> newestLike(Passage passage) {
    List<Passage> newest = new ArrayList<>();
    addLast(newest, byTrack.get(passage.track()));
    if (passage.plate() != null) {
      addLast(newest, byPlate.get(passage.plate()));
    }
    return newest;
  }

  private static void addLast(List<Passage> to, Deque<Passage> passages) {
    if (passages != null) {
      to.add(passages.getLast());
    }
  }

  /**
   * Those that other cameras saw at a passage's gate shortly before it.
   *
   * @param withinMillis how shortly
   */
  List<Passage> atItsGate(Passage passage, long withinMillis) {
    List<Passage> seen = new ArrayList<>();
    byGateAndCamera
        .getOrDefault(passage.gate(), Map.of())
        .forEach(
            (camera, passages) -> {
              if (!camera.equals(passage.camera())) {
                var newestFirst = passages.descendingIterator();
                while (newestFirst.hasNext()) {
                  Passage other = newestFirst.next();
                  if (passage.head().atMillis() - other.head().atMillis() > withinMillis) {
                    break;
                  }
                  seen.add(other);
                }
              }
            });
    return seen;
  }

  void clear() {
    all.clear();
    byTrack.clear();
    byPlate.clear();
    byGateAndCamera.clear();
  }
}
