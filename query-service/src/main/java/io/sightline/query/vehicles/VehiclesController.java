package io.sightline.query.vehicles;

import io.sightline.query.access.Access;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Passages through gates and stays. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "vehicles", description = "Passages through gates and stays")
class VehiclesController {
  private final JdbcClient jdbc;
  private final Access access;

  VehiclesController(JdbcClient jdbc, Access access) {
    this.jdbc = jdbc;
    this.access = access;
  }

  @GetMapping("/passages")
  @Operation(summary = "Crossings of gates, newest first")
  Page passages(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String gate,
      @RequestParam(required = false) String direction,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    return list("passages", run, site, from, to, limit, cursor)
        .where("camera", camera)
        .where("gate", gate)
        .where("direction", direction)
        .where("plate", plate)
        .read(jdbc);
  }

  @GetMapping("/sessions")
  @Operation(
      summary =
          "Stays, newest first. `open` asks for those that have (not) ended, `overstay` for those"
              + " longer than the site allows")
  Page sessions(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Boolean open,
      @RequestParam(required = false) Boolean overstay,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    FactQuery query =
        list("vehicle_sessions", run, site, from, to, limit, cursor).where("plate", plate);
    if (camera != null) {
      query
          .and(
              "exists (select from passages p where p.run = vehicle_sessions.run and p.id in"
                  + " (vehicle_sessions.entry_passage, vehicle_sessions.exit_passage)"
                  + " and p.camera = :camera_of_passage)")
          .with("camera_of_passage", camera);
    }
    if (open != null) {
      query.and(open ? "left_at is null and outcome = 'open'" : "outcome <> 'open'");
    }
    if (overstay != null) {
      String longer =
          "coalesce(stay_ms, extract(epoch from now() - entered_at) * 1000) > (select"
              + " coalesce((regexp_match(v.layout -> 'sessions' ->> 'overstay', '\\d+'))[1]::bigint,"
              + " 86400000) from layout_versions v where v.site = vehicle_sessions.site"
              + " order by v.effective_at desc limit 1)";
      query.and(overstay ? longer : "not " + longer);
    }
    return query.read(jdbc);
  }

  @GetMapping("/tracks")
  @Operation(summary = "Vehicles followed through one camera's picture, newest first")
  Page tracks(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    return list("vehicle_tracks", run, site, from, to, limit, cursor)
        .where("camera", camera)
        .read(jdbc);
  }

  @GetMapping("/gaps")
  @Operation(summary = "Times in which a camera was not seen, newest first")
  Page gaps(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    return list("camera_gaps", run, site, from, to, limit, cursor)
        .where("camera", camera)
        .read(jdbc);
  }

  /** What all these lists can be asked for. */
  private FactQuery list(
      String table,
      String run,
      String site,
      Instant from,
      Instant to,
      Integer limit,
      String cursor) {
    return FactQuery.of(table)
        .asked(run, access.sites(site, site != null), from, to, limit, cursor);
  }
}
