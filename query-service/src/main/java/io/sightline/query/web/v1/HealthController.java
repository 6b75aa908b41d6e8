package io.sightline.query.web.v1;

import io.sightline.query.health.Health;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the service lives, and whether it can answer. */
@RestController
@Tag(name = "health", description = "Whether the service lives, and whether it can answer")
class HealthController {
  private static final Map<String, String> ENDPOINTS = Map.of("auth", "/auth/*", "api", "/api/*");

  private final Health health;

  HealthController(Health health) {
    this.health = health;
  }

  /** The service and what it needs. */
  record HealthBody(
      String status,
      String service,
      Map<String, String> endpoints,
      String version,
      String database) {}

  /** Up or down. */
  record Pulse(String status) {
    static Pulse of(boolean up) {
      return new Pulse(up ? "up" : "down");
    }
  }

  @GetMapping("/health")
  @Operation(summary = "The service and what it needs; 503 while the database is away")
  ResponseEntity<HealthBody> health() {
    Health.Condition now = health.now();
    return answer(
        now,
        new HealthBody(
            now.isReady() ? "healthy" : "unhealthy",
            now.service(),
            ENDPOINTS,
            now.version(),
            Pulse.of(now.database()).status()));
  }

  @GetMapping("/health/live")
  @Operation(summary = "200 while the process lives")
  Pulse live() {
    return Pulse.of(true);
  }

  @GetMapping("/health/ready")
  @Operation(summary = "200 while it can answer, else 503")
  ResponseEntity<Pulse> ready() {
    Health.Condition now = health.now();
    return answer(now, Pulse.of(now.isReady()));
  }

  private static <T> ResponseEntity<T> answer(Health.Condition now, T body) {
    return ResponseEntity.status(now.isReady() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(body);
  }
}
