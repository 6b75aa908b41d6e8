package io.sightline.query.web;

import io.sightline.query.QueryServiceOptions;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The dashboard, and the reference of this interface. */
@RestController
@Hidden
class PagesController {
  private final QueryServiceOptions options;

  PagesController(QueryServiceOptions options) {
    this.options = options;
  }

  @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<Resource> dashboard() {
    return page("static/index.html");
  }

  @GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, String> about() {
    // The version is of this door, as CarWatch's clients know it.
    return Map.of(
        "message",
        "Sightline is running",
        "version",
        "1.0.0",
        "status",
        "healthy",
        "sightline",
        options.version());
  }

  @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<Resource> docs() {
    return page("static/docs.html");
  }

  private static ResponseEntity<Resource> page(String path) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .contentType(MediaType.TEXT_HTML)
        .body(new ClassPathResource(path));
  }
}
