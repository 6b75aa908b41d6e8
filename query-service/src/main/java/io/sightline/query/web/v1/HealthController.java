package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.health.Health;
import io.sightline.query.health.ModelFound;
import io.sightline.store.health.Vitals;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the service lives, whether it can answer, and how what it stands on is. */
@RestController
@Tag(name = "health", description = "Whether the service lives, and whether it can answer")
class HealthController {
  private static final Map<String, String> ENDPOINTS = Map.of("auth", "/auth/*", "api", "/api/*");

  private final Health health;

  HealthController(Health health) {
    this.health = health;
  }

  /** One thing that the service stands on: a word for machines, a sentence for people. */
  record PartBody(String state, String says) {
    static PartBody of(Health.Part part) {
      return new PartBody(part.state(), part.says());
    }
  }

  /** How many live cameras are seen, and since when one is not. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CamerasBody(
      String state,
      String says,
      Integer up,
      Integer down,
      Integer refused,
      @JsonProperty("never_seen") Integer neverSeen,
      Instant since) {
    static CamerasBody of(Health.Part part, Vitals.Cameras counted) {
      return counted == null
          ? new CamerasBody(part.state(), part.says(), null, null, null, null, null)
          : new CamerasBody(
              part.state(),
              part.says(),
              counted.up(),
              counted.down(),
              counted.refused(),
              counted.unseen(),
              counted.missingSince());
    }
  }

  /** What the service stands on. */
  record PartsBody(
      PartBody database,
      PartBody job,
      PartBody runs,
      CamerasBody cameras,
      PartBody models,
      PartBody disk,
      PartBody kafka,
      PartBody gpu) {}

  /** The service and what it needs. */
  record HealthBody(
      String status,
      String service,
      Map<String, String> endpoints,
      String version,
      String database,
      PartsBody parts) {}

  /** Up or down. */
  record Pulse(String status) {
    static Pulse of(boolean up) {
      return new Pulse(up ? "up" : "down");
    }
  }

  /** A model that was found; {@code problem} where it cannot be used. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ModelBody(String id, String task, String version, boolean usable, String problem) {
    static ModelBody of(ModelFound model) {
      return new ModelBody(
          model.id(), model.task(), model.version(), model.isUsable(), model.problem());
    }
  }

  /** The models that were found. */
  record ModelsBody(String state, String says, List<ModelBody> models) {}

  @GetMapping("/health")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = HealthBody.class)))
  @ApiResponse(
      responseCode = "503",
      description = "The database is away",
      content = @Content(schema = @Schema(implementation = HealthBody.class)))
  @Operation(
      operationId = "getHealth",
      summary =
          "The service and what it stands on: healthy, degraded (it answers, and something is"
              + " missing), or unhealthy with 503 while the database is away")
  ResponseEntity<HealthBody> health() {
    Health.Condition now = health.now();
    return answer(
        now.isReady(),
        new HealthBody(
            status(now.grade()),
            now.service(),
            ENDPOINTS,
            now.version(),
            now.database().state(),
            new PartsBody(
                PartBody.of(now.database()),
                PartBody.of(now.job()),
                PartBody.of(now.runs()),
                CamerasBody.of(now.cameras(), now.counted()),
                PartBody.of(now.models()),
                PartBody.of(now.disk()),
                PartBody.of(now.kafka()),
                PartBody.of(now.gpu()))));
  }

  private static String status(Health.Grade grade) {
    return switch (grade) {
      case FINE -> "healthy";
      case DEGRADED -> "degraded";
      case UNUSABLE -> "unhealthy";
    };
  }

  @GetMapping("/health/live")
  @Operation(operationId = "getLiveness", summary = "200 while the process lives")
  Pulse live() {
    return Pulse.of(true);
  }

  @GetMapping("/health/ready")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Pulse.class)))
  @ApiResponse(
      responseCode = "503",
      description = "The database is away",
      content = @Content(schema = @Schema(implementation = Pulse.class)))
  @Operation(operationId = "getReadiness", summary = "200 while it can answer, else 503")
  ResponseEntity<Pulse> ready() {
    boolean ready = health.database().grade() != Health.Grade.UNUSABLE;
    return answer(ready, Pulse.of(ready));
  }

  @GetMapping("/health/models")
  @Operation(
      operationId = "listModels",
      summary = "The models that were found, and why those that cannot be used cannot")
  ModelsBody models() {
    Health.Part part = health.models();
    return new ModelsBody(
        part.state(), part.says(), health.found().stream().map(ModelBody::of).toList());
  }

  @GetMapping("/health/gpu")
  @Operation(operationId = "getDevice", summary = "What models run on")
  PartBody gpu() {
    return PartBody.of(health.gpu());
  }

  private static <T> ResponseEntity<T> answer(boolean ready, T body) {
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).body(body);
  }
}
