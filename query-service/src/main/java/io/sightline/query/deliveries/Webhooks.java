package io.sightline.query.deliveries;

import io.sightline.domain.BadInput;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.ReceiverAddress;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.audit.Audit;
import io.sightline.query.failures.Conflict;
import io.sightline.query.failures.NotFound;
import io.sightline.query.failures.Refused;
import io.sightline.query.paging.Page;
import io.sightline.query.paging.Part;
import io.sightline.store.deliveries.DeliveryRows;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import io.sightline.store.deliveries.DeliveryRows.State;
import io.sightline.store.deliveries.WebhookRows;
import io.sightline.store.deliveries.WebhookRows.Place;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
import io.sightline.store.registry.CameraSecrets;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Who is told of facts over HTTP; for admins. */
@Component
public class Webhooks {
  private static final int MOST = 1_000;
  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final int MOST_CAMERAS = 1_000;
  private static final String NOT_A_FACT = "camera_latest";

  private final WebhookRows rows;
  private final DeliveryRows deliveries;
  private final Sending sending;
  private final SortedSet<String> kinds;
  private final CameraSecrets secrets;
  private final AllowedNetworks allowed;
  private final Access access;
  private final Audit audit;

  protected Webhooks(
      WebhookRows rows,
      DeliveryRows deliveries,
      Sending sending,
      FactKinds kinds,
      CameraSecrets secrets,
      QueryServiceOptions options,
      Access access,
      Audit audit) {
    this.rows = rows;
    this.deliveries = deliveries;
    this.sending = sending;
    this.kinds = new TreeSet<>(LiveRows.kinds(kinds));
    this.kinds.remove(NOT_A_FACT);
    this.secrets = secrets;
    this.allowed = Receivers.allowed(options.settings());
    this.access = access;
    this.audit = audit;
  }

  /**
   * Who is to be told of what; what is null was left out.
   *
   * @param site null for all
   * @param cameras null for all
   */
  public record Wanted(
      String site,
      String url,
      String description,
      List<String> kinds,
      List<String> cameras,
      Boolean revisions,
      Boolean active) {}

  /**
   * Somebody who is told from now on.
   *
   * @param secret that signs what they are told; not to be had again
   */
  public record Made(Webhook webhook, String secret) {}

  /**
   * @throws Refused when this is no admin
   * @throws BadInput when it says too little, or what cannot be
   * @throws NotFound when there is no such site
   * @throws Conflict when there are too many
   */
  public Made add(Editor editor, Wanted wanted) {
    editor.requireAdmin();
    if (wanted.kinds() == null || wanted.kinds().isEmpty()) {
      throw new BadInput("`kinds` must name what is told: " + String.join(", ", kinds) + ".");
    }
    requireWords(wanted);
    UUID id = UUID.randomUUID();
    String secret = WebhookSignature.newSecret();
    Webhook webhook =
        checked(
            editor,
            new Webhook(
                id,
                wanted.site(),
                wanted.url(),
                wanted.description(),
                new TreeSet<>(wanted.kinds()),
                wanted.cameras() == null ? null : new TreeSet<>(wanted.cameras()),
                Boolean.TRUE.equals(wanted.revisions()),
                wanted.active() == null || wanted.active(),
                secrets.seal(id.toString(), secret),
                0,
                null,
                0,
                editor.username(),
                null,
                null));
    if (rows.count() >= MOST) {
      throw new Conflict(
          "There are " + MOST + " webhooks; delete some that nobody needs any more.");
    }
    Webhook made = rows.add(webhook);
    audit.note(editor, "make-webhook", made.id().toString());
    return new Made(made, secret);
  }

  /**
   * Changes what is not null.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when there is none, or no such site
   * @throws BadInput when it says what cannot be
   */
  public Webhook change(Editor editor, UUID id, Wanted wanted) {
    editor.requireAdmin();
    requireWords(wanted);
    Webhook known = require(id);
    Webhook changed =
        checked(
            editor,
            new Webhook(
                id,
                or(wanted.site(), known.site()),
                or(wanted.url(), known.url()),
                or(wanted.description(), known.description()),
                wanted.kinds() == null ? known.kinds() : new TreeSet<>(wanted.kinds()),
                wanted.cameras() == null ? known.cameras() : new TreeSet<>(wanted.cameras()),
                or(wanted.revisions(), known.revisions()),
                or(wanted.active(), known.active()),
                known.secret(),
                0,
                null,
                0,
                null,
                null,
                null));
    Webhook kept = rows.change(changed).orElseThrow(() -> missing(id));
    audit.note(editor, "change-webhook", id.toString());
    return kept;
  }

  private static void requireWords(Wanted wanted) {
    boolean isWhole =
        Stream.of(wanted.kinds(), wanted.cameras())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .noneMatch(word -> word == null || word.indexOf('\0') >= 0);
    if (!isWhole) {
      throw new BadInput("`kinds` and `cameras` are lists of words, and null is none.");
    }
  }

  private static <T> T or(T wanted, T known) {
    return wanted == null ? known : wanted;
  }

  private Webhook checked(Editor editor, Webhook webhook) {
    if (webhook.site() != null) {
      access.require(editor.reader(), webhook.site());
    }
    for (String kind : webhook.kinds()) {
      if (!kinds.contains(kind)) {
        throw new BadInput(
            "`kinds`: there is no '" + kind + "'; known are " + String.join(", ", kinds) + ".");
      }
    }
    if (webhook.cameras() != null && webhook.cameras().size() > MOST_CAMERAS) {
      throw new BadInput("`cameras` may name up to " + MOST_CAMERAS + ".");
    }
    if (webhook.description() != null
        && (webhook.description().length() > LONGEST_DESCRIPTION
            || webhook.description().indexOf('\0') >= 0)) {
      throw new BadInput(
          "`description` may have up to " + LONGEST_DESCRIPTION + " characters, and no NUL.");
    }
    ReceiverAddress address = ReceiverAddress.parse(webhook.url());
    try {
      ReceiverAddress.resolve(address.host(), allowed);
    } catch (UnknownHostException e) {
      throw new BadInput("`url`: the host's name is not known here; check it.", e);
    }
    return webhook;
  }

  /**
   * Tells nobody there any more; what was not told yet is gone.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when there is none
   */
  public void remove(Editor editor, UUID id) {
    editor.requireAdmin();
    if (!rows.remove(id)) {
      throw missing(id);
    }
    audit.note(editor, "delete-webhook", id.toString());
  }

  /**
   * @throws Refused when this is no admin
   * @throws NotFound when there is none
   */
  public Webhook find(Editor editor, UUID id) {
    editor.requireAdmin();
    return require(id);
  }

  private Webhook require(UUID id) {
    return rows.find(id).orElseThrow(() -> missing(id));
  }

  private static NotFound missing(UUID id) {
    return new NotFound("A webhook " + id);
  }

  /**
   * The newest first.
   *
   * @throws Refused when this is no admin
   */
  public Page<Webhook> list(Editor editor, Part part) {
    editor.requireAdmin();
    Place before =
        Optional.ofNullable(part.after(2))
            .map(texts -> new Place(Part.instant(texts.get(0)), Part.id(texts.get(1))))
            .orElse(null);
    int most = part.most();
    return Page.of(
        rows.list(before, most + 1),
        most,
        one -> List.of(one.madeAt().toString(), one.id().toString()));
  }

  /**
   * What was told, and what was not: the newest first.
   *
   * @param state waiting, done or dead; null for any
   * @throws Refused when this is no admin
   * @throws NotFound when there is no such webhook
   */
  public Page<Delivery> deliveries(Editor editor, UUID id, String state, Part part) {
    editor.requireAdmin();
    require(id);
    State wanted =
        state == null
            ? null
            : Arrays.stream(State.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(state))
                .findFirst()
                .orElseThrow(() -> new BadInput("`state` must be waiting, done or dead."));
    Long before =
        Optional.ofNullable(part.after(1)).map(texts -> Part.number(texts.get(0))).orElse(null);
    int most = part.most();
    audit.noteRead(editor.reader(), "search", "deliveries of " + id);
    return Page.of(
        deliveries.list(id, wanted, before, most + 1),
        most,
        one -> List.of(Long.toString(one.id())));
  }

  /**
   * Sends something again, with the same key.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when there is no such delivery
   */
  public Delivery resend(Editor editor, UUID id, long delivery) {
    editor.requireAdmin();
    Delivery again =
        deliveries
            .resend(id, delivery)
            .orElseThrow(() -> new NotFound("The delivery " + delivery + " of this webhook"));
    audit.note(editor, "send-again", id + "/" + delivery);
    sending.wake();
    return again;
  }
}
