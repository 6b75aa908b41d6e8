package io.sightline.query.emotions;

import io.sightline.query.access.Access;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What emotions faces showed; never whose. */
@RestController
@RequestMapping("/api/v1/emotions")
@Tag(name = "emotions", description = "What emotions faces showed")
class EmotionsController {
  private final JdbcClient jdbc;
  private final Access access;

  EmotionsController(JdbcClient jdbc, Access access) {
    this.jdbc = jdbc;
    this.access = access;
  }

  @GetMapping("/windows")
  @Operation(
      summary =
          "Shares of the faces by strongest emotion, per camera and minute, newest first; `faces`"
              + " counts them frame by frame")
  Page windows(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    return FactQuery.ofWindows("emotion_windows")
        .asked(run, access.sites(site, site != null), from, to, limit, cursor)
        .where("scope", camera == null ? null : "camera")
        .where("scope_id", camera)
        .read(jdbc);
  }
}
