package io.sightline.analytics.occupancy;

import io.sightline.analytics.order.LayoutTurns;
import java.util.List;
import java.util.Map;

/**
 * How far a site's cameras have reported.
 *
 * @param settled by camera: it will say nothing more of earlier times
 * @param waiting changes that not every camera has passed
 * @param models SHA-256 of the model that looked, by camera
 * @param countedMillis up to which minute all windows are counted; {@link Long#MIN_VALUE} before
 *     the first
 * @param shownMillis up to when open windows have been shown; {@link Long#MIN_VALUE} before the
 *     first time
 */
public record SpotOrderState(
    Map<String, Long> settled,
    List<SpotChange> waiting,
    Map<String, String> models,
    long countedMillis,
    long shownMillis,
    LayoutTurns layouts) {
  public static final SpotOrderState EMPTY =
      new SpotOrderState(
          Map.of(), List.of(), Map.of(), Long.MIN_VALUE, Long.MIN_VALUE, LayoutTurns.NONE);
}
