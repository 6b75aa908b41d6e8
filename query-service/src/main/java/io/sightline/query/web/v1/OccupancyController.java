package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.occupancy.Occupancy;
import io.sightline.query.occupancy.Occupancy.WindowQuestion;
import io.sightline.query.paging.Part;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.occupancy.SpotRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
  private final Occupancy occupancy;

  OccupancyController(Occupancy occupancy) {
    this.occupancy = occupancy;
  }

  /**
   * One spot as it is now.
   *
   * @param designations whom it is for; empty for anybody
   * @param track of the vehicle that stands there; null where none is followed
   * @param session the stay of that vehicle; null where that is not known
   * @param misused whether it is known that this vehicle must not stand there
   */
  record SpotNow(
      String site,
      String spot,
      @Schema(allowableValues = {"occupied", "free", "unknown"}) String state,
      @Schema(nullable = true) Instant since,
      @JsonProperty("for") List<String> designations,
      @Schema(nullable = true) String track,
      @Schema(nullable = true) String session,
      boolean misused) {
    static SpotNow of(SpotRows.SpotNow spot) {
      return new SpotNow(
          spot.site(),
          spot.spot(),
          spot.state(),
          spot.since(),
          spot.designations(),
          spot.track(),
          spot.session(),
          spot.misused());
    }
  }

  /**
   * The spots of what may be seen, counted, and a part of them.
   *
   * @param spots of all parts together
   * @param next cursor of the following part; null at the end
   */
  record OccupancyNow(
      long spots,
      long occupied,
      long free,
      long unknown,
      List<SpotNow> items,
      @Schema(nullable = true) String next) {
    static OccupancyNow of(Occupancy.Now now) {
      return new OccupancyNow(
          now.occupied() + now.free() + now.unknown(),
          now.occupied(),
          now.free(),
          now.unknown(),
          now.spots().items().stream().map(SpotNow::of).toList(),
          now.spots().next().orElse(null));
    }
  }

  @GetMapping("/occupancy/now")
  @Operation(
      operationId = "getOccupancyNow",
      summary = "Every spot as it is now; `since` is null for one that was never seen")
  OccupancyNow now(
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return OccupancyNow.of(occupancy.now(reader, site, new Part(limit, cursor)));
  }

  @GetMapping("/occupancy")
  @Operation(
      operationId = "listOccupancyWindows",
      summary =
          "Windows of a spot, a zone, a level or a whole site, newest first. Those that are not"
              + " `final` are still open")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(ref = "occupancy_windows_page")))
  FactPageBody windows(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) String level,
      @RequestParam(required = false) String spot,
      @RequestParam(defaultValue = "5m") String window,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(
        FactKinds.OCCUPANCY_WINDOWS,
        occupancy.windows(reader, new WindowQuestion(list, zone, level, spot, window)));
  }

  @GetMapping("/spots/{spot}/transitions")
  @Operation(
      operationId = "listSpotTransitions",
      summary = "Changes of a spot's state, newest first")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(ref = "spot_transitions_page")))
  FactPageBody transitions(
      @PathVariable String spot,
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(FactKinds.SPOT_TRANSITIONS, occupancy.transitions(reader, list, spot));
  }

  @GetMapping("/spot-stays")
  @Operation(
      operationId = "listSpotStays",
      summary =
          "Vehicles on spots, newest first. Those that are not `final` still stand there, or did"
              + " until they were lost from sight")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "spot_stays_page")))
  FactPageBody stays(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String spot,
      @RequestParam(required = false) UUID track,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(FactKinds.SPOT_STAYS, occupancy.stays(reader, list, spot, track));
  }
}
