package io.sightline.query.web.v1;

import io.sightline.query.access.Editor;
import io.sightline.query.metrics.Metrics;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is counted, for Prometheus. */
@RestController
@Tag(name = "health")
class MetricsController {
  private static final MediaType TEXT =
      MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

  private final Metrics metrics;

  MetricsController(Metrics metrics) {
    this.metrics = metrics;
  }

  @GetMapping(path = "/metrics", produces = MediaType.TEXT_PLAIN_VALUE)
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/plain", schema = @Schema(type = "string")))
  @Operation(
      operationId = "getMetrics",
      summary =
          "What is counted, in Prometheus' text format; for admins, and their keys with the scope `metrics`")
  ResponseEntity<String> metrics(Editor editor) {
    // It names cameras of all sites.
    editor.requireAdmin();
    return ResponseEntity.ok().contentType(TEXT).body(metrics.text());
  }
}
