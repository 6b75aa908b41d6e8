package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.cameras.PlacedCameras;
import io.sightline.query.cameras.PlacedCameras.Said;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.sites.CameraAddresses;
import io.sightline.store.sites.CameraDetailRows.Bounds;
import io.sightline.store.sites.CameraDetailRows.Details;
import io.sightline.store.sites.CameraDetailRows.Near;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** ANPR City's door to cameras and where they stand. */
@RestController
@RequestMapping("/api/cameras")
@Tag(name = "anpr")
class PlacedCameraController {
  private static final double USUAL_RADIUS = 1_000;

  private final PlacedCameras cameras;

  PlacedCameraController(PlacedCameras cameras) {
    this.cameras = cameras;
  }

  /**
   * A camera.
   *
   * @param rtspUrl its address without credentials; null where it has none
   * @param heading degrees clockwise from north
   * @param distance metres from the place that was asked for
   */
  @Schema(name = "PlacedCamera")
  record CameraBody(
      String id,
      String site,
      String name,
      @Schema(nullable = true) Double lat,
      @Schema(nullable = true) Double lon,
      @Schema(nullable = true) Double heading,
      @JsonProperty("rtsp_url") @Schema(nullable = true) String rtspUrl,
      boolean active,
      @Schema(nullable = true) String description,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("distance_m") @Schema(nullable = true) Double distance) {
    static CameraBody of(Details camera) {
      return new CameraBody(
          camera.camera(),
          camera.site(),
          camera.name(),
          camera.latitude(),
          camera.longitude(),
          camera.heading(),
          camera.uri().equals(CameraAddresses.NONE) ? null : camera.uri(),
          camera.active(),
          camera.description(),
          camera.createdAt(),
          camera.metres());
    }
  }

  /** What is said of a camera. */
  @Schema(name = "NewPlacedCamera")
  record NewCameraBody(
      @Schema(nullable = true, description = "Left out, it is made of the name") String id,
      String name,
      @Schema(nullable = true) Double lat,
      @Schema(nullable = true) Double lon,
      @Schema(nullable = true) Double heading,
      @JsonProperty("rtsp_url")
          @Schema(nullable = true, description = "Left out, only videos are sent of it")
          String rtspUrl,
      @Schema(nullable = true) Boolean active,
      @Schema(nullable = true) String description) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "There is a camera of this id")
  @Operation(
      operationId = "addPlacedCamera",
      summary =
          "Adds a camera whose plates are read, to the site that `anpr.site` names; for admins")
  CameraBody add(@RequestBody NewCameraBody camera, Editor editor) {
    return CameraBody.of(
        cameras.add(
            editor,
            camera.id(),
            new Said(
                camera.name(),
                camera.lat(),
                camera.lon(),
                camera.heading(),
                camera.rtspUrl(),
                camera.active(),
                camera.description())));
  }

  /** A part of the cameras. */
  @Schema(name = "PlacedCameras")
  record CamerasBody(List<CameraBody> items, @Schema(nullable = true) String next) {}

  @GetMapping
  @Operation(
      operationId = "listPlacedCameras",
      summary = "The cameras that may be seen",
      description =
          "`bbox` is west,south,east,north in degrees, as GeoJSON has it; `near` is latitude,longitude,"
              + " with `radius` in metres (1,000 where it is left out), the nearest first.")
  CamerasBody list(
      @RequestParam(required = false) @Schema(example = "-70.7,-33.5,-70.6,-33.4") String bbox,
      @RequestParam(required = false) @Schema(example = "-33.45,-70.66") String near,
      @RequestParam(required = false) Double radius,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    Part part = new Part(limit, cursor);
    if (near == null && radius != null) {
      throw new BadInput("`radius` goes with `near`.");
    }
    if (near != null) {
      if (bbox != null) {
        throw new BadInput("Give either `bbox` or `near`.");
      }
      List<Double> place = numbers("near", near, 2);
      Near around = new Near(place.get(0), place.get(1), radius == null ? USUAL_RADIUS : radius);
      return new CamerasBody(
          cameras.near(reader, around, part).stream().map(CameraBody::of).toList(), null);
    }
    Bounds bounds = null;
    if (bbox != null) {
      List<Double> corners = numbers("bbox", bbox, 4);
      bounds = new Bounds(corners.get(0), corners.get(1), corners.get(2), corners.get(3));
    }
    Page<Details> page = cameras.list(reader, bounds, part);
    return new CamerasBody(
        page.items().stream().map(CameraBody::of).toList(), page.next().orElse(null));
  }

  private static List<Double> numbers(String name, String text, int count) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == count) {
        return Arrays.stream(parts).map(String::strip).map(Double::valueOf).toList();
      }
    } catch (NumberFormatException e) {
      throw new BadInput("`" + name + "` should be " + count + " numbers, separated by commas.", e);
    }
    throw new BadInput("`" + name + "` should be " + count + " numbers, separated by commas.");
  }

  @GetMapping("/{camera}")
  @Operation(operationId = "getPlacedCamera", summary = "A camera and where it stands")
  CameraBody camera(@PathVariable String camera, Reader reader) {
    return CameraBody.of(cameras.find(reader, camera));
  }

  /** What is to become of a camera; what is left out stays. */
  @Schema(name = "PlacedCameraChange")
  record ChangeBody(
      @Schema(nullable = true) String name,
      @Schema(nullable = true) Double lat,
      @Schema(nullable = true) Double lon,
      @Schema(nullable = true) Double heading,
      @JsonProperty("rtsp_url") @Schema(nullable = true) String rtspUrl,
      @Schema(nullable = true) Boolean active,
      @Schema(nullable = true) String description) {}

  @PatchMapping("/{camera}")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @Operation(
      operationId = "changePlacedCamera",
      summary = "Changes of a camera what is named; one that is not active is not read. For admins")
  CameraBody change(@PathVariable String camera, @RequestBody ChangeBody change, Editor editor) {
    return CameraBody.of(
        cameras.change(
            editor,
            camera,
            new Said(
                change.name(),
                change.lat(),
                change.lon(),
                change.heading(),
                change.rtspUrl(),
                change.active(),
                change.description())));
  }
}
