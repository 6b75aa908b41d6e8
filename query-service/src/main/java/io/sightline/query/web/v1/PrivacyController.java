package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.erasure.Erasing;
import io.sightline.query.erasure.SubjectAccess;
import io.sightline.query.paging.Part;
import io.sightline.store.erasure.Erasures.Erasure;
import io.sightline.store.erasure.SubjectRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people may ask of those who keep something of them. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "privacy", description = "Erasing plates, and telling what is known of one")
class PrivacyController {
  private final Erasing erasing;
  private final SubjectAccess subjects;

  PrivacyController(Erasing erasing, SubjectAccess subjects) {
    this.erasing = erasing;
    this.subjects = subjects;
  }

  /**
   * What to erase.
   *
   * @param variants other readings of the plate that go with it
   * @param to exclusive
   */
  record NewErasure(
      String site,
      String plate,
      List<String> variants,
      UUID track,
      Instant from,
      Instant to,
      String reason) {}

  /** An erasure, and how far it is. Which plate it was is not told. */
  record ErasureBody(
      long id,
      String site,
      @Schema(nullable = true) UUID track,
      @Schema(nullable = true) Instant from,
      Instant to,
      String reason,
      @Schema(nullable = true) @JsonProperty("made_by") String madeBy,
      @JsonProperty("made_at") Instant madeAt,
      String state,
      SortedMap<String, Long> counts,
      @Schema(nullable = true) String error,
      @Schema(nullable = true) @JsonProperty("ended_at") Instant endedAt) {
    static ErasureBody of(Erasure erasure) {
      return new ErasureBody(
          erasure.id(),
          erasure.site(),
          erasure.track(),
          erasure.from(),
          erasure.to(),
          erasure.reason(),
          erasure.madeBy(),
          erasure.madeAt(),
          erasure.state(),
          erasure.counts(),
          erasure.error(),
          erasure.endedAt());
    }
  }

  @PostMapping("/erasures")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      operationId = "requestErasure",
      summary =
          "Erases a plate, or what was read on one track, of a site in all runs; for admins. From"
              + " the answer on nobody tells it any more; what is stored follows in the background."
              + " 409 where a hold keeps something of that time")
  ErasureBody erase(@RequestBody NewErasure wanted, Editor editor) {
    return ErasureBody.of(
        erasing.request(
            editor,
            new Erasing.Request(
                wanted.site(),
                wanted.plate(),
                wanted.variants(),
                wanted.track(),
                wanted.from(),
                wanted.to(),
                wanted.reason())));
  }

  @GetMapping("/erasures")
  @Operation(operationId = "listErasures", summary = "Erasures, the newest first; for admins")
  PageBody<ErasureBody> erasures(
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    return PageBody.of(erasing.list(editor, site, new Part(limit, cursor)), ErasureBody::of);
  }

  @GetMapping("/erasures/{id}")
  @Operation(
      operationId = "getErasure",
      summary = "An erasure: its state, and how much was blanked by table; for admins")
  ErasureBody erasure(@PathVariable long id, Editor editor) {
    return ErasureBody.of(erasing.find(editor, id));
  }

  /**
   * All that is known of a plate.
   *
   * @param facts by kind
   * @param truncated whether a kind has more facts than are told
   */
  record SubjectBody(
      String site,
      Map<String, List<Map<String, Object>>> facts,
      List<PictureBody> pictures,
      List<AuditBody> audit,
      List<Long> erasures,
      boolean truncated) {}

  /**
   * A picture of the plate, or the whole one of a passage.
   *
   * @param href where it is
   */
  record PictureBody(String run, UUID id, String href) {}

  /** Something that somebody did that names the plate. */
  record AuditBody(
      Instant at, @Schema(nullable = true) String principal, String action, String object) {}

  @GetMapping("/subject-access")
  @Operation(
      operationId = "getSubjectAccess",
      summary =
          "All that is known of one plate at a site, in all runs: facts by kind, pictures, and what"
              + " people did that names it; for admins, and noted in the audit")
  SubjectBody subject(@RequestParam String plate, @RequestParam String site, Editor editor) {
    SubjectRows.Known known = subjects.of(editor, site, plate);
    return new SubjectBody(
        site,
        known.facts(),
        known.pictures().stream()
            .map(
                one ->
                    new PictureBody(
                        one.run(),
                        one.fact(),
                        (one.whole()
                                ? "/api/v1/passages/%s/picture?run=%s"
                                : "/api/v1/plates/%s/evidence?run=%s")
                            .formatted(one.fact(), one.run())))
            .toList(),
        known.audit().stream()
            .map(one -> new AuditBody(one.at(), one.principal(), one.action(), one.object()))
            .toList(),
        known.erasures(),
        known.truncated());
  }
}
