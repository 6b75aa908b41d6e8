package io.sightline.domain.site;

import io.sightline.domain.watchlist.Watchlist;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which vehicles may stand on a site's designated spots. */
public final class Permits {
  private final Map<String, List<String>> designations = new HashMap<>();
  private final Set<String> listed;
  private final Watchlist holders;

  public Permits(Site site) {
    this.listed = site.permits().stream().map(Permit::designation).collect(Collectors.toSet());
    this.holders = new Watchlist(site.permits().stream().map(Permit::watched).toList());
    site.cameras().stream()
        .flatMap(camera -> camera.spots().stream())
        .filter(spot -> !spot.designations().isEmpty())
        // Under several cameras it is one spot, and what one says holds.
        .forEach(
            spot ->
                designations.merge(
                    spot.id(),
                    spot.designations(),
                    (one, other) -> one.equals(other) ? one : both(one, other)));
  }

  private static List<String> both(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).distinct().sorted().toList();
  }

  /** Whether it is known for everybody whether they may stand on a spot, once their plate is. */
  public boolean judges(String spot) {
    List<String> of = designations.getOrDefault(spot, List.of());
    return !of.isEmpty() && listed.containsAll(of);
  }

  /**
   * Whether a vehicle must not stand on a spot.
   *
   * @param plate as it was read; null where it was not
   * @param atMillis event time at which it came
   */
  public boolean refuses(String spot, String plate, long atMillis) {
    return plate != null
        && judges(spot)
        && Collections.disjoint(holders.entries(plate, atMillis), designations.get(spot));
  }
}
