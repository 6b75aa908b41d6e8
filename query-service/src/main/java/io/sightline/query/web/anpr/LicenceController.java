package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.licence.Licence;
import io.sightline.query.access.Editor;
import io.sightline.query.licences.Licences;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** ANPR City's door to licences and what is used. */
@RestController
@RequestMapping("/api/licenses")
@Tag(name = "anpr")
class LicenceController {
  private final Licences licences;

  LicenceController(Licences licences) {
    this.licences = licences;
  }

  /** A key, and the node that is to use it. */
  @Schema(name = "AnprActivation")
  record ActivationBody(
      @JsonProperty("license_key") String key, @JsonProperty("node_id") String node) {}

  /**
   * What a node may use.
   *
   * @param cameras most of them; null for any number
   * @param expiresAt null for never
   */
  @Schema(name = "AnprLicence")
  record LicenceBody(
      boolean activated,
      @JsonProperty("expires_at") @Schema(nullable = true) Instant expiresAt,
      List<String> features,
      @Schema(nullable = true) Integer cameras) {
    static LicenceBody of(Licence licence) {
      return new LicenceBody(true, licence.expiresAt(), licence.features(), licence.cameras());
    }
  }

  @PostMapping("/activate")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "licence.public-key is not set")
  @Operation(operationId = "activateLicence", summary = "Has a node use a licence; for admins")
  LicenceBody activate(@RequestBody ActivationBody body, Editor editor) {
    return LicenceBody.of(licences.activate(editor, body.key(), body.node()));
  }

  /** What a node uses at a time. */
  @Schema(name = "AnprUsage")
  record UsageBody(
      @JsonProperty("node_id") String node,
      @JsonProperty("camera_count") Integer cameras,
      @Schema(nullable = true) Instant timestamp) {}

  /** That something was noted. */
  @Schema(name = "AnprRecorded")
  record RecordedBody(boolean recorded) {}

  @PostMapping("/usage")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @Operation(operationId = "reportNodeUsage", summary = "Notes how many cameras a node has")
  RecordedBody use(@RequestBody UsageBody body, Editor editor) {
    editor.requireAdmin();
    licences.use(body.node(), body.cameras(), body.timestamp());
    return new RecordedBody(true);
  }
}
