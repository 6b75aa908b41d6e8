package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.site.Site;
import io.sightline.domain.site.SiteDocument;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Part;
import io.sightline.query.sites.Sites;
import io.sightline.store.sites.SiteRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sites. Changes reach the running job within seconds. */
@RestController
@RequestMapping("/api/v1/sites")
@Tag(name = "sites", description = "Sites and cameras; changes reach the running job in seconds")
class SitesController {
  private final Sites sites;

  SitesController(Sites sites) {
    this.sites = sites;
  }

  /** A site in the list. */
  @Schema(name = "SiteSummary")
  record SiteSummary(
      String site,
      String name,
      @JsonProperty("time_zone") String timeZone,
      long cameras,
      long spots) {
    static SiteSummary of(SiteRows.Listed site) {
      return new SiteSummary(
          site.site(), site.name(), site.timeZone(), site.cameras(), site.spots());
    }
  }

  @GetMapping
  @Operation(operationId = "listSites", summary = "The sites that may be seen")
  PageBody<SiteSummary> sites(
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return PageBody.of(sites.list(reader, new Part(limit, cursor)), SiteSummary::of);
  }

  @GetMapping("/{site}")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "Site")))
  @Operation(
      operationId = "getSite",
      summary =
          "A site in the form of its file, without credentials; admins are also told who is wanted"
              + " and who may stand where")
  ResponseEntity<Map<String, Object>> site(@PathVariable String site, Reader reader) {
    Site found = sites.find(reader, site);
    return ResponseEntity.ok().eTag(found.layoutVersion()).body(told(found, reader));
  }

  /** Plates of the watchlist and of permits are told to admins only. */
  static Map<String, Object> told(Site site, Reader reader) {
    Map<String, Object> document = SiteDocument.of(site);
    if (!reader.isAdmin()) {
      document.remove("watchlist");
      document.remove("permits");
    }
    return document;
  }

  @PostMapping(consumes = {MediaType.APPLICATION_JSON_VALUE, "application/yaml", "text/yaml"})
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "409", description = "There is a site of this id")
  @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(ref = "Site")))
  @Operation(operationId = "addSite", summary = "Adds a site: its file, as YAML or JSON")
  Map<String, Object> create(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "Site")),
                @Content(mediaType = "application/yaml", schema = @Schema(ref = "Site"))
              })
          @RequestBody
          String document,
      Editor editor) {
    return SiteDocument.of(sites.create(editor, document));
  }

  @PutMapping(
      path = "/{site}",
      consumes = {MediaType.APPLICATION_JSON_VALUE, "application/yaml", "text/yaml"})
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "Site")))
  @ApiResponse(responseCode = "412", description = "It is not the one of If-Match any more")
  @Operation(
      operationId = "putSite",
      summary =
          "Makes a site what its file says, as YAML or JSON. A camera whose address comes without"
              + " credentials keeps those it has")
  ResponseEntity<Map<String, Object>> replace(
      @PathVariable String site,
      @Parameter(
              description =
                  "The ETag that the site came with, so that nothing is written over that somebody"
                      + " else has changed since")
          @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
          String ifMatch,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "Site")),
                @Content(mediaType = "application/yaml", schema = @Schema(ref = "Site"))
              })
          @RequestBody
          String document,
      Editor editor) {
    Site made =
        sites.replace(
            editor, site, document, version -> ifMatch == null || matches(ifMatch, version));
    return ResponseEntity.ok().eTag(made.layoutVersion()).body(SiteDocument.of(made));
  }

  /**
   * As RFC 9110 compares them for If-Match.
   *
   * @param version null where there is none
   */
  private static boolean matches(String ifMatch, String version) {
    return version != null
        && ETag.parse(ifMatch).stream()
            .anyMatch(tag -> tag.isWildcard() || tag.compare(new ETag(version, false), true));
  }
}
