package io.sightline.analytics.watchlist;

import io.sightline.domain.plates.SimilarPlates;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The sightings for one entry by their plates: which may be of one vehicle is found by that. */
final class SightingIndex {
  private final Map<String, SortedSet<String>> tracks = new HashMap<>();
  private final SimilarPlates<String> plates =
      new SimilarPlates<>(Comparator.<String>naturalOrder());

  void add(Sighting sighting) {
    tracks
        .computeIfAbsent(
            sighting.plate(),
            plate -> {
              plates.add(plate, plate);
              return new TreeSet<>();
            })
        .add(sighting.track());
  }

  void remove(Sighting sighting) {
    tracks.computeIfPresent(
        sighting.plate(),
        (plate, all) -> {
          all.remove(sighting.track());
          if (!all.isEmpty()) {
            return all;
          }
          plates.remove(plate, plate);
          return null;
        });
  }

  boolean isEmpty() {
    return tracks.isEmpty();
  }

  /** Tracks whose plates are similar to some, or to those of such tracks, and so on. */
  SortedSet<String> around(Collection<String> some) {
    SortedSet<String> known = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(some);
    SortedSet<String> around = new TreeSet<>();
    while (!next.isEmpty()) {
      for (String near : plates.near(next.poll())) {
        if (known.add(near)) {
          next.add(near);
          around.addAll(tracks.get(near));
        }
      }
    }
    return around;
  }

  List<String> all() {
    return tracks.values().stream().flatMap(Collection::stream).sorted().toList();
  }
}
