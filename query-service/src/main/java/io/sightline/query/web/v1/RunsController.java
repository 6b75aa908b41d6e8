package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Part;
import io.sightline.query.runs.Replays;
import io.sightline.query.runs.Runs;
import io.sightline.store.ledger.LedgerDiff;
import io.sightline.store.runs.RunCatalogue.Run;
import io.sightline.store.runs.RunSummary;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runs: the live one and replays. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "runs", description = "The live run and replays")
class RunsController {
  private final Runs runs;
  private final Replays replays;

  RunsController(Runs runs, Replays replays) {
    this.runs = runs;
    this.replays = replays;
  }

  /**
   * A run.
   *
   * @param layout in the form of its site's file; absent in lists, and where there is none yet
   */
  @Schema(name = "Run")
  record RunBody(
      String run,
      String site,
      String state,
      @JsonProperty("from_run") @Schema(nullable = true) String fromRun,
      double progress,
      @Schema(nullable = true) String error,
      @Schema(implementation = RunSummary.class, nullable = true) Map<?, ?> summary,
      @JsonProperty("requested_at") Instant requestedAt,
      @JsonProperty("started_at") @Schema(nullable = true) Instant startedAt,
      @JsonProperty("ended_at") @Schema(nullable = true) Instant endedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(ref = "Site") Map<String, Object> layout) {
    private static RunBody with(Run run, Map<String, Object> layout) {
      return new RunBody(
          run.run(),
          run.site(),
          run.state(),
          run.fromRun(),
          run.progress(),
          run.error(),
          run.summary(),
          run.requestedAt(),
          run.startedAt(),
          run.endedAt(),
          layout);
    }

    static RunBody listed(Run run) {
      return with(run, null);
    }

    static RunBody of(Run run, Reader reader) {
      return with(run, run.layout() == null ? null : SitesController.told(run.layout(), reader));
    }
  }

  @GetMapping("/runs")
  @Operation(operationId = "listRuns", summary = "The runs that may be seen, newest first")
  PageBody<RunBody> runs(
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return PageBody.of(runs.list(reader, site, new Part(limit, cursor)), RunBody::listed);
  }

  @GetMapping("/runs/{run}")
  @Operation(
      operationId = "getRun",
      summary =
          "A run, with its progress from 0 to 1, its summary (but the plates, which `/plates` tells) when it is done, and the layout it is"
              + " judged by")
  RunBody run(@PathVariable String run, Reader reader) {
    return RunBody.of(runs.find(reader, run), reader);
  }

  /**
   * What to make a replay from.
   *
   * @param run its name
   * @param site a site of the registry by whose layout it is judged
   * @param layout a site file's content in its place, for what-ifs
   */
  record NewReplay(
      String run,
      String site,
      @Schema(ref = "Site") Map<String, Object> layout,
      @JsonProperty("from_run") String fromRun,
      Instant from,
      Instant to,
      Map<String, String> footage,
      Map<String, Instant> start) {}

  @PostMapping("/replays")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @ApiResponse(
      responseCode = "409",
      description = "There is a run of this name, or its source is not done")
  @Operation(
      operationId = "requestReplay",
      summary =
          "Asks for a replay: of a run's stored observations (`from_run`; with `from` and `to` for"
              + " the live run), or of `footage` below the media folder. `layout` judges by another"
              + " layout than the site's own")
  RunBody replay(@RequestBody NewReplay wanted, Editor editor) {
    return RunBody.of(
        replays.request(
            editor,
            new Replays.NewReplay(
                wanted.run(),
                wanted.site(),
                wanted.layout(),
                wanted.fromRun(),
                wanted.from(),
                wanted.to(),
                wanted.footage(),
                wanted.start())),
        editor.reader());
  }

  @DeleteMapping("/replays/{run}")
  @ApiResponse(responseCode = "409", description = "It is the live run, or something of it is held")
  @Operation(
      operationId = "endReplay",
      summary =
          "Cancels a replay that is going on; deletes one that has ended, with its facts, in the"
              + " background: its state is `deleting` until it is gone")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RunBody delete(@PathVariable String run, Editor editor) {
    return RunBody.of(replays.end(editor, run), editor.reader());
  }

  @GetMapping("/runs/{a}/diff/{b}")
  @ApiResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = LedgerDiff.class)))
  @ApiResponse(responseCode = "409", description = "One of them is not finished")
  @Operation(
      operationId = "diffRuns",
      summary =
          "What was added, removed and changed from run a to run b, per table. Runs that are not"
              + " finished are compared as they stand with `partial`, and the answer says so")
  LedgerDiff diff(
      @PathVariable String a,
      @PathVariable String b,
      @RequestParam(defaultValue = "false") boolean partial,
      Reader reader) {
    return runs.diff(reader, a, b, partial);
  }
}
