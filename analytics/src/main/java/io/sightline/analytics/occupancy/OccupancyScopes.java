package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.Spot;
import io.sightline.domain.site.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a site's windows are counted for: each spot, each zone and level that holds spots, the whole
 * site.
 */
public final class OccupancyScopes {
  /** Shorter windows of single spots follow from their transitions. */
  static final List<WindowSize> OF_A_SPOT = List.of(WindowSize.HOUR, WindowSize.DAY);

  static final List<WindowSize> OF_MANY = List.of(WindowSize.values());

  /**
   * A spot, zone, level or site with the spots in it.
   *
   * @param capacity vehicles it is made for, as declared, or else its number of spots
   */
  public record OccupancyScope(Scope kind, String id, Set<String> spotIds, int capacity) {
    public String key() {
      return kind + "/" + id;
    }
  }

  private final List<OccupancyScope> all = new ArrayList<>();
  private final List<OccupancyScope> areas = new ArrayList<>();
  private final Map<String, List<OccupancyScope>> bySpot = new TreeMap<>();
  private final Map<String, OccupancyScope> byKey = new HashMap<>();

  public OccupancyScopes(Site site) {
    Set<String> spots = new TreeSet<>();
    Map<String, Set<String>> zones = new TreeMap<>();
    Map<String, String> levels = new TreeMap<>();
    Map<String, Integer> capacities = new TreeMap<>();
    for (Camera camera : site.cameras()) {
      for (Spot spot : camera.spots()) {
        spots.add(spot.id());
        String level = spot.level() == null ? camera.level() : spot.level();
        if (level != null) {
          levels.putIfAbsent(spot.id(), level);
        }
        for (Zone zone : camera.zones()) {
          if (zone.polygon().contains(spot.polygon().centre())) {
            zones.computeIfAbsent(zone.id(), id -> new TreeSet<>()).add(spot.id());
            capacities.merge(zone.id(), zone.capacity(), Math::max);
          }
        }
      }
    }
    Map<String, Set<String>> byLevel = new TreeMap<>();
    levels.forEach(
        (spot, level) -> byLevel.computeIfAbsent(level, id -> new TreeSet<>()).add(spot));
    spots.forEach(spot -> add(Scope.SPOT, spot, Set.of(spot), 0));
    zones.forEach((zone, inside) -> add(Scope.ZONE, zone, inside, capacities.get(zone)));
    byLevel.forEach((level, inside) -> add(Scope.LEVEL, level, inside, 0));
    if (!spots.isEmpty()) {
      add(Scope.SITE, site.id(), spots, 0);
    }
  }

  /**
   * @param capacity as declared; 0 for none
   */
  private void add(Scope kind, String id, Set<String> spots, int capacity) {
    OccupancyScope scope =
        new OccupancyScope(kind, id, spots, capacity == 0 ? spots.size() : capacity);
    all.add(scope);
    byKey.put(scope.key(), scope);
    if (kind != Scope.SPOT) {
      areas.add(scope);
    }
    spots.forEach(spot -> bySpot.computeIfAbsent(spot, key -> new ArrayList<>()).add(scope));
  }

  public List<OccupancyScope> all() {
    return all;
  }

  /** The zones, the levels and the site. */
  public List<OccupancyScope> areas() {
    return areas;
  }

  /** The same place as it is here; null where it is not. */
  OccupancyScope of(OccupancyScope elsewhere) {
    return byKey.get(elsewhere.key());
  }

  public List<OccupancyScope> of(String spot) {
    return bySpot.getOrDefault(spot, List.of());
  }
}
