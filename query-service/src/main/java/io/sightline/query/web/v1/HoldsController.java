package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.retention.SiteHolds;
import io.sightline.store.holds.Holds.Hold;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
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
  record HoldBody(
      long id,
      String site,
      String kind,
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
  @Operation(summary = "A site's holds, the oldest first; for admins")
  List<HoldBody> holds(@PathVariable String site, Editor editor) {
    return holds.list(editor, site).stream().map(HoldBody::of).toList();
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary =
          "Keeps what a site has of a time, `from` to `to`, of one `kind` or of all, until the hold"
              + " is released; for admins")
  HoldBody hold(@PathVariable String site, @RequestBody NewHold wanted, Editor editor) {
    return HoldBody.of(
        holds.make(editor, site, wanted.kind(), wanted.from(), wanted.to(), wanted.reason()));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Releases a hold; what is over goes with the next look; for admins")
  void release(@PathVariable String site, @PathVariable long id, Editor editor) {
    holds.release(editor, site, id);
  }
}
