package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.alerts.Silences;
import io.sightline.query.alerts.Silences.Wanted;
import io.sightline.query.paging.Part;
import io.sightline.store.alerts.SilenceRows.Silence;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What nobody wants to be told of for a while. */
@RestController
@RequestMapping("/api/v1/silences")
@Tag(
    name = "silences",
    description =
        "Alerts that nobody, or nobody of a role, wants to be told of for a while. They are raised all"
            + " the same, and lists say of each whether it is `silenced` for who asks")
class SilencesController {
  private final Silences silences;

  SilencesController(Silences silences) {
    this.silences = silences;
  }

  /** A silence. */
  @Schema(name = "Silence")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record SilenceBody(
      UUID id,
      String site,
      @JsonProperty("alert_kind") @Schema(nullable = true, description = "Null for any")
          String alertKind,
      @Schema(nullable = true, description = "Null for any") String camera,
      @Schema(nullable = true, description = "Null for any") String entry,
      @Schema(nullable = true, description = "Of a spot or zone; null for any") String place,
      @Schema(
              nullable = true,
              description =
                  "viewer, clerk or admin: whom they are not shown to; null for everybody, and for"
                      + " receivers")
          String role,
      Instant from,
      Instant until,
      @Schema(nullable = true) String reason,
      @JsonProperty("made_by") @Schema(nullable = true) String madeBy,
      @JsonProperty("made_at") Instant madeAt) {
    static SilenceBody of(Silence one) {
      return new SilenceBody(
          one.id(),
          one.site(),
          one.kind(),
          one.camera(),
          one.entry(),
          one.place(),
          one.role(),
          one.beginsAt(),
          one.endsAt(),
          one.reason(),
          one.madeBy(),
          one.madeAt());
    }
  }

  /** What is to be silent. */
  record NewSilence(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String site,
      @JsonProperty("alert_kind") @Schema(nullable = true, description = "Left out for any")
          String alertKind,
      @Schema(nullable = true, maxLength = 200, description = "Left out for any") String camera,
      @Schema(nullable = true, maxLength = 200, description = "Left out for any") String entry,
      @Schema(nullable = true, maxLength = 200, description = "Left out for any") String place,
      @Schema(
              nullable = true,
              description =
                  "viewer, clerk or admin: whom it is not shown to; left out for everybody, and for webhooks and mail")
          String role,
      @Schema(nullable = true, description = "Event time; left out for now") Instant from,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Event time")
          Instant until,
      @Schema(nullable = true, maxLength = 1_000) String reason) {
    Wanted wanted() {
      return new Wanted(site, alertKind, camera, entry, place, role, from, until, reason);
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "There are too many")
  @Operation(
      operationId = "createSilence",
      summary = "Keeps alerts of a site from people and receivers for a while; for clerks")
  SilenceBody add(@RequestBody NewSilence wanted, Editor editor) {
    return SilenceBody.of(silences.add(editor, wanted.wanted()));
  }

  @GetMapping
  @Operation(operationId = "listSilences", summary = "What is silent; what ends last is first")
  PageBody<SilenceBody> list(
      @RequestParam(required = false) String site,
      @Schema(description = "Whether only those that are not over")
          @RequestParam(defaultValue = "false")
          boolean active,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return PageBody.of(
        silences.list(reader, site, active, new Part(limit, cursor)), SilenceBody::of);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "endSilence",
      summary = "Ends it now; what was silent stays so. For clerks of the site")
  void end(@PathVariable UUID id, Editor editor) {
    silences.end(editor, id);
  }
}
