package io.sightline.query.web.anpr;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.domain.BadInput;
import io.sightline.query.access.Editor;
import io.sightline.query.access.Reader;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.query.watchlists.NotifiedBolos;
import io.sightline.query.watchlists.NotifiedBolos.Entry;
import io.sightline.query.watchlists.NotifiedBolos.New;
import io.sightline.query.web.SpokenNames;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

/** ANPR City's door to who is wanted. */
@RestController
@RequestMapping("/api/bolos")
@Tag(name = "anpr")
class NotifiedBoloController {
  private static final Map<String, String> NAMES =
      Map.of(
          "valid_to", "expires_at",
          "valid_from", "now",
          "url", "notification_webhook",
          "pattern", "plate_pattern");

  private final NotifiedBolos bolos;

  NotifiedBoloController(NotifiedBolos bolos) {
    this.bolos = bolos;
  }

  /** Clients say a word or a number. */
  private static String word(Object priority) {
    if (priority != null && !(priority instanceof String) && !(priority instanceof Integer)) {
      throw new BadInput("`priority` should be a word such as high, or a whole number.");
    }
    return priority == null ? null : priority.toString();
  }

  /** As it was said. */
  private static Object told(String priority) {
    return priority != null && priority.matches("-?\\d{1,9}")
        ? (Object) Integer.valueOf(priority)
        : priority;
  }

  /**
   * What to look out for.
   *
   * @param pattern {@code ?} is one character, {@code *} any number
   */
  @Schema(name = "NewAnprBolo")
  record NewBody(
      @JsonProperty("plate_pattern") @Schema(example = "AB?C*") String pattern,
      @Schema(nullable = true) String description,
      @Schema(nullable = true, defaultValue = "true") Boolean active,
      @Schema(
              types = {"string", "integer", "null"},
              example = "high")
          Object priority,
      @JsonProperty("notification_webhook") @Schema(nullable = true) String webhook,
      @JsonProperty("notification_email") @Schema(nullable = true) String email,
      @JsonProperty("expires_at") @Schema(nullable = true) Instant expiresAt) {
    New wanted() {
      return new New(pattern, description, active, word(priority), webhook, email, expiresAt);
    }
  }

  /**
   * An entry.
   *
   * @param notified how many addresses are told
   * @param secret that signs what is told over HTTP; only in the answer to its making
   */
  @Schema(name = "AnprBolo")
  record BoloBody(
      UUID id,
      String site,
      @JsonProperty("plate_pattern") String pattern,
      @Schema(nullable = true) String description,
      boolean active,
      @Schema(types = {"string", "integer", "null"}) Object priority,
      int notified,
      @JsonProperty("expires_at") @Schema(nullable = true) Instant expiresAt,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("notification_secret") @Schema(nullable = true) String secret) {
    static BoloBody of(Entry entry) {
      return new BoloBody(
          entry.bolo().id(),
          entry.bolo().site(),
          entry.bolo().pattern(),
          entry.bolo().description(),
          entry.bolo().active(),
          told(entry.notice().priority()),
          entry.notice().webhooks().size(),
          entry.bolo().validTo(),
          entry.bolo().madeAt(),
          entry.secrets().isEmpty() ? null : entry.secrets().get(0));
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "The site has too many")
  @Operation(
      operationId = "createAnprBolo",
      summary = "Looks out for plates at the site that `anpr.site` names; for its clerks",
      description = "Whoever is to be told is named by admins only.")
  BoloBody add(@RequestBody NewBody wanted, Editor editor) {
    return BoloBody.of(SpokenNames.spoken(NAMES, () -> bolos.add(editor, wanted.wanted())));
  }

  /** A part of the entries. */
  @Schema(name = "AnprBolos")
  record BolosBody(List<BoloBody> items, @Schema(nullable = true) String next) {}

  @GetMapping
  @Operation(operationId = "listAnprBolos", summary = "Who is wanted, the newest entries first")
  BolosBody list(
      @RequestParam(required = false) Boolean active,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Reader reader) {
    Page<Entry> page = bolos.list(reader, active, new Part(limit, cursor));
    return new BolosBody(
        page.items().stream().map(BoloBody::of).toList(), page.next().orElse(null));
  }

  /** What is to become of an entry; what is left out stays. */
  @Schema(name = "AnprBoloChange")
  record ChangeBody(
      @JsonProperty("plate_pattern") @Schema(nullable = true) String pattern,
      @Schema(nullable = true) String description,
      @Schema(nullable = true) Boolean active,
      @Schema(types = {"string", "integer", "null"}) Object priority,
      @JsonProperty("expires_at") @Schema(nullable = true) Instant expiresAt) {}

  @PatchMapping("/{id}")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @Operation(
      operationId = "changeAnprBolo",
      summary = "Changes of an entry what is named; for clerks")
  BoloBody change(@PathVariable UUID id, @RequestBody ChangeBody change, Editor editor) {
    return BoloBody.of(
        bolos.change(
            editor,
            id,
            new New(
                change.pattern(),
                change.description(),
                change.active(),
                word(change.priority()),
                null,
                null,
                change.expiresAt())));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      operationId = "deleteAnprBolo",
      summary = "Takes an entry away, with who was told of it; alerts that it raised stay")
  void delete(@PathVariable UUID id, Editor editor) {
    bolos.remove(editor, id);
  }
}
