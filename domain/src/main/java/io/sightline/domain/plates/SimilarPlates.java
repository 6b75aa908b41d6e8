package io.sightline.domain.plates;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds what has a plate that differs from another by one slip at most: a character that is taken
 * for another one, left out, or too many. Each plate is filed under itself and under what is left
 * of it without one of its characters (symmetric deletion), so that a search costs the same however
 * many there are.
 *
 * @param <T> what has a plate
 */
public final class SimilarPlates<T> {
  private final Map<String, SortedSet<T>> files = new HashMap<>();
  private final Comparator<T> order;

  public SimilarPlates(Comparator<T> order) {
    this.order = order;
  }

  public void add(String plate, T thing) {
    keys(plate).forEach(key -> files.computeIfAbsent(key, same -> new TreeSet<>(order)).add(thing));
  }

  public void remove(String plate, T thing) {
    keys(plate)
        .forEach(
            key ->
                files.computeIfPresent(
                    key,
                    (same, things) -> {
                      things.remove(thing);
                      return things.isEmpty() ? null : things;
                    }));
  }

  /** All that may be meant, in order; some may have plates that differ by a swap of neighbours. */
  public List<T> near(String plate) {
    SortedSet<T> near = new TreeSet<>(order);
    keys(plate).forEach(key -> near.addAll(files.getOrDefault(key, empty())));
    return List.copyOf(near);
  }

  private SortedSet<T> empty() {
    return new TreeSet<>(order);
  }

  private static Stream<String> keys(String plate) {
    return Stream.concat(
            Stream.of(plate),
            IntStream.range(0, plate.length())
                .mapToObj(place -> plate.substring(0, place) + plate.substring(place + 1)))
        .distinct();
  }

  public void clear() {
    files.clear();
  }
}
