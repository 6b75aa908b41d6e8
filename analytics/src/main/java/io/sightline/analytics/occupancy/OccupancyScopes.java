package io.sightline.analytics.occupancy;

import io.sightline.domain.facts.OccupancyWindow.Scope;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.Spot;
import io.sightline.domain.site.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a site's windows are counted for: each spot, each zone that holds spots, the whole site. */
public final class OccupancyScopes {

  /** A spot, zone or site with the spots in it. */
  public record OccupancyScope(Scope kind, String id, Set<String> spotIds) {
    public String key() {
      return kind + "/" + id;
    }
  }

  private final List<OccupancyScope> all = new ArrayList<>();
  private final List<OccupancyScope> areas = new ArrayList<>();
  private final Map<String, List<OccupancyScope>> bySpot = new TreeMap<>();

  public OccupancyScopes(Site site) {
    Set<String> spots = new TreeSet<>();
    Map<String, Set<String>> zones = new TreeMap<>();
    for (Camera camera : site.cameras()) {
      for (Spot spot : camera.spots()) {
        spots.add(spot.id());
        for (Zone zone : camera.zones()) {
          if (zone.polygon().contains(spot.polygon().centre())) {
            zones.computeIfAbsent(zone.id(), id -> new TreeSet<>()).add(spot.id());
          }
        }
      }
    }
    spots.forEach(spot -> add(Scope.SPOT, spot, Set.of(spot)));
    zones.forEach((zone, inside) -> add(Scope.ZONE, zone, inside));
    if (!spots.isEmpty()) {
      add(Scope.SITE, site.id(), spots);
    }
  }

  private void add(Scope kind, String id, Set<String> spots) {
    OccupancyScope scope = new OccupancyScope(kind, id, spots);
    all.add(scope);
    if (kind != Scope.SPOT) {
      areas.add(scope);
    }
    spots.forEach(spot -> bySpot.computeIfAbsent(spot, key -> new ArrayList<>()).add(scope));
  }

  public List<OccupancyScope> all() {
    return all;
  }

  /** The zones and the site. */
  public List<OccupancyScope> areas() {
    return areas;
  }

  public List<OccupancyScope> of(String spot) {
    return bySpot.getOrDefault(spot, List.of());
  }
}
