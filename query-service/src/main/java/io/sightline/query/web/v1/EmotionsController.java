package io.sightline.query.web.v1;

import io.sightline.query.access.Reader;
import io.sightline.query.emotions.Emotions;
import io.sightline.query.facts.ListQuestion;
import io.sightline.store.facts.FactKinds;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What emotions faces showed. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "emotions", description = "What emotions faces showed")
class EmotionsController {
  private final Emotions emotions;

  EmotionsController(Emotions emotions) {
    this.emotions = emotions;
  }

  @GetMapping("/emotions/windows")
  @Operation(
      operationId = "listEmotionWindows",
      summary =
          "Shares of the faces by strongest emotion, per camera and window, of its whole picture or"
              + " of a `zone`, newest first; `faces` counts them frame by frame, `people` each once")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(ref = "emotion_windows_page")))
  FactPageBody windows(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String zone,
      @RequestParam(defaultValue = "1m") String window,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(
        FactKinds.EMOTION_WINDOWS, emotions.windows(reader, list, camera, zone, window));
  }

  @GetMapping("/emotions/timeline")
  @Operation(
      operationId = "listEmotionSegments",
      summary =
          "Times in which one face showed one emotion, newest first; never whose face it is. None"
              + " where the site shows statistics of several people only")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(ref = "emotion_segments_page")))
  FactPageBody segments(
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String camera,
      @RequestParam(required = false) String zone,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    ListQuestion list = new ListQuestion(run, site, from, to, limit, cursor);
    return FactPageBody.of(
        FactKinds.EMOTION_SEGMENTS, emotions.segments(reader, list, camera, zone));
  }
}
