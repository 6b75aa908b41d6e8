package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.site.SiteDocument;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.cameras.Cameras;
import io.sightline.query.cameras.MovedCameras;
import io.sightline.query.cameras.ShiftedPlaces;
import io.sightline.query.cameras.Snapshots;
import io.sightline.query.paging.Part;
import io.sightline.store.sites.CameraRows.CameraNow;
import io.sightline.store.sites.CameraRows.SeenBox;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Cameras. Changes reach the running job within seconds. */
@RestController
@RequestMapping("/api/v1/cameras")
@Tag(name = "sites")
class CamerasController {
  private final Cameras cameras;
  private final MovedCameras moved;
  private final Snapshots snapshots;

  CamerasController(Cameras cameras, MovedCameras moved, Snapshots snapshots) {
    this.cameras = cameras;
    this.moved = moved;
    this.snapshots = snapshots;
  }

  /**
   * A camera as it is now.
   *
   * @param layout its members in the site file; absent in lists
   */
  @Schema(name = "Camera")
  record CameraBody(
      String camera,
      String site,
      String uri,
      boolean live,
      @JsonProperty("sample_fps") double sampleFps,
      @JsonProperty("has_credentials") boolean hasCredentials,
      boolean up,
      @Schema(nullable = true) String reason,
      @Schema(
              nullable = true,
              description =
                  "Why its pictures, which come, are not believed: moved, blurred, covered, dark or"
                      + " frozen; null while they are")
          String blind,
      @JsonProperty("seen_at")
          @Schema(nullable = true, description = "When its last picture was taken")
          Instant seenAt,
      @Schema(nullable = true) Integer width,
      @Schema(nullable = true) Integer height,
      List<SeenBox> boxes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(ref = "CameraLayout")
          Map<String, Object> layout) {
    static CameraBody of(CameraNow now, Map<String, Object> layout) {
      return new CameraBody(
          now.camera(),
          now.site(),
          now.uri(),
          now.live(),
          now.sampleFps(),
          now.hasCredentials(),
          now.up(),
          now.reason(),
          now.blind(),
          now.seenAt(),
          now.width(),
          now.height(),
          now.boxes(),
          layout);
    }
  }

  @GetMapping
  @Operation(
      operationId = "listCameras",
      summary = "The cameras that may be seen, and whether they are seen now")
  PageBody<CameraBody> cameras(
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return PageBody.of(
        cameras.list(reader, site, new Part(limit, cursor)), now -> CameraBody.of(now, null));
  }

  @GetMapping("/{camera}")
  @Operation(operationId = "getCamera", summary = "A camera with its spots, zones and gates")
  CameraBody camera(@PathVariable String camera, Reader reader) {
    return CameraBody.of(
        cameras.show(reader, camera), SiteDocument.of(cameras.layout(reader, camera)));
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(ref = "CameraLayout")))
  @ApiResponse(responseCode = "409", description = "There is a camera of this id")
  @Operation(
      operationId = "addCamera",
      summary = "Adds a camera: `site`, and its members in the site file")
  Map<String, Object> addCamera(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(ref = "NewCamera")))
          @RequestBody
          Map<String, Object> camera,
      Editor editor) {
    Map<String, Object> members = new LinkedHashMap<>(camera);
    String site = members.remove("site") instanceof String text ? text : null;
    return SiteDocument.of(cameras.add(editor, site, members));
  }

  @PatchMapping(path = "/{camera}", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "CameraLayout")))
  @Operation(
      operationId = "changeCamera",
      summary = "Changes of a camera only what is named",
      description =
          "Members are merged as a JSON merge patch (RFC 7396) merges them: null takes one away, a"
              + " list of words or numbers replaces the one that is there. `spots`, `zones` and `gates`"
              + " are things with ids, and only those that are named are touched: as a list"
              + " `[{\"id\": \"A1\", …}]` or by id `{\"A1\": {…}, \"A2\": null}`, where null takes one"
              + " away. Those that are not there are added. An empty list is refused; null takes all"
              + " away. What would lie outside the camera's picture, as far as it is known, is refused,"
              + " and nothing is changed.")
  Map<String, Object> patchCamera(
      @PathVariable String camera,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(ref = "CameraPatch")))
          @RequestBody
          Map<String, Object> patch,
      Editor editor) {
    return SiteDocument.of(cameras.patch(editor, camera, patch));
  }

  @DeleteMapping("/{camera}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @ApiResponse(responseCode = "409", description = "It is its site's only one")
  @Operation(operationId = "deleteCamera", summary = "Takes a camera away; what it saw stays")
  void deleteCamera(@PathVariable String camera, Editor editor) {
    cameras.delete(editor, camera);
  }

  @GetMapping(path = "/{camera}/snapshot", produces = MediaType.IMAGE_JPEG_VALUE)
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "409", description = "It is not seen now")
  @Operation(
      operationId = "getCameraSnapshot",
      summary = "The camera's picture of now; `boxes` draws what was seen last into it")
  ResponseEntity<byte[]> snapshot(
      @PathVariable String camera,
      @RequestParam(defaultValue = "true") boolean boxes,
      Reader reader) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.IMAGE_JPEG)
        .body(snapshots.take(reader, camera, boxes));
  }

  @GetMapping("/{camera}/layout")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "CameraLayout")))
  @Operation(operationId = "getCameraLayout", summary = "A camera's spots, zones and gates alone")
  Map<String, Object> layout(@PathVariable String camera, Reader reader) {
    return SiteDocument.of(cameras.layout(reader, camera));
  }

  /**
   * Where a moved camera's places lie now.
   *
   * @param since when it had moved
   * @param right how far what it shows lies to the right of its layout, pixels of the layout
   * @param down the same downwards
   * @param leftOut places of which less than half is still in the picture; the patch takes them
   *     away
   * @param patch what {@code PATCH /api/v1/cameras/{camera}} takes to move the places
   */
  @Schema(name = "MovedLayout")
  record MovedBody(
      String camera,
      Instant since,
      double right,
      double down,
      @JsonProperty("left_out") List<String> leftOut,
      Map<String, Map<String, Object>> patch) {}

  @GetMapping("/{camera}/layout/moved")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "409",
      description = "It has not moved, how far cannot be told, or its places were drawn anew")
  @Operation(
      operationId = "getMovedCameraLayout",
      summary = "Where the places of a camera that has moved lie now, as the patch that moves them")
  MovedBody movedLayout(@PathVariable String camera, Reader reader) {
    MovedCameras.Proposal proposal = moved.propose(reader, camera);
    ShiftedPlaces places = proposal.places();
    return new MovedBody(
        camera,
        proposal.since(),
        proposal.right(),
        proposal.down(),
        places.leftOut(),
        places.patch());
  }
}
