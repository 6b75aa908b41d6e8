package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.SpotState;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.Spot;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decides when a spot is occupied for longer than its site allows. */
final class LongestStays {
  /** By spot; the shortest that a camera's layout names. */
  private final SortedMap<String, Long> millis = new TreeMap<>();

  LongestStays(Site site) {
    for (Camera camera : site.cameras()) {
      for (Spot spot : camera.spots()) {
        if (spot.maxStay() != null) {
          millis.merge(spot.id(), spot.maxStay().toMillis(), Math::min);
        }
      }
    }
  }

  /** The spots that have a limit, in the order of their ids. */
  Set<String> spots() {
    return millis.keySet();
  }

  /**
   * When a spot's limit was reached, of which nobody has been told yet.
   *
   * @param now how far is known; what comes later is not told
   */
  OptionalLong reached(String id, SiteSpot spot, long now) {
    Long longest = millis.get(id);
    if (longest == null || spot == null || spot.told() || spot.state() != SpotState.OCCUPIED) {
      return OptionalLong.empty();
    }
    long at = spot.sinceMillis() + longest;
    return at <= now ? OptionalLong.of(at) : OptionalLong.empty();
  }
}
