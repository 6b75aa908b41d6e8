package io.sightline.query.web.v1;

import io.sightline.domain.BadInput;
import io.sightline.query.occupancy.Availability;
import io.sightline.query.occupancy.Availability.Counts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For signs at the road, and apps: counts of the sites that the operator has made public. */
@RestController
@Tag(name = "occupancy", description = "Parking spots: as they are, over time, and each change")
class AvailabilityController {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Availability availability;

  AvailabilityController(Availability availability) {
    this.availability = availability;
  }

  /**
   * How a site's spots are.
   *
   * @param unknown of how many it is not known now
   */
  @Schema(name = "Availability")
  record CountsBody(
      String site, Instant at, long free, long occupied, long unknown, long capacity) {
    static CountsBody of(Counts counts) {
      return new CountsBody(
          counts.site(),
          counts.at(),
          counts.free(),
          counts.occupied(),
          counts.unknown(),
          counts.capacity());
    }

    private String line() {
      return "%d free of %d".formatted(free, capacity)
          + (unknown == 0 ? "" : ", %d not known".formatted(unknown))
          + "\n";
    }
  }

  private static boolean isText(String format) {
    return switch (format) {
      case "text" -> true;
      case "json" -> false;
      default -> throw new BadInput("`format` should be json or text.");
    };
  }

  @GetMapping(
      path = "/availability",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
  @Operation(
      operationId = "availability",
      summary = "How many spots of a site are free",
      description =
          "To everybody, of the sites that the setting `availability.sites` names; of no other."
              + " `format=text` or `Accept: text/plain` gives one line for signs.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = CountsBody.class)),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"))
      })
  ResponseEntity<Object> availability(
      @RequestParam String site,
      @Schema(allowableValues = {"json", "text"}) @RequestParam(required = false) String format,
      @RequestHeader(name = "Accept", required = false) String accept) {
    CountsBody body = CountsBody.of(availability.of(site));
    boolean text =
        format == null
            ? accept != null && accept.startsWith(MediaType.TEXT_PLAIN_VALUE)
            : isText(format);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
        .contentType(
            text
                ? MediaType.parseMediaType("text/plain;charset=UTF-8")
                : MediaType.APPLICATION_JSON)
        .body(text ? body.line() : body);
  }
}
