package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Part;
import io.sightline.query.watchlists.NotifiedBolos;
import io.sightline.query.watchlists.Watchlists;
import io.sightline.query.watchlists.Watchlists.Cleared;
import io.sightline.query.watchlists.Watchlists.Preview;
import io.sightline.query.watchlists.Watchlists.Wanted;
import io.sightline.store.watchlists.BoloRows.Bolo;
import io.sightline.store.watchlists.PlatesSeen.Seen;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who is wanted. */
@RestController
@RequestMapping("/api/v1/bolos")
@Tag(
    name = "watchlists",
    description =
        "Plates to be on the lookout for, beside the `watchlist` of site files. The live run looks"
            + " out for a new entry within seconds; each visit of such a vehicle raises one alert")
class BolosController {
  private static final String MATCHES =
      "`exact`; `wildcard`: `?` one character, `*` any number; `regex`: the whole plate, in RE2's"
          + " syntax; `similar`: one slip of a reader. Cases and separators make no difference";

  private final Watchlists watchlists;
  private final NotifiedBolos notified;

  BolosController(Watchlists watchlists, NotifiedBolos notified) {
    this.notified = notified;
    this.watchlists = watchlists;
  }

  /**
   * An entry.
   *
   * @param validFrom event time
   */
  @Schema(name = "Bolo")
  record BoloBody(
      UUID id,
      String site,
      String pattern,
      @Schema(allowableValues = {"exact", "wildcard", "regex", "similar"}) String match,
      @Schema(nullable = true) String description,
      @JsonProperty("valid_from") Instant validFrom,
      @JsonProperty("valid_to") @Schema(nullable = true, description = "Null for ever")
          Instant validTo,
      @JsonProperty("cool_down_ms")
          @Schema(
              nullable = true,
              description =
                  "Least event time between two deliveries; alerts are raised in any case")
          Long coolDownMillis,
      boolean active,
      @JsonProperty("made_by") @Schema(nullable = true) String madeBy,
      @JsonProperty("made_at") Instant madeAt,
      @JsonProperty("changed_at") Instant changedAt) {
    static BoloBody of(Bolo bolo) {
      return new BoloBody(
          bolo.id(),
          bolo.site(),
          bolo.pattern(),
          bolo.match(),
          bolo.description(),
          bolo.validFrom(),
          bolo.validTo(),
          bolo.coolDownMillis(),
          bolo.active(),
          bolo.madeBy(),
          bolo.madeAt(),
          bolo.changedAt());
    }
  }

  /** What to look out for. */
  record NewBolo(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String site,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 100) String pattern,
      @Schema(
              defaultValue = "wildcard",
              allowableValues = {"exact", "wildcard", "regex", "similar"},
              description = MATCHES)
          String match,
      @Schema(nullable = true, maxLength = 1_000) String description,
      @JsonProperty("valid_from")
          @Schema(
              nullable = true,
              description =
                  "Event time from which it counts; left out for now. The live run goes back as far"
                      + " as it remembers vehicles, runs that begin later as far as this says")
          Instant validFrom,
      @JsonProperty("valid_to") @Schema(nullable = true) Instant validTo,
      @JsonProperty("cool_down_ms") @Schema(nullable = true, minimum = "0") Long coolDownMillis,
      @Schema(defaultValue = "true") Boolean active) {}

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "The site has too many")
  @Operation(operationId = "createBolo", summary = "Looks out for plates; for clerks of the site")
  BoloBody add(@RequestBody NewBolo wanted, Editor editor) {
    return BoloBody.of(
        watchlists.add(
            editor,
            wanted.site(),
            new Wanted(
                wanted.pattern(),
                wanted.match(),
                wanted.description(),
                wanted.validFrom(),
                wanted.validTo(),
                wanted.coolDownMillis(),
                wanted.active())));
  }

  @GetMapping
  @Operation(operationId = "listBolos", summary = "Who is wanted, the newest entries first")
  PageBody<BoloBody> bolos(
      @RequestParam(required = false) String site,
      @RequestParam(required = false) Boolean active,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    return PageBody.of(
        watchlists.list(reader, site, active, new Part(limit, cursor)), BoloBody::of);
  }

  @GetMapping("/{id}")
  @Operation(operationId = "getBolo", summary = "An entry")
  BoloBody bolo(@PathVariable UUID id, Reader reader) {
    return BoloBody.of(watchlists.find(reader, id));
  }

  /** What is changed of an entry; what is left out stays. */
  static final class BoloPatch {
    public String pattern;

    @Schema(allowableValues = {"exact", "wildcard", "regex", "similar"})
    public String match;

    @Schema(nullable = true, maxLength = 1_000, implementation = String.class)
    public Optional<String> description;

    @JsonProperty("valid_from")
    public Instant validFrom;

    @JsonProperty("valid_to")
    @Schema(nullable = true, implementation = Instant.class, description = "Null for ever")
    public Optional<Instant> validTo;

    @JsonProperty("cool_down_ms")
    @Schema(nullable = true, implementation = Long.class, minimum = "0")
    public Optional<Long> coolDownMillis;

    public Boolean active;
  }

  @PatchMapping("/{id}")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @Operation(
      operationId = "changeBolo",
      summary =
          "Changes an entry; what is left out stays, null takes a time, a cool-down or the words"
              + " away. It counts as it is now from now on; for clerks of the site")
  BoloBody change(@PathVariable UUID id, @RequestBody BoloPatch patch, Editor editor) {
    return BoloBody.of(
        watchlists.change(
            editor,
            id,
            new Wanted(
                patch.pattern,
                patch.match,
                value(patch.description),
                patch.validFrom,
                value(patch.validTo),
                value(patch.coolDownMillis),
                patch.active),
            new Cleared(
                isNull(patch.validTo), isNull(patch.coolDownMillis), isNull(patch.description))));
  }

  private static <T> T value(Optional<T> member) {
    return member == null ? null : member.orElse(null);
  }

  private static boolean isNull(Optional<?> member) {
    return member != null && member.isEmpty();
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteBolo",
      summary = "Looks out for it no more; alerts that it raised stay; for clerks of the site")
  void remove(@PathVariable UUID id, Editor editor) {
    notified.remove(editor, id);
  }

  /** What is tried. */
  record PreviewQuestion(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String site,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 100) String pattern,
      @Schema(
              defaultValue = "wildcard",
              allowableValues = {"exact", "wildcard", "regex", "similar"},
              description = MATCHES)
          String match,
      @Schema(nullable = true, description = "Left out for thirty days before `to`") Instant from,
      @Schema(nullable = true, description = "Left out for now") Instant to) {}

  /** A plate that was read. */
  @Schema(name = "BoloPreviewPlate")
  record PlateBody(
      String plate,
      @Schema(description = "How often it was there") long tracks,
      Instant first,
      Instant last,
      @Schema(description = "That read it last") String camera) {
    static PlateBody of(Seen seen) {
      return new PlateBody(seen.plate(), seen.tracks(), seen.first(), seen.last(), seen.camera());
    }
  }

  /** What a pattern would have found. */
  @Schema(name = "BoloPreview")
  record PreviewBody(
      Instant from,
      Instant to,
      List<PlateBody> plates,
      @Schema(description = "Whether there are more than these") boolean more) {
    static PreviewBody of(Preview preview) {
      return new PreviewBody(
          preview.from(),
          preview.to(),
          preview.plates().stream().map(PlateBody::of).toList(),
          preview.more());
    }
  }

  @PostMapping("/preview")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @Operation(
      operationId = "previewBolo",
      summary = "Which plates of the live run a pattern would have found; for clerks of the site")
  PreviewBody preview(@RequestBody PreviewQuestion question, Editor editor) {
    return PreviewBody.of(
        watchlists.preview(
            editor,
            question.site(),
            question.match(),
            question.pattern(),
            question.from(),
            question.to()));
  }
}
