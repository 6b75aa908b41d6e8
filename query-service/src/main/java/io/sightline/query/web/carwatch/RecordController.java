package io.sightline.query.web.carwatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.predictions.Asker;
import io.sightline.query.records.Records;
import io.sightline.query.records.Records.Recorded;
import io.sightline.query.web.PictureDoor;
import io.sightline.query.web.PictureRequest;
import io.sightline.store.records.Movement;
import io.sightline.store.records.RecordRows.Image;
import io.sightline.store.records.RecordRows.Told;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** CarWatch's door to what is noted of vehicles at a gate, and to the pictures kept with it. */
@RestController
@RequestMapping("/api")
@Tag(name = "carwatch")
class RecordController {
  /** What begins markup, but for plain signs of how a word is written, as CarWatch took them. */
  private static final Pattern MARKUP =
      Pattern.compile(
          "<(?!/?(?:abbr|acronym|b|blockquote|code|em|i|li|ol|strong|ul)>)",
          Pattern.CASE_INSENSITIVE);

  private final Records records;
  private final PictureDoor door;

  RecordController(Records records, PictureDoor door) {
    this.records = records;
    this.door = door;
  }

  /**
   * A photograph that was recorded.
   *
   * @param plate empty where none was read
   * @param kept whether the picture is kept; not where plates are kept as pseudonyms only
   * @param filename empty where it is not kept
   */
  @Schema(name = "RecordedPicture")
  record UploadBody(
      boolean success,
      String message,
      @JsonProperty("plate_number") String plate,
      String status,
      @JsonProperty("image_uploaded") boolean kept,
      @JsonProperty("image_filename") String filename) {
    static UploadBody of(Recorded recorded, Movement movement) {
      boolean kept = recorded.filename() != null;
      return new UploadBody(
          true,
          (kept ? "Image received, uploaded to database" : "Image received, not kept")
              + ", OCR processed, and data recorded successfully.",
          recorded.plate(),
          movement.key(),
          kept,
          kept ? recorded.filename() : "");
    }
  }

  @PostMapping("/upload_image")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "recordPicture",
      summary = "Reads the plate in a photograph of a vehicle that comes or goes, and notes it",
      description =
          "The picture as `image` of a form, in base64 as `image` of a JSON object, or as the body"
              + " itself. It is kept upright as JPEG, without what cameras write beside it. Entering and"
              + " leaving are passages of the site that the setting `carwatch.site` names, of which"
              + " stays are made. Without a token where `auth.anonymous-uploads` is on.")
  @RequestBody(
      required = true,
      content = {
        @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "PictureForm")),
        @Content(mediaType = "application/json", schema = @Schema(ref = "PictureJson")),
        @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary"))
      })
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  CompletableFuture<UploadBody> upload(
      @RequestParam(required = false) @Schema(allowableValues = {"entering", "leaving", "unknown"})
          String status,
      Asker asker,
      HttpServletRequest request)
      throws IOException {
    PictureRequest sent = door.read(request, Set.of("status"));
    try {
      if (sent.isBatch()) {
        throw new BadInput("One picture at a time; send others by themselves.");
      }
      Movement movement = movement(PictureDoor.text(sent, "status", status));
      return records
          .photograph(asker, sent.pictures().get(0), movement)
          .thenApply(recorded -> UploadBody.of(recorded, movement))
          .whenComplete((answer, failure) -> sent.close());
    } catch (RuntimeException | Error e) {
      sent.close();
      throw e;
    }
  }

  private static Movement movement(String status) {
    return status == null
        ? Movement.UNKNOWN
        : Movement.find(status)
            .orElseThrow(() -> new BadInput("`status` must be entering, leaving or unknown."));
  }

  /**
   * Something that was noted of a vehicle.
   *
   * @param plate empty where none was read
   * @param username null where there is no such user any more, or never was
   */
  @Schema(name = "VehicleRecord")
  record RecordBody(
      String subject,
      String plate,
      String description,
      Instant date,
      @Schema(nullable = true) String username) {
    static RecordBody of(Told told) {
      return new RecordBody(
          told.subject(), told.plate(), told.description(), told.at(), told.username());
    }
  }

  /**
   * A part of the list.
   *
   * @param next to be sent back as {@code cursor} for the next part; null where there is none
   */
  @Schema(name = "VehicleRecords")
  record HistoryBody(
      boolean success,
      String message,
      List<RecordBody> data,
      @Schema(nullable = true) String next) {}

  @GetMapping("/history")
  @Operation(
      operationId = "listRecords",
      summary = "What was noted of vehicles, the newest first",
      description =
          "Who sees the site that the setting `carwatch.site` names is told all of it, others what"
              + " they noted themselves.")
  HistoryBody history(
      @RequestParam(required = false) @Schema(minimum = "1", maximum = "1000") Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    Page<Told> page = records.list(reader, new Part(limit, cursor));
    return new HistoryBody(
        true,
        "History retrieved",
        page.items().stream().map(RecordBody::of).toList(),
        page.next().orElse(null));
  }

  /** A plate that somebody has seen. */
  @Schema(name = "ManualRecord")
  record PlateBody(
      String plate,
      @Schema(nullable = true, example = "Manual Entry") String subject,
      @Schema(nullable = true) String description) {}

  @PostMapping("/plate")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "recordPlate",
      summary =
          "Notes a plate by hand; with the subject Vehicle Entry or Vehicle Exit it is a passage")
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  AccountController.Done plate(
      @org.springframework.web.bind.annotation.RequestBody PlateBody body, Editor editor) {
    records.byHand(editor.reader(), body.plate(), plain(body.subject()), plain(body.description()));
    return new AccountController.Done("Plate recorded successfully");
  }

  /**
   * A picture that is kept.
   *
   * @param path its name in the store of pictures
   * @param bytes of the JPEG
   * @param size width and height, pixels
   */
  @Schema(name = "KeptPicture")
  record PictureBody(
      boolean success,
      String message,
      String filename,
      @JsonProperty("filepath") String path,
      @JsonProperty("file_size") long bytes,
      @JsonProperty("image_size") List<Integer> size,
      @JsonProperty("upload_date") Instant sentAt) {
    static PictureBody of(Image image) {
      return new PictureBody(
          true,
          "Latest image is " + image.filename(),
          image.filename(),
          Records.nameInStore(image),
          image.bytes(),
          List.of(image.width(), image.height()),
          image.sentAt());
    }
  }

  @PostMapping(
      path = "/fetch_img",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.IMAGE_JPEG_VALUE})
  @Operation(
      operationId = "getNewestPicture",
      summary = "The newest picture that was kept; with `Accept: image/jpeg` the picture itself")
  @ApiResponse(responseCode = "404", description = "There is none")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = PictureBody.class)),
        @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary"))
      })
  ResponseEntity<Object> newest(Reader reader, HttpServletRequest request) {
    Image image = records.newest(reader);
    if (PictureDoor.wantsPicture(request)) {
      return ResponseEntity.ok().contentType(MediaType.IMAGE_JPEG).body(records.picture(image));
    }
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(PictureBody.of(image));
  }

  /** Pages of CarWatch's clients put texts among their markup as they come. */
  private static String plain(String text) {
    return text == null ? null : MARKUP.matcher(text).replaceAll("&lt;");
  }
}
