package io.sightline.analytics.occupancy;

import io.sightline.analytics.occupancy.OccupancyScopes.OccupancyScope;
import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.site.AlertRules;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.Zone;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides when a zone or a site is full, and when it is not any more: that takes as many free spots
 * as leave it less than nearly full, so that nobody is told at each car that comes and goes. Spots
 * of which nothing is known are neither taken nor free.
 */
final class Fullness {
  private record Shares(double nearlyFull, double full) {}

  private static final Shares OF_SITE =
      new Shares(AlertRules.SITE_NEARLY_FULL, AlertRules.SITE_FULL);

  private final boolean wanted;
  private final Map<String, Shares> zones = new HashMap<>();

  Fullness(Site site) {
    this.wanted = site.alerts().full();
    site.cameras().stream()
        .flatMap(camera -> camera.zones().stream())
        .forEach(zone -> zones.putIfAbsent(zone.id(), shares(zone)));
  }

  private static Shares shares(Zone zone) {
    return new Shares(zone.nearlyFull(), zone.full());
  }

  /** Whether anybody wants to be told of it. */
  boolean concerns(OccupancyScope scope) {
    return wanted && (scope.kind() == Scope.ZONE || scope.kind() == Scope.SITE);
  }

  /** Whether it is full now. */
  boolean of(OccupancyScope scope, OccupancyTally tally) {
    Shares shares = scope.kind() == Scope.ZONE ? zones.get(scope.id()) : OF_SITE;
    double capacity = scope.capacity();
    // What no camera sees may be taken by nobody that is known of.
    double free = tally.free() + Math.min(0, capacity - scope.spotIds().size());
    return tally.full()
        ? free <= capacity - capacity * shares.nearlyFull()
        : tally.occupied() >= capacity * shares.full();
  }
}
