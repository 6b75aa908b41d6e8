package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.health.Health;
import io.sightline.query.runs.Uploads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** ANPR City's door to how things are, for admins. */
@RestController
@Tag(name = "anpr")
class AdminController {
  private final Health health;
  private final Uploads uploads;

  AdminController(Health health, Uploads uploads) {
    this.health = health;
    this.uploads = uploads;
  }

  /** Videos that wait. */
  @Schema(name = "AnprQueue")
  record QueueBody(String status, @JsonProperty("pending_jobs") long pending) {}

  /** The service and what it stands on. */
  @Schema(name = "AnprHealth")
  record HealthBody(
      @Schema(allowableValues = {"healthy", "degraded", "unhealthy"}) String status,
      String database,
      QueueBody queue) {}

  @GetMapping("/api/admin/health")
  @Operation(
      operationId = "getAnprHealth",
      summary = "The service, its database, and the videos that wait; for admins")
  HealthBody health(Editor editor) {
    editor.requireAdmin();
    Health.Condition now = health.now();
    String status =
        switch (now.grade()) {
          case FINE -> "healthy";
          case DEGRADED -> "degraded";
          case UNUSABLE -> "unhealthy";
        };
    return new HealthBody(
        status,
        now.database().state().toLowerCase(Locale.ROOT),
        new QueueBody("healthy", uploads.waiting()));
  }
}
