package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.facts.PlateRead;
import io.sightline.domain.plates.NormalPlate;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.ListQuestion;
import io.sightline.query.plates.Plates;
import io.sightline.query.review.LabelExports;
import io.sightline.query.review.Reviews;
import io.sightline.query.review.Reviews.Event;
import io.sightline.query.review.Reviews.Found;
import io.sightline.query.review.Reviews.State;
import io.sightline.query.web.SpokenNames;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** ANPR City's door to plates that were read, and to what people say of them. */
@RestController
@RequestMapping("/api")
@Tag(name = "anpr")
class EventController {
  private static final Map<String, String> NAMES =
      Map.of("from", "from_ts", "to", "to_ts", "became", "corrected_plate");

  /** How clients say that plates are compared in their normal form, or not. */
  private static final Set<String> SWITCH = Set.of("true", "false", "True", "False", "1", "0");

  private final Reviews reviews;
  private final Plates plates;
  private final LabelExports exports;

  EventController(Reviews reviews, Plates plates, LabelExports exports) {
    this.exports = exports;
    this.reviews = reviews;
    this.plates = plates;
  }

  /** Pixels of the camera's picture, from the top left. */
  @Schema(name = "AnprBox")
  record BoxBody(int x1, int y1, int x2, int y2) {
    static BoxBody of(PlateRead read) {
      return new BoxBody(read.x(), read.y(), read.x() + read.width(), read.y() + read.height());
    }
  }

  /**
   * A plate that was read.
   *
   * @param bbox the vehicle's in the first frame in which its plate was read
   * @param frameNumber always null: frames are known by their times
   * @param corrected what people say that it is; null where they do not
   * @param cropPath where its picture is; null where none is kept
   */
  @Schema(name = "AnprEvent")
  record EventBody(
      UUID id,
      String plate,
      @JsonProperty("normalized_plate") String normalized,
      double confidence,
      @JsonProperty("camera_id") String camera,
      BoxBody bbox,
      @JsonProperty("captured_at") Instant capturedAt,
      @JsonProperty("frame_no") @Schema(nullable = true) Long frameNumber,
      @JsonProperty("crop_path") @Schema(nullable = true) String cropPath,
      @JsonProperty("review_state")
          @Schema(allowableValues = {"unreviewed", "confirmed", "corrected", "rejected"})
          String reviewState,
      @JsonProperty("corrected_plate") @Schema(nullable = true) String corrected,
      String run) {
    static EventBody of(Event event) {
      PlateRead read = event.read();
      UUID id = UUID.fromString(read.head().id());
      return new EventBody(
          id,
          read.text(),
          NormalPlate.of(read.text()),
          read.score(),
          read.camera(),
          BoxBody.of(read),
          Instant.ofEpochMilli(read.head().atMillis()),
          null,
          read.evidence() == null ? null : "/api/events/" + id + "/crop?run=" + event.run(),
          event.state().key(),
          event.corrected(),
          event.run());
    }
  }

  /**
   * Plates that were read.
   *
   * @param total of all parts together, up to 10,000
   * @param more whether there are more than {@code total}
   */
  @Schema(name = "AnprEvents")
  record EventsBody(
      long total,
      @JsonProperty("total_is_at_least") boolean more,
      List<EventBody> items,
      @Schema(nullable = true) String next) {
    static EventsBody of(Found found) {
      return new EventsBody(
          found.total(),
          found.more(),
          found.events().stream().map(EventBody::of).toList(),
          found.next().orElse(null));
    }
  }

  @GetMapping("/events")
  @Operation(
      operationId = "listAnprEvents",
      summary = "Plates that were read, by plate, camera and time, the newest first",
      description =
          "Of cameras and of videos that were sent; or of one run. A plate is compared in its normal form:"
              + " upper case, letters and digits only. `normalized` is true or false, which both mean that,"
              + " or the plate itself.")
  EventsBody events(
      @RequestParam(required = false) String plate,
      @RequestParam(required = false) String normalized,
      @RequestParam(name = "camera_id", required = false) String camera,
      @RequestParam(name = "from_ts", required = false) Instant from,
      @RequestParam(name = "to_ts", required = false) Instant to,
      @RequestParam(required = false) String run,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    String other = normalized != null && SWITCH.contains(normalized) ? null : normalized;
    if (plate != null && other != null) {
      throw new BadInput("`normalized` should be true or false beside `plate`.");
    }
    return EventsBody.of(
        SpokenNames.spoken(
            NAMES,
            () ->
                reviews.find(
                    reader,
                    new ListQuestion(run, null, from, to, limit, cursor),
                    plate == null ? other : plate,
                    camera)));
  }

  @GetMapping("/events/{id}")
  @Operation(operationId = "getAnprEvent", summary = "A plate that was read")
  EventBody event(
      @PathVariable UUID id, @RequestParam(required = false) String run, Reader reader) {
    return EventBody.of(reviews.find(reader, id, run));
  }

  @GetMapping(path = "/events/{id}/crop", produces = MediaType.IMAGE_JPEG_VALUE)
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary")))
  @Operation(operationId = "getAnprCrop", summary = "The picture of a plate that was read")
  ResponseEntity<byte[]> crop(
      @PathVariable UUID id, @RequestParam(required = false) String run, Reader reader) {
    Event event = reviews.find(reader, id, run);
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_JPEG)
        .body(plates.picture(reader, event.run(), id));
  }

  /** Words beside what is said. */
  @Schema(name = "AnprComments")
  record CommentsBody(@Schema(nullable = true) String comments) {
    static String of(CommentsBody body) {
      return body == null ? null : body.comments();
    }
  }

  @PostMapping("/events/{id}/confirm")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody has said something of it already")
  @Operation(operationId = "confirmAnprEvent", summary = "Says that the plate is right; for clerks")
  EventBody confirm(
      @PathVariable UUID id,
      @RequestParam(required = false) String run,
      @RequestBody(required = false) CommentsBody body,
      Editor editor) {
    return EventBody.of(reviews.decide(editor, id, run, State.CONFIRMED, CommentsBody.of(body)));
  }

  @PostMapping("/events/{id}/reject")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody has said something of it already")
  @Operation(operationId = "rejectAnprEvent", summary = "Says that there is no plate; for clerks")
  EventBody reject(
      @PathVariable UUID id,
      @RequestParam(required = false) String run,
      @RequestBody(required = false) CommentsBody body,
      Editor editor) {
    return EventBody.of(reviews.decide(editor, id, run, State.REJECTED, CommentsBody.of(body)));
  }

  /** What a plate is. */
  @Schema(name = "AnprCorrection")
  record CorrectionBody(
      @JsonProperty("corrected_plate") String plate, @Schema(nullable = true) String comments) {}

  @PostMapping("/events/{id}/correction")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Somebody else has said otherwise meanwhile")
  @Operation(
      operationId = "correctAnprEvent",
      summary = "Says what the plate is; passages, stays and later runs follow. For clerks")
  EventBody correct(
      @PathVariable UUID id,
      @RequestParam(required = false) String run,
      @RequestBody CorrectionBody body,
      Editor editor) {
    return EventBody.of(
        SpokenNames.spoken(
            NAMES, () -> reviews.correct(editor, id, run, body.plate(), body.comments())));
  }

  /** Plates to look at. */
  @Schema(name = "AnprPending")
  record PendingBody(List<EventBody> items) {}

  @GetMapping("/feedback/pending")
  @Operation(
      operationId = "listPendingAnprEvents",
      summary =
          "Plates of cameras and of videos that were sent that nobody has looked at, for this person to look at",
      description =
          "Nobody else gets them for ten minutes, or until something is said of them; asked again,"
              + " they are told again. For clerks: of others' sites none are told.")
  PendingBody pending(
      @RequestParam(required = false) @Schema(minimum = "1", maximum = "100", defaultValue = "10")
          Integer limit,
      Editor editor) {
    return new PendingBody(reviews.claim(editor, limit).stream().map(EventBody::of).toList());
  }

  /** Of which time; what is left out is any. */
  @Schema(name = "AnprExportRequest")
  record ExportRequestBody(
      @Schema(nullable = true) Instant from, @Schema(nullable = true) Instant to) {}

  /** An archive that is asked for. */
  @Schema(name = "AnprExport")
  record ExportBody(@JsonProperty("export_id") UUID id) {}

  @PostMapping("/feedback/export")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
  @Operation(
      operationId = "requestLabels",
      summary = "Asks for pictures of plates with what people have said of them; for clerks",
      description =
          "A ZIP with `pictures/`, `labels.csv`, `coco.json` and `manifest.json`: the newest 2,000 plates"
              + " that were confirmed or corrected and of which a picture is kept. It is kept for a week, and"
              + " deleted when a plate of its sites is erased.")
  ExportBody export(@RequestBody(required = false) ExportRequestBody wanted, Editor editor) {
    return new ExportBody(
        exports.request(
            editor, wanted == null ? null : wanted.from(), wanted == null ? null : wanted.to()));
  }

  @GetMapping(path = "/feedback/export/{export}", produces = "application/zip")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/zip",
              schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "409", description = "It is not there yet")
  @Operation(operationId = "getLabels", summary = "Such an archive, for whoever has asked for it")
  ResponseEntity<byte[]> export(@PathVariable UUID export, Reader reader) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("application/zip"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"labels-" + export + ".zip\"")
        .body(exports.content(reader, export));
  }
}
