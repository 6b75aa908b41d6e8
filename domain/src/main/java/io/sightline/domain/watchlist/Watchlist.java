package io.sightline.domain.watchlist;

import io.sightline.domain.plates.NormalPlate;
import io.sightline.domain.plates.SimilarPlates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What somebody looks out for at a site, so that a plate is held against thousands of patterns at
 * about the cost of a few: exact ones and those with wildcards stand in a tree of characters, those
 * that forgive a slip under what a slip leaves of them. Only regular expressions are tried one by
 * one.
 */
public final class Watchlist {
  /** Looks out for nothing. */
  public static final Watchlist NONE = new Watchlist(List.of());

  private final PatternTree tree = new PatternTree();
  private final SimilarPlates<WatchedPlate> similar =
      new SimilarPlates<>(
          // Of one entry, or one designation, there may be many.
          Comparator.comparing(WatchedPlate::entry)
              .thenComparingLong(WatchedPlate::fromMillis)
              .thenComparingLong(WatchedPlate::toMillis)
              .thenComparing(plate -> plate.pattern().text()));
  private final List<WatchedPlate> others = new ArrayList<>();
  private final boolean isEmpty;

  public Watchlist(Collection<WatchedPlate> plates) {
    isEmpty = plates.isEmpty();
    for (WatchedPlate plate : plates) {
      switch (plate.pattern().match()) {
        case EXACT, WILDCARD -> tree.add(plate);
        case SIMILAR -> similar.add(plate.pattern().text(), plate);
        case REGEX -> others.add(plate);
      }
    }
  }

  public boolean isEmpty() {
    return isEmpty;
  }

  /**
   * The entries that look out for a plate, in their order.
   *
   * @param plate as it was read
   * @param atMillis event time at which it was
   */
  public SortedSet<String> entries(String plate, long atMillis) {
    SortedSet<String> entries = new TreeSet<>();
    if (isEmpty) {
      return entries;
    }
    String normal = NormalPlate.of(plate);
    List<WatchedPlate> found = tree.find(normal);
    Stream.concat(similar.near(normal).stream(), others.stream())
        .filter(one -> one.counts(atMillis) && one.pattern().matches(normal))
        .forEach(found::add);
    found.stream().filter(one -> one.counts(atMillis)).forEach(one -> entries.add(one.entry()));
    return entries;
  }
}
