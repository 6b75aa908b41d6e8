package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.predictions.UsageReport;
import io.sightline.query.web.Csv;
import io.sightline.store.predictions.PredictionRows.Use;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people have had predicted. */
@RestController
@RequestMapping("/api/v1/reports")
@Tag(name = "predictions")
class ReportsController {
  private final UsageReport usage;

  ReportsController(UsageReport usage) {
    this.usage = usage;
  }

  /**
   * What one person had predicted on one day (UTC).
   *
   * @param user null of strangers and of deleted accounts
   */
  @Schema(name = "Usage")
  record UsageBody(
      LocalDate day,
      @Schema(nullable = true) String user,
      String kind,
      long predictions,
      @JsonProperty("average_confidence") double confidence,
      @JsonProperty("average_processing_ms") double millis) {
    static UsageBody of(Use use) {
      return new UsageBody(
          use.day(),
          use.username(),
          use.kind(),
          use.predictions(),
          use.meanConfidence(),
          use.meanMillis());
    }

    private String line() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,%d,%.6f,%.3f\n",
          day,
          Csv.quoted(user),
          kind,
          predictions,
          confidence,
          millis);
    }
  }

  @GetMapping(
      path = "/usage",
      produces = {MediaType.APPLICATION_JSON_VALUE, "text/csv"})
  @Operation(
      operationId = "reportUsage",
      summary =
          "Predictions by day (UTC), person and kind; one's own, and for admins those of everybody",
      description =
          "`format=csv` or `Accept: text/csv` gives the same as CSV, whose following part the header"
              + " `X-Next` names.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(ref = "UsagePage")),
        @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
      })
  ResponseEntity<Object> usage(
      @RequestParam(required = false) String user,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) String format,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader,
      jakarta.servlet.http.HttpServletRequest request) {
    Page<Use> page = usage.read(reader, user, from, to, new Part(limit, cursor));
    if (Csv.isWanted(format, request.getHeader("Accept"))) {
      StringBuilder csv =
          new StringBuilder("day,user,kind,predictions,average_confidence,average_processing_ms\n");
      page.items().forEach(use -> csv.append(UsageBody.of(use).line()));
      ResponseEntity.BodyBuilder answer =
          ResponseEntity.ok().contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"));
      page.next().ifPresent(next -> answer.header("X-Next", next));
      return answer.body(csv.toString());
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(PageBody.of(page, UsageBody::of));
  }
}
