package io.sightline.query.deliveries;

import io.sightline.domain.calendar.WeeklyHours;
import io.sightline.domain.json.Json;
import io.sightline.store.alerts.SilenceRows.Silence;
import io.sightline.store.deliveries.DeliveryRows.Cooling;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.WebhookRows.Filter;
import io.sightline.store.deliveries.WebhookRows.Method;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.live.LiveRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Decides who is told of a row. A fact is told once: an alert as soon as it is raised, any other
 * when it is final; and once more where it is taken back. Who wants revisions is told of each.
 */
final class NewsFinder {
  static final String ALERTS = "alerts";

  private NewsFinder() {}

  /**
   * @param sites what their files say of who is told when
   * @param quiet what nobody wants to be told of
   */
  static List<News> of(
      LiveRows.Row row, List<Webhook> webhooks, NamedReceivers sites, List<Silence> quiet) {
    List<Webhook> concerned =
        webhooks.stream()
            .filter(webhook -> webhook.filter().kinds().contains(row.kind()))
            .filter(webhook -> row.xid() >= webhook.since())
            .filter(
                webhook ->
                    webhook.filter().site() == null || webhook.filter().site().equals(row.site()))
            .toList();
    List<News> news = new ArrayList<>();
    if (concerned.isEmpty()) {
      return news;
    }
    Map<String, Object> fact = new LinkedHashMap<>();
    Map<?, ?> told = Json.read(row.json(), Map.class);
    told.forEach((name, value) -> fact.put((String) name, value));
    fact.remove("cursor");
    if (isSilent(row, fact, quiet)) {
      return news;
    }
    Duration ofEntry = coolDownOfEntry(row, fact, sites);
    boolean isRetracted = Boolean.TRUE.equals(fact.get("retracted"));
    for (Webhook webhook : concerned) {
      // An address alone cannot say that something was not so: a relay would switch once more.
      boolean understands = !isRetracted || webhook.manner().method() != Method.GET;
      if (understands && concerns(webhook.filter(), row, fact, sites)) {
        String key = key(row.kind(), fact, webhook.manner().revisions());
        if (key != null) {
          news.add(
              new News(
                  webhook.id(),
                  key,
                  row.site(),
                  row.kind(),
                  fact.get("id") == null ? null : UUID.fromString(fact.get("id").toString()),
                  String.valueOf(fact.get("revision")),
                  body(row.kind(), fact),
                  at(fact),
                  cooling(webhook, row, fact, ofEntry),
                  webhook.manner().after()));
        }
      }
    }
    return news;
  }

  /** Null for what nobody is told. */
  private static String key(String kind, Map<String, Object> fact, boolean revisions) {
    String what = kind + ":" + thing(fact);
    boolean isRetracted = Boolean.TRUE.equals(fact.get("retracted"));
    if (isRetracted) {
      return what + News.RETRACTED + (revisions ? ":" + fact.get("revision") : "");
    }
    if (revisions) {
      return what + ":" + fact.get("revision") + ":" + fact.get("final");
    }
    boolean isDue = kind.equals(ALERTS) || Boolean.TRUE.equals(fact.get("final"));
    return isDue ? what : null;
  }

  /** What makes it the same fact. */
  private static String thing(Map<String, Object> fact) {
    return fact.get("id") != null
        ? fact.get("id").toString()
        : fact.get("site")
            + ":"
            + (fact.get("camera") == null ? "" : fact.get("camera") + ":")
            + fact.get("scope")
            + ":"
            + fact.get("scope_id")
            + ":"
            + fact.get("window_ms")
            + ":"
            + fact.get("at");
  }

  /** That it was taken back is told to whoever was told of it before. */
  private static boolean isSilent(LiveRows.Row row, Map<String, Object> fact, List<Silence> quiet) {
    return row.kind().equals(ALERTS)
        && !Boolean.TRUE.equals(fact.get("retracted"))
        && quiet.stream()
            .anyMatch(
                silence ->
                    silence.covers(
                        row.site(),
                        (String) fact.get("alert_kind"),
                        (String) fact.get("camera"),
                        (String) fact.get("entry"),
                        (String) fact.get("place"),
                        at(fact)));
  }

  private static boolean concerns(
      Filter filter, LiveRows.Row row, Map<String, Object> fact, NamedReceivers sites) {
    return isOf(filter.cameras(), fact.get("camera"))
        && isOf(filter.entries(), fact.get("entry"))
        && isOf(filter.alertKinds(), fact.get("alert_kind"))
        && (filter.hours() == null
            || WeeklyHours.parse(filter.hours()).contains(at(fact).atZone(sites.zone(row.site()))));
  }

  /** What is of no camera is of none of some. */
  private static boolean isOf(Set<String> wanted, Object word) {
    return wanted == null || word != null && wanted.contains(word.toString());
  }

  private static Instant at(Map<String, Object> fact) {
    return Instant.parse(fact.get("at").toString());
  }

  private static Duration coolDownOfEntry(
      LiveRows.Row row, Map<String, Object> fact, NamedReceivers sites) {
    Object entry = row.kind().equals(ALERTS) ? fact.get("entry") : null;
    return entry == null ? Duration.ZERO : sites.coolDown(row.site(), entry.toString());
  }

  /** Null for what does not cool down. */
  private static Cooling cooling(
      Webhook webhook, LiveRows.Row row, Map<String, Object> fact, Duration ofEntry) {
    if (!row.kind().equals(ALERTS)) {
      return null;
    }
    Duration own = webhook.manner().coolDown();
    Duration least = own.compareTo(ofEntry) > 0 ? own : ofEntry;
    if (least.isZero()) {
      return null;
    }
    Object cause =
        Stream.of("entry", "place", "camera")
            .map(fact::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    return new Cooling(row.site() + " " + fact.get("alert_kind") + " " + cause, least);
  }

  private static String body(String kind, Map<String, Object> fact) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", kind);
    body.put("data", fact);
    return Json.write(body);
  }
}
