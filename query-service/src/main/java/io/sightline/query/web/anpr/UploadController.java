package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.domain.settings.Settings;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.runs.Uploads;
import io.sightline.store.uploads.UploadRows.Job;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** ANPR City's door to videos that are sent, and to what is made of them. */
@RestController
@RequestMapping("/api")
@Tag(name = "anpr")
class UploadController {
  private static final String CAMERA = "camera_id";
  private static final String CAPTURED_AT = "captured_at";

  private final Uploads uploads;
  private final Settings settings;

  UploadController(Uploads uploads, Settings settings) {
    this.uploads = uploads;
    this.settings = settings;
  }

  /**
   * What is made of a video.
   *
   * @param progress 0 to 1
   * @param error why it failed; null unless it did
   * @param run whose facts come of it
   */
  @Schema(name = "AnprJob")
  record JobBody(
      @JsonProperty("job_id") UUID id,
      @Schema(allowableValues = {"queued", "processing", "done", "failed", "cancelled"})
          String status,
      double progress,
      @Schema(nullable = true) String error,
      @JsonProperty("camera_id") String camera,
      String filename,
      @JsonProperty("file_size") long bytes,
      @JsonProperty("captured_at") Instant capturedAt,
      String run,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("started_at") @Schema(nullable = true) Instant startedAt,
      @JsonProperty("ended_at") @Schema(nullable = true) Instant endedAt) {
    static JobBody of(Job job) {
      return new JobBody(
          job.id(),
          word(job.state()),
          job.progress(),
          job.error(),
          job.camera(),
          job.filename(),
          job.bytes(),
          job.capturedAt(),
          job.run(),
          job.createdAt(),
          job.startedAt(),
          job.endedAt());
    }
  }

  private static String word(String state) {
    return switch (String.valueOf(state)) {
      case "requested" -> "queued";
      case "running" -> "processing";
      case "done" -> "done";
      case "failed" -> "failed";
      // Its run is cancelled, is being deleted, or is no more.
      default -> "cancelled";
    };
  }

  /** A form with a video. */
  @Schema(name = "AnprUploadForm")
  record UploadForm(
      @Schema(type = "string", format = "binary") String file,
      @JsonProperty("camera_id") String camera,
      @JsonProperty("captured_at")
          @Schema(
              nullable = true,
              description =
                  "Capture time of the first frame; left out, that in the file's name, or else now")
          Instant capturedAt) {}

  @PostMapping("/uploads")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "uploadVideo",
      summary = "Takes a video of a camera, of which a run is made; for clerks of its site")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "multipart/form-data",
              schema = @Schema(implementation = UploadForm.class)))
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "413", description = "It is larger than the setting limits.upload")
  JobBody upload(HttpServletRequest request, Editor editor) throws IOException {
    Path file = uploads.fileToFill();
    try {
      VideoForm form =
          VideoForm.read(
              request, Set.of(CAMERA, CAPTURED_AT), file, settings.get(Settings.LIMITS_UPLOAD));
      return JobBody.of(
          uploads.take(
              editor,
              form.text(CAMERA).orElse(null),
              form.name(),
              file,
              form.text(CAPTURED_AT).map(UploadController::time).orElse(null)));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Instant time(String text) {
    try {
      return java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new BadInput(
          "`captured_at` should be a time with its zone, such as 2026-03-01T08:00:00Z.", e);
    }
  }

  /** A part of the jobs. */
  @Schema(name = "AnprJobs")
  record JobsBody(List<JobBody> items, @Schema(nullable = true) String next) {}

  @GetMapping("/jobs")
  @Operation(operationId = "listJobs", summary = "What is made of videos, the newest first")
  JobsBody jobs(
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    Page<Job> page = uploads.list(reader, new Part(limit, cursor));
    return new JobsBody(page.items().stream().map(JobBody::of).toList(), page.next().orElse(null));
  }

  @GetMapping("/jobs/{job}")
  @Operation(operationId = "getJob", summary = "What is made of a video")
  JobBody job(@PathVariable UUID job, Reader reader) {
    return JobBody.of(uploads.find(reader, job));
  }

  @DeleteMapping("/jobs/{job}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Something of it is held")
  @Operation(
      operationId = "endJob",
      summary =
          "Cancels a job that goes on, or deletes one that has ended, with all that came of it")
  JobBody end(@PathVariable UUID job, Editor editor) {
    return JobBody.of(uploads.end(editor, job));
  }
}
