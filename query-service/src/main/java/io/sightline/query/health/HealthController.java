package io.sightline.query.health;

import io.sightline.domain.settings.Settings;
import io.sightline.query.QueryServiceOptions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the service lives, and whether it can answer. */
@RestController
@Tag(name = "health", description = "Whether the service lives, and whether it can answer")
class HealthController {
  private final JdbcClient jdbc;
  private final QueryServiceOptions options;

  HealthController(JdbcClient jdbc, QueryServiceOptions options) {
    this.jdbc = jdbc;
    this.options = options;
  }

  @GetMapping("/health")
  @Operation(summary = "The service and what it needs; 503 while the database is away")
  ResponseEntity<Map<String, Object>> health() {
    boolean ready = databaseAnswers();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", ready ? "healthy" : "unhealthy");
    body.put("service", options.settings().get(Settings.SERVICE_NAME));
    body.put("endpoints", Map.of("auth", "/auth/*", "api", "/api/*"));
    body.put("version", options.version());
    body.put("database", ready ? "up" : "down");
    return answer(ready, body);
  }

  @GetMapping("/health/live")
  @Operation(summary = "200 while the process lives")
  Map<String, Object> live() {
    return Map.of("status", "up");
  }

  @GetMapping("/health/ready")
  @Operation(summary = "200 while it can answer, else 503")
  ResponseEntity<Map<String, Object>> ready() {
    boolean ready = databaseAnswers();
    return answer(ready, Map.of("status", ready ? "up" : "down"));
  }

  private static ResponseEntity<Map<String, Object>> answer(
      boolean ready, Map<String, Object> body) {
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).body(body);
  }

  private boolean databaseAnswers() {
    try {
      return jdbc.sql("select 1").query(Integer.class).single() == 1;
    } catch (RuntimeException e) {
      // That it does not answer is the answer.
      return false;
    }
  }
}
