package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Reader;
import io.sightline.query.cameras.Gaps;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.sessions.Sessions;
import io.sightline.query.sessions.Sessions.StayQuestion;
import io.sightline.query.vehicles.Vehicles;
import io.sightline.query.vehicles.Vehicles.PassageQuestion;
import io.sightline.store.facts.FactKinds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Passages through gates and stays. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "vehicles", description = "Passages through gates and stays")
class VehiclesController {
  private final Vehicles vehicles;
  private final Sessions sessions;
  private final Gaps gaps;

  VehiclesController(Vehicles vehicles, Sessions sessions, Gaps gaps) {
    this.vehicles = vehicles;
    this.sessions = sessions;
    this.gaps = gaps;
  }

  @GetMapping("/passages")
  @Operation(operationId = "listPassages", summary = "Crossings of gates, newest first")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "passages_page")))
  FactPageBody passages(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String gate,
      @RequestParam(required = false) String direction,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(
        FactKinds.PASSAGES,
        vehicles.passages(reader, new PassageQuestion(list, camera, gate, direction, plate)));
  }

  @GetMapping("/sessions")
  @Operation(
      operationId = "listSessions",
      summary =
          "Stays, newest first. `open` asks for those that have (not) ended, `overstay` for those"
              + " longer than the site allows")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(ref = "vehicle_sessions_page")))
  FactPageBody sessions(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Boolean open,
      @RequestParam(required = false) Boolean overstay,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(
        FactKinds.VEHICLE_SESSIONS,
        sessions.find(reader, new StayQuestion(list, plate, camera, open, overstay)));
  }

  @GetMapping("/tracks")
  @Operation(
      operationId = "listTracks",
      summary = "Vehicles followed through one camera's picture, newest first")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(ref = "vehicle_tracks_page")))
  FactPageBody tracks(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(FactKinds.VEHICLE_TRACKS, vehicles.tracks(reader, list, camera));
  }

  /**
   * So many vehicles were in a zone for so long.
   *
   * @param toMillis exclusive; null for the last one, which has no end
   */
  record DwellBucket(
      @JsonProperty("from_ms") long fromMillis,
      @JsonProperty("to_ms") @Schema(nullable = true) Long toMillis,
      long vehicles) {}

  @GetMapping("/dwell")
  @Operation(
      operationId = "getDwellHistogram",
      summary =
          "How long vehicles were in zones: how many by the length, shortest first, without empty"
              + " buckets. `bucket` is 10s, 1m, 5m, 15m or 1h")
  PageBody<DwellBucket> dwell(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String zone,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"10s", "1m", "5m", "15m", "1h"},
                      defaultValue = "5m"))
          @RequestParam(defaultValue = "5m")
          String bucket,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, null, null);
    return new PageBody<>(
        vehicles.dwell(reader, new Vehicles.DwellQuestion(list, camera, zone, bucket)).stream()
            .map(one -> new DwellBucket(one.fromMillis(), one.toMillis(), one.vehicles()))
            .toList(),
        null);
  }

  @GetMapping("/gaps")
  @Operation(
      operationId = "listGaps",
      summary = "Times in which a camera was not seen, newest first")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "camera_gaps_page")))
  FactPageBody gaps(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(FactKinds.CAMERA_GAPS, gaps.find(reader, list, camera));
  }
}
