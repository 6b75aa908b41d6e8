package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.paging.Part;
import io.sightline.query.retention.SiteHolds;
import io.sightline.store.holds.Holds.Hold;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
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

/** What is kept although its time is over. */
@RestController
@RequestMapping("/api/v1/sites/{site}/holds")
@Tag(name = "holds", description = "What of a site stays however long the site keeps things")
class HoldsController {
  private final SiteHolds holds;

  HoldsController(SiteHolds holds) {
    this.holds = holds;
  }

  /**
   * A hold.
   *
   * @param kind of fact by its table, or observations; null for all
   * @param to exclusive
   */
  @Schema(name = "Hold")
  record HoldBody(
      long id,
      String site,
      @Schema(nullable = true) String kind,
      Instant from,
      Instant to,
      String reason,
      @JsonProperty("made_by") String madeBy,
      @JsonProperty("made_at") Instant madeAt) {
    static HoldBody of(Hold hold) {
      return new HoldBody(
          hold.id(),
          hold.site(),
          hold.kind(),
          hold.from(),
          hold.to(),
          hold.reason(),
          hold.madeBy(),
          hold.madeAt());
    }
  }

  /** What to hold. */
  record NewHold(String kind, Instant from, Instant to, String reason) {}

  @GetMapping
  @Operation(operationId = "listHolds", summary = "A site's holds, the oldest first; for admins")
  PageBody<HoldBody> holds(
      @PathVariable String site,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    return PageBody.of(holds.list(editor, site, new Part(limit, cursor)), HoldBody::of);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "addHold",
      summary =
          "Keeps what a site has of a time, `from` to `to`, of one `kind` or of all, until the hold"
              + " is released; for admins")
  HoldBody hold(@PathVariable String site, @RequestBody NewHold wanted, Editor editor) {
    return HoldBody.of(
        holds.make(editor, site, wanted.kind(), wanted.from(), wanted.to(), wanted.reason()));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "releaseHold",
      summary = "Releases a hold; what is over goes with the next look; for admins")
  void release(@PathVariable String site, @PathVariable long id, Editor editor) {
    holds.release(editor, site, id);
  }
}
