package io.sightline.query.occupancy;

import io.sightline.query.access.Access;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Page;
import io.sightline.query.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Parking spots: as they are, over windows of time, and each change. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "occupancy", description = "Parking spots: as they are, over time, and each change")
class OccupancyController {
  private static final Map<String, Long> WINDOWS =
      Map.of("1m", 60_000L, "5m", 300_000L, "15m", 900_000L, "1h", 3_600_000L, "1d", 86_400_000L);

  private final JdbcClient jdbc;
  private final Access access;

  OccupancyController(JdbcClient jdbc, Access access) {
    this.jdbc = jdbc;
    this.access = access;
  }

  /** One spot as it is now. */
  record SpotNow(String site, String spot, String state, Instant since) {}

  /** All spots of what may be seen. */
  record Now(int spots, long occupied, long free, long unknown, List<SpotNow> states) {}

  @GetMapping("/occupancy/now")
  @Operation(summary = "Every spot as it is now; `since` is absent for one that was never seen")
  Now now(@RequestParam(required = false) String site) {
    Set<String> sites = access.sites(site, site != null);
    List<SpotNow> states =
        jdbc.sql(
                """
                select s.site, s.spot, coalesce(t.state, 'unknown') as state, t.at
                from (select distinct site, spot from spots
                  where cast(:sites as text[]) is null or site = any (:sites)) s
                left join lateral (select state, at from spot_transitions
                  where run = 'live' and site = s.site and spot = s.spot and not retracted
                  order by at desc limit 1) t on true
                order by s.site, s.spot
                """)
            .param("sites", sites == null ? null : sites.toArray(String[]::new))
            .query(
                (row, number) ->
                    new SpotNow(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getTimestamp(4) == null ? null : row.getTimestamp(4).toInstant()))
            .list();
    return new Now(
        states.size(),
        count(states, "occupied"),
        count(states, "free"),
        count(states, "unknown"),
        states);
  }

  private static long count(List<SpotNow> states, String state) {
    return states.stream().filter(spot -> spot.state().equals(state)).count();
  }

  @GetMapping("/occupancy")
  @Operation(
      summary =
          "Windows of a spot, a zone or a whole site, newest first. Those that are not `final` are"
              + " still open")
  Page windows(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) String spot,
      @RequestParam(defaultValue = "5m") String window,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    Long windowMillis = WINDOWS.get(window);
    if (windowMillis == null) {
      throw Problem.badRequest("`window` must be 1m, 5m, 15m, 1h or 1d.");
    }
    if (zone != null && spot != null) {
      throw Problem.badRequest("Ask for a `zone` or for a `spot`, not for both.");
    }
    String scope = zone != null ? "zone" : spot != null ? "spot" : "site";
    return FactQuery.ofWindows("occupancy_windows")
        .asked(run, access.sites(site, site != null), from, to, limit, cursor)
        .where("scope", scope)
        .where("scope_id", zone != null ? zone : spot)
        .where("window_ms", windowMillis)
        .read(jdbc);
  }

  @GetMapping("/spots/{spot}/transitions")
  @Operation(summary = "Changes of a spot's state, newest first")
  Page transitions(
      @PathVariable String spot,
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    return FactQuery.of("spot_transitions")
        .asked(run, access.sites(site, site != null), from, to, limit, cursor)
        .where("spot", spot)
        .read(jdbc);
  }
}
