package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.runs.RunName;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.corrections.Corrections;
import io.sightline.query.corrections.Corrections.CorrectionQuestion;
import io.sightline.query.corrections.Corrections.Said;
import io.sightline.query.facts.ListQuestion;
import io.sightline.store.statements.CorrectionRows.Correction;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people say the plates of vehicles are. */
@RestController
@RequestMapping("/api/v1/corrections")
@Tag(
    name = "corrections",
    description =
        "What people say plates are. The live run applies it within seconds, and so does every run"
            + " that begins later; a run that is done stays as it is")
class CorrectionsController {
  private final Corrections corrections;

  CorrectionsController(Corrections corrections) {
    this.corrections = corrections;
  }

  /**
   * A correction.
   *
   * @param at capture time of what it is about
   */
  @Schema(name = "Correction")
  record CorrectionBody(
      UUID id,
      String site,
      String run,
      @JsonProperty("of_kind") String kind,
      UUID fact,
      String field,
      String camera,
      UUID track,
      Instant at,
      @Schema(nullable = true, description = "Null where no plate was read") String was,
      @Schema(nullable = true, description = "Null where the plate cannot be read") String became,
      @Schema(nullable = true) String reason,
      @Schema(nullable = true, description = "Null where there is no such user any more") String by,
      @JsonProperty("made_at") Instant madeAt,
      @JsonProperty("erased_at")
          @Schema(nullable = true, description = "Since when it is not known what it said")
          Instant erasedAt) {
    static CorrectionBody of(Correction one) {
      return new CorrectionBody(
          one.id(),
          one.site(),
          one.run(),
          one.kind(),
          one.fact(),
          one.field(),
          one.camera(),
          one.track(),
          one.at(),
          one.was(),
          one.became(),
          one.reason(),
          one.by(),
          one.madeAt(),
          one.erasedAt());
    }
  }

  /** What is said. */
  record NewCorrection(
      @Schema(defaultValue = "live") String run,
      @JsonProperty("of_kind")
          @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"passages", "plate_reads", "vehicle_sessions"})
          String kind,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) UUID fact,
      @Schema(nullable = true, description = "The plate that you saw; null for none") String was,
      @Schema(nullable = true, description = "What it is; null when it cannot be read")
          String became,
      @Schema(nullable = true) String reason) {}

  /**
   * What was kept.
   *
   * @param items one for each track that the fact is about
   * @param applies whether the run that it was said of changes, too
   */
  record Corrected(
      List<CorrectionBody> items,
      @Schema(
              description =
                  "`now` where the run that it was said of changes within seconds, `later` where"
                      + " only runs that begin later do: that of a run that is done, or of a"
                      + " vehicle that left more than two days ago",
              allowableValues = {"now", "later"})
          String applies) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "correctPlate",
      summary =
          "Says what the plate of a passage, a plate or a stay is. Answers 409 when it is not the"
              + " one that you saw any more, and who has said what; for clerks of the site")
  Corrected correct(@RequestBody NewCorrection wanted, Editor editor) {
    String run = wanted.run() == null ? RunName.LIVE : wanted.run();
    List<Correction> made =
        corrections.make(
            editor,
            new Said(
                run, wanted.kind(), wanted.fact(), wanted.was(), wanted.became(), wanted.reason()));
    return new Corrected(
        made.stream().map(CorrectionBody::of).toList(),
        corrections.applyNow(run, made) ? "now" : "later");
  }

  @GetMapping
  @Operation(
      operationId = "listCorrections",
      summary = "What people have said plates are, the newest first, and what was before")
  PageBody<CorrectionBody> corrections(
      @RequestParam(required = false) String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) UUID fact,
      @RequestParam(required = false) UUID track,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return PageBody.of(
        corrections.find(reader, new CorrectionQuestion(list, fact, track, camera)),
        CorrectionBody::of);
  }
}
