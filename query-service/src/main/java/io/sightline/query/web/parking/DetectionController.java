package io.sightline.query.web.parking;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.SpotState;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.settings.Settings;
import io.sightline.media.PictureEncoder;
import io.sightline.query.access.Reader;
import io.sightline.query.cameras.Snapshots;
import io.sightline.query.predictions.Answer;
import io.sightline.query.predictions.Area;
import io.sightline.query.predictions.Asker;
import io.sightline.query.predictions.CameraSpaces;
import io.sightline.query.predictions.Drawings.Mark;
import io.sightline.query.predictions.ModelTag;
import io.sightline.query.predictions.PlatesSeen;
import io.sightline.query.predictions.Predictions;
import io.sightline.query.predictions.SentPicture;
import io.sightline.query.predictions.SpacesSeen;
import io.sightline.query.predictions.VehiclesSeen;
import io.sightline.query.web.PictureDoor;
import io.sightline.query.web.PictureRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The door of the Smart-Parking AI API: pictures in, what is seen in them out. */
@RestController
@RequestMapping(
    path = "/api/v1",
    produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.IMAGE_JPEG_VALUE})
@Tag(name = "predictions", description = "What models see in pictures that are sent")
class DetectionController {
  private final Predictions predictions;
  private final CameraSpaces cameras;
  private final PictureDoor door;
  private final Snapshots snapshots;
  private final double surePlate;

  DetectionController(
      Predictions predictions,
      CameraSpaces cameras,
      PictureDoor door,
      Snapshots snapshots,
      Settings settings) {
    this.snapshots = snapshots;
    this.predictions = predictions;
    this.cameras = cameras;
    this.door = door;
    this.surePlate = settings.get(Settings.PREDICTIONS_PLATE_CONFIDENCE);
  }

  /** A picture's size, in pixels of the upright picture. */
  record Size(int width, int height) {}

  /** The corners of a box, in pixels: left, top, right, bottom. */
  private static List<Float> corners(Area area) {
    return List.of(area.x1(), area.y1(), area.x2(), area.y2());
  }

  record Model(String id, String version, String sha256) {
    static Model of(ModelTag tag) {
      return new Model(tag.id(), tag.version(), tag.sha256());
    }
  }

  /**
   * A vehicle.
   *
   * @param kind car, motorcycle, bus or truck
   */
  @Schema(name = "VehicleDetection")
  record VehicleBody(@JsonProperty("class") String kind, double confidence, List<Float> bbox) {
    static VehicleBody of(VehiclesSeen.Vehicle seen) {
      return new VehicleBody(seen.label(), seen.score(), corners(seen.area()));
    }
  }

  @Schema(name = "VehicleDetections")
  record VehiclesBody(
      List<VehicleBody> detections,
      int count,
      Size image,
      Model model,
      @JsonProperty("processing_time_ms") long millis,
      boolean cached) {
    static VehiclesBody of(Answer<VehiclesSeen> answer) {
      VehiclesSeen seen = answer.seen();
      return new VehiclesBody(
          seen.vehicles().stream().map(VehicleBody::of).toList(),
          seen.vehicles().size(),
          new Size(seen.width(), seen.height()),
          Model.of(seen.model()),
          answer.millis(),
          answer.known());
    }
  }

  @PostMapping("/detect/vehicles")
  @Operation(
      operationId = "detectVehicles",
      summary = "The vehicles in a picture",
      description =
          "The picture as `image` of a form, in base64 as `image` of a JSON object, or as the body"
              + " itself. `confidence` (0 to 1) may stand in the query or beside the picture. Several"
              + " pictures, or a ZIP of them, are answered by a list. `Accept: image/jpeg` or"
              + " `annotate=true` asks for the picture with what was seen drawn into it.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "PictureForm")),
        @Content(mediaType = "application/json", schema = @Schema(ref = "PictureJson")),
        @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary"))
      })
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(oneOf = {VehiclesBody.class, PictureDoor.Items.class})),
        @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary"))
      })
  CompletableFuture<ResponseEntity<Object>> vehicles(
      @RequestParam(required = false) Double confidence,
      @RequestParam(defaultValue = "false") boolean annotate,
      Asker asker,
      HttpServletRequest request)
      throws IOException {
    PictureRequest sent = door.read(request, Set.of("confidence"));
    Double least =
        PictureDoor.beside(sent, words -> PictureDoor.share(words, "confidence", confidence));
    return door.answer(
        request,
        sent,
        annotate,
        picture -> predictions.vehicles(asker, picture, least),
        VehiclesBody::of,
        answer ->
            answer.seen().vehicles().stream()
                .map(one -> new Mark(one.area(), words(one.label(), one.score()), false))
                .toList());
  }

  private static String words(String what, double score) {
    return String.format(Locale.ROOT, "%s %.2f", what, score);
  }

  /**
   * A plate.
   *
   * @param valid whether it looks like a plate of its region
   * @param detection how sure it is that there is a plate, 0 to 1
   */
  @Schema(name = "PlateDetection")
  record PlateBody(
      @JsonProperty("plate_text") String text,
      double confidence,
      @Schema(nullable = true) String region,
      boolean valid,
      @JsonProperty("detection_confidence") double detection,
      List<Float> bbox) {
    static PlateBody of(PlatesSeen.Plate seen) {
      return new PlateBody(
          seen.text(),
          seen.score(),
          seen.region(),
          seen.region() != null,
          seen.found(),
          corners(seen.area()));
    }
  }

  /**
   * The plates in a picture.
   *
   * @param text of the surest; empty where none is sure enough
   */
  @Schema(name = "PlateDetections")
  record PlatesBody(
      @JsonProperty("plate_text") String text,
      double confidence,
      @Schema(nullable = true) String region,
      boolean valid,
      List<PlateBody> plates,
      Size image,
      Model model,
      @JsonProperty("processing_time_ms") long millis,
      boolean cached) {}

  private PlatesBody body(Answer<PlatesSeen> answer) {
    PlatesSeen seen = answer.seen();
    PlateBody surest =
        seen.plates().stream()
            .findFirst()
            .filter(plate -> plate.score() >= surePlate)
            .map(PlateBody::of)
            .orElse(null);
    return new PlatesBody(
        surest == null ? "" : surest.text(),
        surest == null ? 0 : surest.confidence(),
        surest == null ? null : surest.region(),
        surest != null && surest.valid(),
        seen.plates().stream().map(PlateBody::of).toList(),
        new Size(seen.width(), seen.height()),
        Model.of(seen.model()),
        answer.millis(),
        answer.known());
  }

  @PostMapping("/detect/license-plate")
  @Operation(
      operationId = "detectLicensePlate",
      summary = "The plates in a picture, read",
      description =
          "As `/api/v1/detect/vehicles` takes pictures. `region` names the region whose plates are"
              + " expected (an id of a region pack, such as CL), so that slips of the reader are"
              + " mended by its formats. `plate_text` is empty where no plate is sure enough.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "PictureForm")),
        @Content(mediaType = "application/json", schema = @Schema(ref = "PictureJson")),
        @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary"))
      })
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(oneOf = {PlatesBody.class, PictureDoor.Items.class})),
        @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary"))
      })
  CompletableFuture<ResponseEntity<Object>> plates(
      @RequestParam(required = false) String region,
      @RequestParam(defaultValue = "false") boolean annotate,
      Asker asker,
      HttpServletRequest request)
      throws IOException {
    PictureRequest sent = door.read(request, Set.of("region"));
    String expected = PictureDoor.beside(sent, words -> PictureDoor.text(words, "region", region));
    return door.answer(
        request,
        sent,
        annotate,
        picture -> predictions.plates(asker, picture, expected),
        this::body,
        answer ->
            answer.seen().plates().stream()
                .map(one -> new Mark(one.area(), words(one.text(), one.score()), false))
                .toList());
  }

  /**
   * A parking space.
   *
   * @param status {@code free}, {@code occupied} or {@code unknown}
   */
  @Schema(name = "SpaceState")
  record SpaceBody(
      String id, String status, boolean occupied, double confidence, List<Float> bbox) {
    static SpaceBody of(SpacesSeen.Space seen) {
      return new SpaceBody(
          seen.id(),
          word(seen.state()),
          seen.state() == SpotState.OCCUPIED,
          seen.score(),
          corners(seen.area()));
    }
  }

  private static String word(SpotState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The spaces in a picture.
   *
   * @param rate occupied ones among those that are known, 0 to 1
   */
  @Schema(name = "SpaceStates")
  record SpacesBody(
      int total,
      long occupied,
      long free,
      long unknown,
      @JsonProperty("occupancy_rate") double rate,
      List<SpaceBody> spaces,
      Size image,
      Model model,
      @JsonProperty("processing_time_ms") long millis,
      boolean cached) {
    static SpacesBody of(Answer<SpacesSeen> answer) {
      SpacesSeen seen = answer.seen();
      long occupied = seen.count(SpotState.OCCUPIED);
      long free = seen.count(SpotState.FREE);
      return new SpacesBody(
          seen.spaces().size(),
          occupied,
          free,
          seen.count(SpotState.UNKNOWN),
          occupied + free == 0 ? 0 : (double) occupied / (occupied + free),
          seen.spaces().stream().map(SpaceBody::of).toList(),
          new Size(seen.width(), seen.height()),
          Model.of(seen.model()),
          answer.millis(),
          answer.known());
    }
  }

  @PostMapping("/analyze/occupancy")
  @Operation(
      operationId = "analyzeOccupancy",
      summary = "Which parking spaces in a picture are occupied",
      description =
          "As `/api/v1/detect/vehicles` takes pictures. `spaces_config` is JSON, as a text or a"
              + " file: a list of spaces with `id` and `polygon` ([[x, y], …]) or `bbox` ([x1, y1, x2,"
              + " y2]), or an object of them by id; or `camera` names a camera (and `site` its site)"
              + " that may be seen, whose spots are judged.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "PictureForm")),
        @Content(mediaType = "application/json", schema = @Schema(ref = "PictureJson"))
      })
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(oneOf = {SpacesBody.class, PictureDoor.Items.class})),
        @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary"))
      })
  CompletableFuture<ResponseEntity<Object>> occupancy(
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(defaultValue = "false") boolean annotate,
      Asker asker,
      HttpServletRequest request)
      throws IOException {
    PictureRequest sent = door.read(request, Set.of("spaces_config", "site", "camera"));
    String spaces = PictureDoor.text(sent, "spaces_config", null);
    String known = PictureDoor.beside(sent, words -> PictureDoor.text(words, "camera", camera));
    String ofSite = PictureDoor.beside(sent, words -> PictureDoor.text(words, "site", site));
    return door.answer(
        request,
        sent,
        annotate,
        picture -> cameras.occupancy(asker, picture, spaces, ofSite, known),
        SpacesBody::of,
        answer ->
            answer.seen().spaces().stream()
                .map(
                    one ->
                        new Mark(
                            one.area(),
                            one.id() + " " + word(one.state()),
                            one.state() == SpotState.FREE))
                .toList());
  }

  /**
   * A frame to be looked at; one of the two says of what.
   *
   * @param camera id of a camera that may be seen
   * @param url RTSP address in a network where cameras may be; for admins
   */
  @Schema(name = "FrameRequest")
  record FrameBody(
      @JsonAlias("camera_id") String camera,
      @JsonAlias({"rtsp_url", "stream_url"}) String url,
      @Schema(nullable = true) Double confidence) {}

  @PostMapping("/stream/process")
  @Operation(
      operationId = "processFrame",
      summary = "The vehicles in a frame of a camera, taken now")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = VehiclesBody.class)))
  @ApiResponse(responseCode = "409", description = "It is not seen now")
  CompletableFuture<VehiclesBody> frame(
      @org.springframework.web.bind.annotation.RequestBody FrameBody wanted, Reader reader) {
    if ((wanted.camera() == null) == (wanted.url() == null)) {
      throw new BadInput("Name a `camera` or the `url` of one, not both.");
    }
    Picture frame =
        wanted.camera() == null
            ? snapshots.frameAt(reader, wanted.url())
            : snapshots.frame(reader, wanted.camera());
    SentPicture sent =
        new SentPicture("frame.jpg", PictureEncoder.jpeg(PictureEncoder.image(frame)));
    return predictions
        .vehicles(new Asker(reader, reader.address()), sent, wanted.confidence())
        .thenApply(VehiclesBody::of);
  }
}
