package io.sightline.query.deliveries;

import io.sightline.domain.BadInput;
import io.sightline.domain.calendar.WeeklyHours;
import io.sightline.domain.network.AllowedNetworks;
import io.sightline.domain.network.MailAddress;
import io.sightline.domain.network.ReceiverAddress;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.access.Access;
import io.sightline.query.access.Editor;
import io.sightline.query.alerts.Alerts;
import io.sightline.query.alerts.NamedThings;
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
import io.sightline.store.deliveries.WebhookRows.Filter;
import io.sightline.store.deliveries.WebhookRows.Manner;
import io.sightline.store.deliveries.WebhookRows.Method;
import io.sightline.store.deliveries.WebhookRows.Origin;
import io.sightline.store.deliveries.WebhookRows.Place;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
import io.sightline.store.registry.CameraSecrets;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private static final int MOST_WORDS = 1_000;

  /** Shorter than deliveries are kept. */
  private static final Duration LONGEST_TIME = Duration.ofDays(6);

  private static final Filter NOTHING = new Filter(null, null, null, null, null, null);
  private static final String NOT_A_FACT = "camera_latest";

  private final WebhookRows rows;
  private final DeliveryRows deliveries;
  private final Sending sending;
  private final SortedSet<String> kinds;
  private final CameraSecrets secrets;
  private final AllowedNetworks allowed;
  private final Mail mail;
  private final NamedThings names;
  private final Access access;
  private final Audit audit;

  protected Webhooks(
      WebhookRows rows,
      DeliveryRows deliveries,
      Sending sending,
      FactKinds kinds,
      CameraSecrets secrets,
      QueryServiceOptions options,
      Mail mail,
      NamedThings names,
      Access access,
      Audit audit) {
    this.rows = rows;
    this.deliveries = deliveries;
    this.sending = sending;
    this.kinds = new TreeSet<>(LiveRows.kinds(kinds));
    this.kinds.remove(NOT_A_FACT);
    this.kinds.add(HealthNews.KIND);
    this.secrets = secrets;
    this.allowed = Receivers.allowed(options.settings());
    this.mail = mail;
    this.names = names;
    this.access = access;
    this.audit = audit;
  }

  /** What a change can take away again. */
  public enum Narrowing {
    SITE,
    DESCRIPTION,
    CAMERAS,
    ENTRIES,
    ALERT_KINDS,
    HOURS,
    API_KEY
  }

  /**
   * Who is to be told of what; what is null was left out.
   *
   * @param site null for all
   * @param cameras null for all
   * @param entries of watchlists; null for all
   * @param alertKinds null for all
   * @param apiKey that is shown to the receiver; empty for none
   */
  public record Wanted(
      String site,
      String url,
      String description,
      List<String> kinds,
      List<String> cameras,
      List<String> entries,
      List<String> alertKinds,
      String hours,
      Boolean revisions,
      Long coolDownMillis,
      Long afterMillis,
      Long withinMillis,
      String method,
      String apiKey,
      Boolean active) {
    /** Whether it says at most whether they are told at all. */
    boolean saysNoMore() {
      return Stream.of(
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
              apiKey)
          .allMatch(Objects::isNull);
    }
  }

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
            Webhook.of(
                id,
                Origin.PEOPLE,
                wanted.url(),
                wanted.description(),
                filter(wanted, NOTHING),
                manner(wanted, Manner.USUAL),
                wanted.active() == null || wanted.active(),
                secrets.seal(id.toString(), secret),
                apiKey(wanted, id, null),
                editor.username()));
    requireNames(editor, webhook.filter(), wanted.cameras(), wanted.entries());
    if (rows.count() >= MOST) {
      throw new Conflict(
          "There are " + MOST + " webhooks; delete some that nobody needs any more.");
    }
    Webhook made = rows.add(webhook);
    audit.note(editor, "make-webhook", made.id().toString());
    return new Made(made, secret);
  }

  /**
   * Changes what is not null, and takes away what is to be cleared.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when there is none, or nothing of a name that it says
   * @throws BadInput when it says what cannot be
   */
  public Webhook change(Editor editor, UUID id, Wanted wanted, Set<Narrowing> cleared) {
    editor.requireAdmin();
    requireWords(wanted);
    Webhook known = require(id);
    if (known.origin() != Origin.PEOPLE
        && wanted.active() != null
        && cleared.isEmpty()
        && wanted.saysNoMore()) {
      Webhook kept = rows.change(known.when(wanted.active())).orElseThrow(() -> missing(id));
      audit.note(editor, "change-webhook", id.toString());
      return kept;
    }
    requirePeoples(id);
    boolean isElsewhere = wanted.url() != null && !wanted.url().equals(known.url());
    String keyBefore = cleared.contains(Narrowing.API_KEY) ? null : known.apiKey();
    if (isElsewhere && keyBefore != null && wanted.apiKey() == null) {
      throw new BadInput("`api_key` goes with its `url`: give it again, or an empty one for none.");
    }
    Webhook changed =
        checked(
            editor,
            Webhook.of(
                id,
                Origin.PEOPLE,
                or(wanted.url(), known.url()),
                cleared.contains(Narrowing.DESCRIPTION)
                    ? null
                    : or(wanted.description(), known.description()),
                filter(wanted, without(known.filter(), cleared)),
                manner(wanted, known.manner()),
                or(wanted.active(), known.active()),
                known.secret(),
                apiKey(wanted, id, keyBefore),
                known.madeBy()));
    // What was there when it was said may be gone since; of another site it must be there now.
    Filter filter = changed.filter();
    boolean isMoved = wanted.site() != null || cleared.contains(Narrowing.SITE);
    requireNames(
        editor,
        filter,
        isMoved ? filter.cameras() : wanted.cameras(),
        isMoved ? filter.entries() : wanted.entries());
    Webhook kept = rows.change(changed).orElseThrow(() -> missing(id));
    audit.note(editor, "change-webhook", id.toString());
    return kept;
  }

  private void requireNames(
      Editor editor, Filter filter, Collection<String> cameras, Collection<String> entries) {
    names.require(
        filter.site() == null ? editor.reader().sites() : Set.of(filter.site()),
        cameras == null ? Set.of() : cameras,
        entries == null ? Set.of() : entries,
        Set.of());
  }

  private static Filter without(Filter known, Set<Narrowing> cleared) {
    return new Filter(
        cleared.contains(Narrowing.SITE) ? null : known.site(),
        known.kinds(),
        cleared.contains(Narrowing.CAMERAS) ? null : known.cameras(),
        cleared.contains(Narrowing.ENTRIES) ? null : known.entries(),
        cleared.contains(Narrowing.ALERT_KINDS) ? null : known.alertKinds(),
        cleared.contains(Narrowing.HOURS) ? null : known.hours());
  }

  private static Filter filter(Wanted wanted, Filter known) {
    return new Filter(
        or(wanted.site(), known.site()),
        or(sorted(wanted.kinds()), known.kinds()),
        or(sorted(wanted.cameras()), known.cameras()),
        or(sorted(wanted.entries()), known.entries()),
        or(sorted(wanted.alertKinds()), known.alertKinds()),
        or(wanted.hours(), known.hours()));
  }

  private static SortedSet<String> sorted(List<String> words) {
    return words == null ? null : new TreeSet<>(words);
  }

  private static Manner manner(Wanted wanted, Manner known) {
    return new Manner(
        or(wanted.revisions(), known.revisions()),
        time("cool_down_ms", wanted.coolDownMillis(), known.coolDown()),
        time("after_ms", wanted.afterMillis(), known.after()),
        time("within_ms", wanted.withinMillis(), known.within()),
        wanted.method() == null ? known.method() : method(wanted.method()));
  }

  private static Duration time(String name, Long millis, Duration known) {
    if (millis != null && (millis < 0 || millis > LONGEST_TIME.toMillis())) {
      throw new BadInput("`" + name + "` is from 0 to " + LONGEST_TIME.toMillis() + ".");
    }
    return millis == null ? known : Duration.ofMillis(millis);
  }

  private static Method method(String word) {
    return Arrays.stream(Method.values())
        .filter(method -> method.name().equals(word))
        .findFirst()
        .orElseThrow(() -> new BadInput("`method` must be POST, PUT or GET."));
  }

  private String apiKey(Wanted wanted, UUID id, String known) {
    if (wanted.apiKey() == null) {
      return known;
    }
    if (wanted.apiKey().isEmpty()) {
      return null;
    }
    if (!wanted.apiKey().matches("[\\x21-\\x7e]{1,500}")) {
      throw new BadInput("`api_key` has up to 500 letters, digits and marks, and no spaces.");
    }
    return secrets.seal(id.toString(), wanted.apiKey());
  }

  private static void requireWords(Wanted wanted) {
    boolean isWhole =
        Stream.of(wanted.kinds(), wanted.cameras(), wanted.entries(), wanted.alertKinds())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .noneMatch(word -> word == null || word.indexOf('\0') >= 0);
    if (!isWhole) {
      throw new BadInput(
          "`kinds`, `cameras`, `entries` and `alert_kinds` are lists of words, and null is none.");
    }
  }

  private static <T> T or(T wanted, T known) {
    return wanted == null ? known : wanted;
  }

  private Webhook checked(Editor editor, Webhook webhook) {
    Filter filter = webhook.filter();
    if (filter.site() != null) {
      access.require(editor.reader(), filter.site());
    }
    for (String kind : filter.kinds()) {
      if (!kinds.contains(kind)) {
        throw new BadInput(
            "`kinds`: there is no '" + kind + "'; known are " + String.join(", ", kinds) + ".");
      }
    }
    requireFew("cameras", filter.cameras());
    requireFew("entries", filter.entries());
    requireFew("alert_kinds", filter.alertKinds());
    requireAlertKinds(filter.alertKinds());
    if (filter.hours() != null) {
      WeeklyHours.parse(filter.hours());
    }
    boolean isOfAlerts =
        filter.entries() != null
            || filter.alertKinds() != null
            || !webhook.manner().coolDown().isZero()
            || !webhook.manner().after().isZero();
    if (isOfAlerts && !filter.kinds().equals(Set.of(NewsFinder.ALERTS))) {
      throw new BadInput(
          "`entries`, `alert_kinds`, `cool_down_ms` and `after_ms` are about alerts: `kinds` must be"
              + " [\"alerts\"] then.");
    }
    if (webhook.manner().method() == Method.GET && webhook.manner().within().isZero()) {
      throw new BadInput(
          "`within_ms` must say for how long `GET` may be tried: what it switches should not be"
              + " switched hours later.");
    }
    boolean isNarrowed =
        filter.site() != null || filter.cameras() != null || filter.hours() != null;
    if (filter.kinds().contains(HealthNews.KIND) && isNarrowed) {
      throw new BadInput(
          "`health` is of the whole installation, at all hours: make it a webhook of its own, without"
              + " `site`, `cameras` and `hours`.");
    }
    if (webhook.description() != null
        && (webhook.description().length() > LONGEST_DESCRIPTION
            || webhook.description().indexOf('\0') >= 0)) {
      throw new BadInput(
          "`description` may have up to " + LONGEST_DESCRIPTION + " characters, and no NUL.");
    }
    if (MailAddress.isOne(webhook.url())) {
      requireMail(webhook);
    } else {
      requireAddress(webhook.url());
    }
    return webhook;
  }

  private static void requireFew(String name, SortedSet<String> words) {
    if (words != null && words.isEmpty()) {
      throw new BadInput("`" + name + "` names nothing, so that nothing would be told.");
    }
    if (words != null && words.size() > MOST_WORDS) {
      throw new BadInput("`" + name + "` may name up to " + MOST_WORDS + ".");
    }
  }

  private static void requireAlertKinds(SortedSet<String> words) {
    if (words != null && !Alerts.words().containsAll(words)) {
      throw new BadInput("`alert_kinds`: known are " + String.join(", ", Alerts.words()) + ".");
    }
  }

  private void requireMail(Webhook webhook) {
    MailAddress.parse(webhook.url());
    if (!mail.isThere()) {
      throw new BadInput(
          "No mail can be sent: the settings mail.url and mail.from say by which server and from"
              + " whom.");
    }
    if (webhook.apiKey() != null || webhook.manner().method() != Method.POST) {
      throw new BadInput("`api_key` and `method` are for addresses of the web, not of mail.");
    }
  }

  private void requireAddress(String url) {
    ReceiverAddress address = ReceiverAddress.parse(url);
    try {
      ReceiverAddress.resolve(address.host(), allowed);
    } catch (UnknownHostException e) {
      throw new BadInput("`url`: the host's name is not known here; check it.", e);
    }
  }

  /**
   * Tells nobody there any more; what was not told yet is gone.
   *
   * @throws Refused when this is no admin
   * @throws NotFound when there is none
   */
  public void remove(Editor editor, UUID id) {
    editor.requireAdmin();
    requirePeoples(id);
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

  private Webhook requirePeoples(UUID id) {
    Webhook webhook = require(id);
    if (webhook.origin() != Origin.PEOPLE) {
      throw new Conflict(
          "This webhook is not people's to change. " + webhook.description() + " Change it there.");
    }
    return webhook;
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
   * @throws Conflict when nobody is told there
   */
  public Delivery resend(Editor editor, UUID id, long delivery) {
    editor.requireAdmin();
    if (!require(id).active()) {
      throw new Conflict(
          "Nobody is told there now, so that it would wait for ever: make the webhook active first.");
    }
    Delivery again =
        deliveries
            .resend(id, delivery)
            .orElseThrow(() -> new NotFound("The delivery " + delivery + " of this webhook"));
    audit.note(editor, "send-again", id + "/" + delivery);
    sending.wake();
    return again;
  }
}
