package io.sightline.query.plates;

import io.sightline.media.store.EvidenceNames;
import io.sightline.media.store.MediaStore;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Audit;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Page;
import io.sightline.query.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Plates that were read, and the pictures kept of them. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "plates", description = "Plates that were read")
class PlatesController {
  private final JdbcClient jdbc;
  private final Access access;
  private final Audit audit;
  private final QueryServiceOptions options;

  PlatesController(JdbcClient jdbc, Access access, Audit audit, QueryServiceOptions options) {
    this.jdbc = jdbc;
    this.access = access;
    this.audit = audit;
    this.options = options;
  }

  @GetMapping({"/plates", "/events"})
  @Operation(summary = "Plates that were read, one a track, newest first")
  Page plates(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) UUID track,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor) {
    return FactQuery.of("plate_reads")
        .asked(run, access.sites(site, site != null), from, to, limit, cursor)
        .where("camera", camera)
        .where("text", plate)
        .where("track", track)
        .read(jdbc);
  }

  @GetMapping(path = "/plates/{id}/evidence", produces = MediaType.IMAGE_JPEG_VALUE)
  @Operation(summary = "The picture of a plate's best view, where its camera keeps evidence")
  ResponseEntity<byte[]> evidence(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "live") String run,
      HttpServletRequest request)
      throws IOException {
    Map<String, Object> plate =
        jdbc
            .sql(
                // Runs of stored observations keep no pictures: those are their source's.
                "select p.site, camera, evidence, coalesce(r.from_run, p.run) as kept_by"
                    + " from plate_reads p left join runs r on r.run = p.run"
                    + " where p.run = ? and p.id = ? and not p.retracted")
            .params(run, id)
            .query()
            .listOfRows()
            .stream()
            .filter(row -> access.sites() == null || access.sites().contains(row.get("site")))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("A plate " + id + " in this run"));
    Optional<byte[]> picture = Optional.empty();
    if (plate.get("evidence") != null) {
      try (MediaStore store = options.pictures().open()) {
        picture =
            store.get(
                EvidenceNames.of((String) plate.get("kept_by"), (String) plate.get("evidence")));
      }
    }
    audit.noteLook(request, Access.username(), (String) plate.get("camera"));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.IMAGE_JPEG)
        .body(picture.orElseThrow(() -> Problem.notFound("A picture of this plate")));
  }
}
