package io.sightline.query.facts;

import io.sightline.analytics.occupancy.WindowSize;
import io.sightline.domain.BadInput;
import java.util.Map;

/** Sizes of windows, as questions name them. */
public final class Windows {
  private static final Map<String, WindowSize> SIZES =
      Map.of(
          "1m", WindowSize.MINUTE,
          "5m", WindowSize.FIVE_MINUTES,
          "15m", WindowSize.QUARTER_HOUR,
          "1h", WindowSize.HOUR,
          "1d", WindowSize.DAY);

  private Windows() {}

  /**
   * @throws BadInput when there is no such size
   */
  public static WindowSize size(String name) {
    WindowSize size = SIZES.get(name);
    if (size == null) {
      throw new BadInput("`window` must be 1m, 5m, 15m, 1h or 1d.");
    }
    return size;
  }
}
