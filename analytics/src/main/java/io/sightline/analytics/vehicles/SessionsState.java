package io.sightline.analytics.vehicles;

import io.sightline.analytics.order.LayoutTurns;
import io.sightline.domain.facts.Passage;
import java.util.List;
import java.util.Map;

/**
 * What is remembered of the vehicles inside a site.
 *
 * @param settled by camera: it will say nothing more of earlier times
 * @param waiting passages that not every camera has passed
 * @param entries entry passages of the vehicles inside, in order
 * @param lastMillis latest event time of any report
 */
public record SessionsState(
    Map<String, Long> settled,
    List<Passage> waiting,
    List<Passage> entries,
    long lastMillis,
    LayoutTurns layouts) {
  public static final SessionsState EMPTY =
      new SessionsState(Map.of(), List.of(), List.of(), Long.MIN_VALUE, LayoutTurns.NONE);
}
