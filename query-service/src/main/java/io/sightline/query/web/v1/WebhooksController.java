package io.sightline.query.web.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sightline.query.access.Editor;
import io.sightline.query.deliveries.Webhooks;
import io.sightline.query.deliveries.Webhooks.Made;
import io.sightline.query.deliveries.Webhooks.Narrowing;
import io.sightline.query.deliveries.Webhooks.Wanted;
import io.sightline.query.paging.Part;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Who is told of facts over HTTP. */
@RestController
@RequestMapping("/api/v1/webhooks")
@Tag(
    name = "webhooks",
    description =
        "Who is told of facts of the live run over HTTP, for admins: a POST each, signed as Standard"
            + " Webhooks describes it (`webhook-id`, `webhook-timestamp`, `webhook-signature`), at"
            + " least once and with one `webhook-id` for the same news. A receiver answers 2xx within"
            + " ten seconds, or is told again later, up to twenty times; 410 ends it. It is told"
            + " nothing elsewhere, whatever it answers")
class WebhooksController {
  private final Webhooks webhooks;

  WebhooksController(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** Somebody who is told. */
  @Schema(name = "Webhook")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record WebhookBody(
      UUID id,
      @Schema(nullable = true, description = "Null for all sites") String site,
      String url,
      @Schema(nullable = true) String description,
      Collection<String> kinds,
      @Schema(nullable = true, description = "Null for all cameras") Collection<String> cameras,
      @Schema(nullable = true, description = "Entries of watchlists; null for all")
          Collection<String> entries,
      @JsonProperty("alert_kinds") @Schema(nullable = true, description = "Null for all")
          Collection<String> alertKinds,
      @Schema(nullable = true, description = "Null for all the time") String hours,
      boolean revisions,
      @JsonProperty("cool_down_ms") long coolDownMillis,
      @JsonProperty("after_ms") long afterMillis,
      @JsonProperty("within_ms") long withinMillis,
      @Schema(allowableValues = {"POST", "PUT", "GET"}) String method,
      @Schema(
              allowableValues = {"people", "site-file", "settings"},
              description = "Who said it; only what people said is changed here")
          String origin,
      boolean active,
      @Schema(description = "Facts that were not told since too many waited") long missed,
      @Schema(nullable = true, description = "Why the receiver ended it") String ended,
      @JsonProperty("made_by") @Schema(nullable = true) String madeBy,
      @JsonProperty("made_at") Instant madeAt,
      @JsonProperty("changed_at") Instant changedAt,
      @Schema(
              nullable = true,
              description = "Signs what is told; shown when it is made, and never again")
          String secret) {
    static WebhookBody of(Webhook one, String secret) {
      return new WebhookBody(
          one.id(),
          one.filter().site(),
          one.url(),
          one.description(),
          one.filter().kinds(),
          one.filter().cameras(),
          one.filter().entries(),
          one.filter().alertKinds(),
          one.filter().hours(),
          one.manner().revisions(),
          one.manner().coolDown().toMillis(),
          one.manner().after().toMillis(),
          one.manner().within().toMillis(),
          one.manner().method().name(),
          one.origin().word(),
          one.active(),
          one.missed(),
          one.ended(),
          one.madeBy(),
          one.madeAt(),
          one.changedAt(),
          secret);
    }

    static WebhookBody of(Webhook one) {
      return of(one, null);
    }
  }

  /** Who is to be told of what. */
  record NewWebhook(
      @Schema(nullable = true, description = "Left out for all sites") String site,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              maxLength = 2_000,
              description = "https://HOST/PATH, or mailto:NAME@HOST where mail can be sent")
          String url,
      @Schema(nullable = true, maxLength = 1_000) String description,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "Kinds of facts, such as `alerts` or `vehicle_sessions`")
          List<String> kinds,
      @Schema(nullable = true, description = "Left out for all cameras") List<String> cameras,
      @Schema(nullable = true, description = "Only alerts of these entries of watchlists")
          List<String> entries,
      @JsonProperty("alert_kinds") @Schema(nullable = true, description = "Only alerts of these")
          List<String> alertKinds,
      @Schema(
              nullable = true,
              maxLength = 100,
              description =
                  "Only of what happens within these hours, as clocks at the site show them:"
                      + " `mon-fri 08:00-18:00`")
          String hours,
      @Schema(
              defaultValue = "false",
              description =
                  "Whether each revision is told. Otherwise a fact is told once: alerts as soon as"
                      + " they are raised, others when they are final; and that it was taken back")
          Boolean revisions,
      @JsonProperty("cool_down_ms")
          @Schema(
              defaultValue = "0",
              description = "Least event time between two alerts of the same cause")
          Long coolDownMillis,
      @JsonProperty("after_ms")
          @Schema(
              defaultValue = "0",
              description = "Alerts are told when nobody has seen to them for so long")
          Long afterMillis,
      @JsonProperty("within_ms")
          @Schema(
              defaultValue = "0",
              description = "What happened longer ago is not told any more; 0 for whatever age")
          Long withinMillis,
      @Schema(
              defaultValue = "POST",
              allowableValues = {"POST", "PUT", "GET"},
              description = "GET, without a body, is for relays and the like")
          String method,
      @JsonProperty("api_key")
          @Schema(
              nullable = true,
              maxLength = 500,
              description =
                  "Shown to the receiver as X-API-Key and behind Bearer; never shown here")
          String apiKey,
      @Schema(defaultValue = "true") Boolean active) {
    Wanted wanted() {
      return new Wanted(
          site,
          url,
          description,
          kinds,
          cameras,
          entries,
          alertKinds,
          hours,
          revisions,
          coolDownMillis,
          afterMillis,
          withinMillis,
          method,
          apiKey,
          active);
    }
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "There are too many")
  @Operation(operationId = "createWebhook", summary = "Tells somebody of facts from now on")
  WebhookBody add(@RequestBody NewWebhook wanted, Editor editor) {
    Made made = webhooks.add(editor, wanted.wanted());
    return WebhookBody.of(made.webhook(), made.secret());
  }

  @GetMapping
  @Operation(operationId = "listWebhooks", summary = "Who is told of facts, the newest first")
  PageBody<WebhookBody> list(
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    return PageBody.of(webhooks.list(editor, new Part(limit, cursor)), WebhookBody::of);
  }

  @GetMapping("/{webhook}")
  @Operation(operationId = "getWebhook", summary = "Somebody who is told")
  WebhookBody find(@PathVariable UUID webhook, Editor editor) {
    return WebhookBody.of(webhooks.find(editor, webhook));
  }

  /** What is changed; what is left out stays. */
  static final class WebhookPatch {
    @Schema(nullable = true, implementation = String.class, description = "Null for all sites")
    public Optional<String> site;

    @Schema(maxLength = 2_000)
    public String url;

    @Schema(nullable = true, implementation = String.class, maxLength = 1_000)
    public Optional<String> description;

    public List<String> kinds;

    @ArraySchema(
        arraySchema = @Schema(nullable = true, description = "Null for all cameras"),
        schema = @Schema(implementation = String.class))
    public Optional<List<String>> cameras;

    @ArraySchema(
        arraySchema = @Schema(nullable = true, description = "Null for all entries"),
        schema = @Schema(implementation = String.class))
    public Optional<List<String>> entries;

    @JsonProperty("alert_kinds")
    @ArraySchema(
        arraySchema = @Schema(nullable = true, description = "Null for all kinds"),
        schema = @Schema(implementation = String.class))
    public Optional<List<String>> alertKinds;

    @Schema(
        nullable = true,
        implementation = String.class,
        maxLength = 100,
        description = "Null for all the time")
    public Optional<String> hours;

    public Boolean revisions;

    @JsonProperty("cool_down_ms")
    public Long coolDownMillis;

    @JsonProperty("after_ms")
    public Long afterMillis;

    @JsonProperty("within_ms")
    public Long withinMillis;

    @Schema(allowableValues = {"POST", "PUT", "GET"})
    public String method;

    @JsonProperty("api_key")
    @Schema(
        nullable = true,
        implementation = String.class,
        maxLength = 500,
        description = "Null or empty for none")
    public Optional<String> apiKey;

    public Boolean active;

    private Wanted wanted() {
      return new Wanted(
          value(site),
          url,
          value(description),
          kinds,
          value(cameras),
          value(entries),
          value(alertKinds),
          value(hours),
          revisions,
          coolDownMillis,
          afterMillis,
          withinMillis,
          method,
          value(apiKey),
          active);
    }

    private Set<Narrowing> cleared() {
      Map<Narrowing, Optional<?>> members = new EnumMap<>(Narrowing.class);
      members.put(Narrowing.SITE, site);
      members.put(Narrowing.DESCRIPTION, description);
      members.put(Narrowing.CAMERAS, cameras);
      members.put(Narrowing.ENTRIES, entries);
      members.put(Narrowing.ALERT_KINDS, alertKinds);
      members.put(Narrowing.HOURS, hours);
      members.put(Narrowing.API_KEY, apiKey);
      // What was left out is null here, and what is null in the document is empty.
      members.values().removeIf(member -> member == null || member.isPresent());
      return members.keySet();
    }

    private static <T> T value(Optional<T> member) {
      return member == null ? null : member.orElse(null);
    }
  }

  @PatchMapping("/{webhook}")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "A site's file or the settings say it")
  @Operation(
      operationId = "changeWebhook",
      summary =
          "Changes who is told of what; what is left out stays, and null takes away what it was"
              + " narrowed to. Made active again, it is told from then on")
  WebhookBody change(@PathVariable UUID webhook, @RequestBody WebhookPatch patch, Editor editor) {
    return WebhookBody.of(webhooks.change(editor, webhook, patch.wanted(), patch.cleared()));
  }

  @DeleteMapping("/{webhook}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @ApiResponse(responseCode = "409", description = "A site's file or the settings say it")
  @Operation(
      operationId = "deleteWebhook",
      summary = "Tells nobody there any more; what was not told yet is gone")
  void remove(@PathVariable UUID webhook, Editor editor) {
    webhooks.remove(editor, webhook);
  }

  /** Something that was told, or is to be. */
  @Schema(name = "Delivery")
  record DeliveryBody(
      long id,
      @Schema(description = "The `webhook-id` that it is told with") String key,
      String site,
      @JsonProperty("of_kind") String kind,
      @Schema(nullable = true) UUID fact,
      @Schema(allowableValues = {"waiting", "done", "dead"}) String state,
      int attempts,
      @JsonProperty("next_at") @Schema(nullable = true, description = "Null unless it waits")
          Instant nextAt,
      @Schema(nullable = true, description = "What was answered last; null for no answer")
          Integer status,
      @Schema(nullable = true) String error,
      @JsonProperty("made_at") Instant madeAt,
      @JsonProperty("ended_at") @Schema(nullable = true) Instant endedAt) {
    static DeliveryBody of(Delivery one) {
      return new DeliveryBody(
          one.id(),
          one.key(),
          one.site(),
          one.kind(),
          one.fact(),
          one.state().name().toLowerCase(Locale.ROOT),
          one.attempts(),
          one.endedAt() == null ? one.nextAt() : null,
          one.status(),
          one.error(),
          one.madeAt(),
          one.endedAt());
    }
  }

  @GetMapping("/{webhook}/deliveries")
  @Operation(
      operationId = "listDeliveries",
      summary = "What was told, is to be told or could not be, the newest first")
  PageBody<DeliveryBody> deliveries(
      @PathVariable UUID webhook,
      @Schema(allowableValues = {"waiting", "done", "dead"}) @RequestParam(required = false)
          String state,
      @RequestParam(required = false) Integer limit,
      @RequestParam(required = false) String cursor,
      Editor editor) {
    return PageBody.of(
        webhooks.deliveries(editor, webhook, state, new Part(limit, cursor)), DeliveryBody::of);
  }

  @PostMapping("/{webhook}/deliveries/{delivery}/send")
  @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "409", description = "Nobody is told there now")
  @Operation(operationId = "sendDeliveryAgain", summary = "Tells it once more, with the same key")
  DeliveryBody resend(@PathVariable UUID webhook, @PathVariable long delivery, Editor editor) {
    return DeliveryBody.of(webhooks.resend(editor, webhook, delivery));
  }
}
