package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.facts.InsideCount;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.inside.Inside;
import io.sightline.store.statements.InsideRows.Said;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How many vehicles are inside. */
@RestController
@RequestMapping("/api/v1/sites/{site}/inside")
@Tag(
    name = "inside",
    description =
        "How many vehicles are inside a site and on its levels, counted at gates from what a person"
            + " has said; `GET /facts/inside_counts` has the history")
class InsideController {
  private final Inside inside;

  InsideController(Inside inside) {
    this.inside = inside;
  }

  /** What somebody has said. */
  @Schema(name = "InsideSaid")
  record SaidBody(
      String site,
      @Schema(nullable = true, description = "Null for the whole site") String level,
      Instant at,
      int vehicles,
      String by,
      @JsonProperty("made_at") Instant madeAt) {
    static SaidBody of(Said said) {
      return new SaidBody(
          said.site(),
          said.level().isEmpty() ? null : said.level(),
          said.at(),
          said.vehicles(),
          said.by(),
          said.madeAt());
    }
  }

  /** What is said. */
  record NewSaid(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minimum = "0", maximum = "1000000")
          Integer vehicles,
      @Schema(nullable = true, description = "Left out for the whole site") String level,
      @Schema(nullable = true, description = "Left out for now") Instant at) {}

  /** A count. */
  @Schema(name = "Inside")
  record CountBody(
      @Schema(allowableValues = {"site", "level"}) String scope,
      @JsonProperty("scope_id") String scopeId,
      @Schema(
              nullable = true,
              description =
                  "Null while nobody knows: before anybody has said how many there are, and after a"
                      + " gate was not seen")
          Integer vehicles,
      Instant since,
      @Schema(
              description = "What has changed it last",
              allowableValues = {"gap", "entry", "exit", "said", "midnight"})
          String cause,
      @Schema(description = "Since the last word") int entries,
      @Schema(description = "Since the last word") int exits,
      @Schema(description = "Exits when nobody was left: entries that were missed") int missed) {
    static CountBody of(InsideCount count) {
      return new CountBody(
          count.scope().name().toLowerCase(Locale.ROOT),
          count.scopeId(),
          count.inside(),
          Instant.ofEpochMilli(count.head().atMillis()),
          count.cause().name().toLowerCase(Locale.ROOT),
          count.entries(),
          count.exits(),
          count.missed());
    }
  }

  @GetMapping
  @Operation(
      operationId = "getInside",
      summary = "How many vehicles are inside a site and on its levels, now or as of a time")
  PageBody<CountBody> inside(
      @PathVariable String site,
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) Instant at,
      Reader reader) {
    return new PageBody<>(
        inside.asOf(reader, run, site, at).stream().map(CountBody::of).toList(), null);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      operationId = "sayInside",
      summary =
          "Says how many vehicles are inside a site or on a level; counts go on from there, and tell"
              + " by how much they had drifted; for clerks of the site")
  SaidBody say(@PathVariable String site, @RequestBody NewSaid wanted, Editor editor) {
    return SaidBody.of(inside.say(editor, site, wanted.level(), wanted.vehicles(), wanted.at()));
  }
}
