package io.sightline.query.web.v1;

import io.sightline.query.access.Reader;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.plates.Plates;
import io.sightline.query.plates.Plates.PlateQuestion;
import io.sightline.store.facts.FactKinds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Plates that were read, and the pictures kept of them. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "plates", description = "Plates that were read")
class PlatesController {
  private final Plates plates;

  PlatesController(Plates plates) {
    this.plates = plates;
  }

  @GetMapping({"/plates", "/events"})
  @Operation(
      operationId = "listPlates",
      summary = "Plates that were read, one a track, newest first")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "plate_reads_page")))
  FactPageBody plates(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) UUID track,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(
        FactKinds.PLATE_READS, plates.find(reader, new PlateQuestion(list, camera, plate, track)));
  }

  @GetMapping(path = "/plates/{id}/evidence", produces = MediaType.IMAGE_JPEG_VALUE)
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary")))
  @Operation(
      operationId = "getPlateEvidence",
      summary = "The picture of a plate's best view, where its camera keeps evidence")
  ResponseEntity<byte[]> evidence(
      @PathVariable UUID id, @RequestParam(defaultValue = "live") String run, Reader reader) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.IMAGE_JPEG)
        .body(plates.picture(reader, run, id));
  }
}
