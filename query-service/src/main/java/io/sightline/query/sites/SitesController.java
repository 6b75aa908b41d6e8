package io.sightline.query.sites;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.site.Camera;
import io.sightline.domain.site.SiteDocument;
import io.sightline.query.access.Access;
import io.sightline.query.access.Audit;
import io.sightline.query.access.Role;
import io.sightline.query.web.FactQuery;
import io.sightline.query.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sites and cameras. Changes reach the running job within seconds. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "sites", description = "Sites and cameras; changes reach the running job in seconds")
class SitesController {
  private final Registry registry;
  private final Snapshots snapshots;
  private final Access access;
  private final Audit audit;
  private final JdbcClient jdbc;

  SitesController(
      Registry registry, Snapshots snapshots, Access access, Audit audit, JdbcClient jdbc) {
    this.registry = registry;
    this.snapshots = snapshots;
    this.access = access;
    this.audit = audit;
    this.jdbc = jdbc;
  }

  /** A site in the list. */
  record Listed(
      String site,
      String name,
      @JsonProperty("time_zone") String timeZone,
      long cameras,
      long spots) {}

  @GetMapping("/sites")
  @Operation(summary = "The sites that may be seen")
  List<Listed> sites() {
    Set<String> sites = access.sites();
    return jdbc.sql(
            """
            select s.site, s.name, s.time_zone,
              (select count(*) from cameras c where c.site = s.site),
              (select count(distinct spot) from spots p where p.site = s.site)
            from sites s where cast(:sites as text[]) is null or s.site = any (:sites)
            order by s.site limit 1000
            """)
        .param("sites", sites == null ? null : sites.toArray(String[]::new))
        .query(
            (row, number) ->
                new Listed(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5)))
        .list();
  }

  @GetMapping("/sites/{site}")
  @Operation(summary = "A site in the form of its file, without credentials")
  Map<String, Object> site(@PathVariable String site) {
    access.require(site, Role.VIEWER);
    return SiteDocument.of(registry.require(site));
  }

  @PostMapping(
      path = "/sites",
      consumes = {MediaType.APPLICATION_JSON_VALUE, "application/yaml", "text/yaml"})
  @ResponseStatus(HttpStatus.CREATED)
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(summary = "Adds a site: its file, as YAML or JSON")
  Map<String, Object> create(@RequestBody String document, HttpServletRequest request) {
    Map<String, Object> stored =
        SiteDocument.of(registry.store(document, null, false, Access.username()));
    audit.note(request, Access.username(), "create-site", stored.get("site").toString());
    return stored;
  }

  @PutMapping(
      path = "/sites/{site}",
      consumes = {MediaType.APPLICATION_JSON_VALUE, "application/yaml", "text/yaml"})
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(
      summary =
          "Makes a site what its file says, as YAML or JSON. A camera whose address comes without"
              + " credentials keeps those it has")
  Map<String, Object> replace(
      @PathVariable String site, @RequestBody String document, HttpServletRequest request) {
    Map<String, Object> stored =
        SiteDocument.of(registry.store(document, site, true, Access.username()));
    audit.note(request, Access.username(), "change-site", site);
    return stored;
  }

  @GetMapping("/cameras")
  @Operation(summary = "The cameras that may be seen, and whether they are seen now")
  List<Map<String, Object>> cameras(@RequestParam(required = false) String site) {
    return read(site, null);
  }

  @GetMapping("/cameras/{camera}")
  @Operation(summary = "A camera with its spots, zones and gates")
  Map<String, Object> camera(@PathVariable String camera) {
    String site = siteOf(camera);
    Map<String, Object> shown = new LinkedHashMap<>(read(site, camera).get(0));
    registry
        .require(site)
        .camera(camera)
        .map(SiteDocument::of)
        .ifPresent(document -> shown.put("layout", document));
    return shown;
  }

  private List<Map<String, Object>> read(String site, String camera) {
    Set<String> sites = access.sites(site, site != null);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("sites", sites == null ? null : sites.toArray(String[]::new));
    parameters.put("camera", camera);
    List<Map<String, Object>> rows =
        jdbc.sql(
                """
                select c.camera, c.site, c.uri, c.live, c.sample_fps, c.credentials is not null as has_credentials,
                  coalesce(l.up and l.at > now() - interval '30 seconds', false) as up,
                  case when l.up and l.at <= now() - interval '30 seconds' then 'no-news' else l.reason end as reason,
                  l.at as seen_at, l.width, l.height, l.boxes::text as boxes
                from cameras c left join camera_latest l using (camera)
                where (cast(:sites as text[]) is null or c.site = any (:sites))
                  and (cast(:camera as text) is null or c.camera = :camera)
                order by c.camera limit 1000
                """)
            .params(parameters)
            .query()
            .listOfRows();
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> one = FactQuery.shown(row);
      Object boxes = one.get("boxes");
      one.put(
          "boxes",
          boxes == null
              ? List.of()
              : io.sightline.domain.json.Json.read(boxes.toString(), List.class));
      shown.add(one);
    }
    return shown;
  }

  private String siteOf(String camera) {
    String site = registry.siteOf(camera);
    try {
      access.require(site, Role.VIEWER);
    } catch (Problem e) {
      throw Problem.notFound("The camera '" + camera + "'");
    }
    return site;
  }

  @PostMapping("/cameras")
  @ResponseStatus(HttpStatus.CREATED)
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(summary = "Adds a camera: `site`, and its members in the site file")
  Map<String, Object> addCamera(
      @RequestBody Map<String, Object> camera, HttpServletRequest request) {
    Map<String, Object> own = new LinkedHashMap<>(camera);
    if (!(own.remove("site") instanceof String site)) {
      throw Problem.badRequest("`site` is missing; say which site the camera belongs to.");
    }
    Map<String, Object> stored = registry.addCamera(site, own, Access.username());
    audit.note(request, Access.username(), "add-camera", String.valueOf(stored.get("id")));
    return stored;
  }

  @PatchMapping("/cameras/{camera}")
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(summary = "Changes a camera's members in the site file (JSON merge patch)")
  Map<String, Object> patchCamera(
      @PathVariable String camera,
      @RequestBody Map<String, Object> patch,
      HttpServletRequest request) {
    Map<String, Object> stored =
        registry.patchCamera(siteOf(camera), camera, patch, Access.username());
    audit.note(request, Access.username(), "change-camera", camera);
    return stored;
  }

  @DeleteMapping("/cameras/{camera}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @PreAuthorize("hasRole('ADMIN')")
  @Operation(summary = "Takes a camera away; what it saw stays")
  void deleteCamera(@PathVariable String camera, HttpServletRequest request) {
    registry.deleteCamera(siteOf(camera), camera, Access.username());
    audit.note(request, Access.username(), "delete-camera", camera);
  }

  @GetMapping(path = "/cameras/{camera}/snapshot", produces = MediaType.IMAGE_JPEG_VALUE)
  @Operation(summary = "The camera's picture of now; `boxes` draws what was seen last into it")
  ResponseEntity<byte[]> snapshot(
      @PathVariable String camera,
      @RequestParam(defaultValue = "true") boolean boxes,
      HttpServletRequest request) {
    String site = siteOf(camera);
    byte[] picture = snapshots.of(camera, boxes ? read(site, camera).get(0) : Map.of());
    audit.noteLook(request, Access.username(), camera);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.IMAGE_JPEG)
        .body(picture);
  }

  @GetMapping("/cameras/{camera}/layout")
  @Operation(summary = "A camera's spots, zones and gates alone")
  Map<String, Object> layout(@PathVariable String camera) {
    Camera found =
        registry
            .require(siteOf(camera))
            .camera(camera)
            .orElseThrow(() -> Problem.notFound("The camera '" + camera + "'"));
    return SiteDocument.of(found);
  }
}
