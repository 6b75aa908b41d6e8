package io.sightline.analytics.order;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The least of the times that cameras have settled, as the winner of a knock-out among them: a new
 * time is compared with as many others as the draw has rounds.
 */
final class LeastSettled {
  private final Comparator<Long> order;
  private final Map<String, Integer> places = new HashMap<>();

  /** Winners: the first of all, below it those of each pair, last the cameras themselves. */
  private final Long[] winners;

  /**
   * @param settled time that a camera has settled, milliseconds
   */
  LeastSettled(List<String> cameras, ToLongFunction<String> settled, Comparator<Long> order) {
    this.order = order;
    for (String camera : cameras) {
      places.putIfAbsent(camera, places.size());
    }
    winners = new Long[2 * places.size()];
    Arrays.fill(winners, SiteOrder.ENDED);
    places.forEach((camera, place) -> winners[leaf(place)] = settled.applyAsLong(camera));
    for (int node = places.size() - 1; node > 0; node--) {
      winners[node] = winner(node);
    }
  }

  private int leaf(int place) {
    return places.size() + place;
  }

  private Long winner(int node) {
    Long left = winners[2 * node];
    Long right = winners[2 * node + 1];
    return order.compare(left, right) <= 0 ? left : right;
  }

  /** Notes a camera's time; of one that does not take part nothing. */
  void settle(String camera, long millis) {
    Integer place = places.get(camera);
    if (place == null) {
      return;
    }
    int node = leaf(place);
    winners[node] = millis;
    for (node /= 2; node > 0; node /= 2) {
      winners[node] = winner(node);
    }
  }

  /** {@link SiteOrder#ENDED} where nobody takes part. */
  long millis() {
    return places.isEmpty() ? SiteOrder.ENDED : winners[1];
  }
}
