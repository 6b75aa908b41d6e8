package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.facts.Alert;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.alerts.Alerts;
import io.sightline.query.alerts.Alerts.AlertQuestion;
import io.sightline.query.facts.ListQuestion;
import io.sightline.store.alerts.AlertRows.Row;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people are told of. */
@RestController
@RequestMapping("/api/v1/alerts")
@Tag(
    name = "alerts",
    description =
        "What people are told of: who is wanted, who stays too long, what is full, which camera is"
            + " down. Live, an alert is there as"
            + " soon as it is noticed; it is `final` when every camera has passed that time, and"
            + " gone again where later evidence shows that it was wrong")
class AlertsController {
  private final Alerts alerts;

  AlertsController(Alerts alerts) {
    this.alerts = alerts;
  }

  /**
   * An alert.
   *
   * @param at event time of its cause
   */
  @Schema(name = "Alert")
  record AlertBody(
      String run,
      UUID id,
      String site,
      Instant at,
      @Schema(
              allowableValues = {
                "watchlist",
                "overstay",
                "spot-stay",
                "spot-misuse",
                "zone-stay",
                "forbidden-zone",
                "full",
                "free-again",
                "camera-down",
                "camera-back",
                "camera-blind",
                "camera-sees"
              })
          String kind,
      @Schema(description = "What makes it the same alert in every run") String cause,
      @Schema(description = "What is said; it names no plate") String text,
      @Schema(nullable = true) String camera,
      @Schema(nullable = true) String plate,
      @Schema(nullable = true, description = "Id of the watchlist's entry") String entry,
      @Schema(nullable = true, description = "The track in which it was noticed") UUID track,
      @Schema(nullable = true, description = "The vehicle's stay") UUID session,
      @Schema(nullable = true, description = "Id of the spot or zone") String place,
      @JsonProperty("final") boolean isFinal,
      @JsonProperty("acknowledged_at")
          @Schema(nullable = true, description = "Null while nobody has seen to it")
          Instant acknowledgedAt,
      @JsonProperty("acknowledged_by") @Schema(nullable = true) String acknowledgedBy,
      @Schema(description = "Whether nobody of your role wants to be told of it")
          boolean silenced) {
    static AlertBody of(Row row) {
      Alert alert = row.alert();
      return new AlertBody(
          row.run(),
          UUID.fromString(alert.head().id()),
          alert.head().site(),
          Instant.ofEpochMilli(alert.head().atMillis()),
          alert.kind().key(),
          alert.cause(),
          alert.text(),
          alert.camera(),
          alert.plate(),
          alert.entry(),
          id(alert.track()),
          id(alert.session()),
          alert.place(),
          alert.head().isFinal(),
          row.acknowledgedAt(),
          row.acknowledgedBy(),
          row.silenced());
    }

    private static UUID id(String text) {
      return text == null ? null : UUID.fromString(text);
    }
  }

  @GetMapping
  @Operation(operationId = "listAlerts", summary = "What people are told of, the newest first")
  PageBody<AlertBody> alerts(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @Schema(
              allowableValues = {
                "watchlist",
                "overstay",
                "spot-stay",
                "spot-misuse",
                "zone-stay",
                "forbidden-zone",
                "full",
                "free-again",
                "camera-down",
                "camera-back",
                "camera-blind",
                "camera-sees"
              })
          @RequestParam(required = false)
          String kind,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String entry,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) Boolean acknowledged,
      @RequestParam(required = false) Boolean silenced,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return PageBody.of(
        alerts.find(
            reader, new AlertQuestion(list, kind, camera, entry, plate, acknowledged, silenced)),
        AlertBody::of);
  }

  @PostMapping("/{id}/acknowledge")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @Operation(
      operationId = "acknowledgeAlert",
      summary =
          "Notes that somebody has seen to an alert; who was first stays; for clerks of the site")
  AlertBody acknowledge(
      @PathVariable UUID id, @RequestParam(defaultValue = "live") String run, Editor editor) {
    return AlertBody.of(alerts.acknowledge(editor, run, id));
  }
}
