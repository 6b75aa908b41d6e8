package io.sightline.query.web.visionai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.emotions.EmotionModel;
import io.sightline.query.health.Health;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** VisionAI's question how the service is. */
@RestController("visionAiHealth")
@Tag(name = "health")
class HealthController {
  private final Health health;
  private final Optional<EmotionModel> model;

  HealthController(Health health, Optional<EmotionModel> model) {
    this.health = health;
    this.model = model;
  }

  /**
   * How it is.
   *
   * @param status {@code healthy} or {@code unhealthy}
   * @param database {@code connected} or {@code disconnected}
   */
  record VisionAiHealth(
      String status,
      String service,
      String version,
      @JsonProperty("model_loaded") boolean modelLoaded,
      String database) {}

  @GetMapping("/api/v1/health")
  @Operation(
      operationId = "getVisionAiHealth",
      summary = "How the service is, as clients of VisionAI ask it")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "503", description = "Nobody can be answered")
  ResponseEntity<VisionAiHealth> health() {
    Health.Condition now = health.now();
    boolean ready = now.isReady();
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(
            new VisionAiHealth(
                ready ? "healthy" : "unhealthy",
                "VisionAI Backend",
                now.version(),
                model.isPresent(),
                ready ? "connected" : "disconnected"));
  }
}
