package io.sightline.query.web.v1;

import io.sightline.domain.facts.Fact;
import io.sightline.query.access.Reader;
import io.sightline.query.facts.Facts;
import io.sightline.query.facts.ListQuestion;
import io.sightline.store.facts.FactKind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Facts of any kind, by the name of their table. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "facts", description = "Facts of any kind")
class FactsController {
  private final Facts facts;

  FactsController(Facts facts) {
    this.facts = facts;
  }

  @GetMapping("/facts/{kind}")
  @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "facts_page")))
  @Operation(
      operationId = "listFacts",
      summary = "Facts of one kind, newest first, as its table and its messages have them")
  FactPageBody list(
      @PathVariable String kind,
      @RequestParam(defaultValue = "live") String run,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Instant from,
      @RequestParam(required = false) Instant to,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return page(facts.kind(kind), reader, new ListQuestion(run, site, from, to, limit, cursor));
  }

  private <F extends Fact> FactPageBody page(
      FactKind<F> kind, Reader reader, ListQuestion question) {
    return FactPageBody.of(kind, facts.read(reader, question, facts.ask(reader, kind, question)));
  }
}
