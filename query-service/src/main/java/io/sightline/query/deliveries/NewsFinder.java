package io.sightline.query.deliveries;

import io.sightline.domain.json.Json;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.live.LiveRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Decides who is told of a row. A fact is told once: an alert as soon as it is raised, any other
 * when it is final; and once more where it is taken back. Who wants revisions is told of each.
 */
final class NewsFinder {
  private static final String ALERTS = "alerts";

  private NewsFinder() {}

  static List<News> of(LiveRows.Row row, List<Webhook> webhooks) {
    List<Webhook> concerned =
        webhooks.stream()
            .filter(webhook -> webhook.kinds().contains(row.kind()))
            .filter(webhook -> row.xid() >= webhook.since())
            .filter(webhook -> webhook.site() == null || webhook.site().equals(row.site()))
            .toList();
    List<News> news = new ArrayList<>();
    if (concerned.isEmpty()) {
      return news;
    }
    Map<String, Object> fact = new LinkedHashMap<>();
    Map<?, ?> told = Json.read(row.json(), Map.class);
    told.forEach((name, value) -> fact.put((String) name, value));
    fact.remove("cursor");
    for (Webhook webhook : concerned) {
      if (webhook.cameras() == null || isOf(webhook.cameras(), fact.get("camera"))) {
        String key = key(row.kind(), fact, webhook.revisions());
        if (key != null) {
          news.add(
              new News(
                  webhook.id(),
                  key,
                  row.site(),
                  row.kind(),
                  fact.get("id") == null ? null : UUID.fromString(fact.get("id").toString()),
                  String.valueOf(fact.get("revision")),
                  body(row.kind(), fact)));
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
        : fact.get("scope")
            + ":"
            + fact.get("scope_id")
            + ":"
            + fact.get("window_ms")
            + ":"
            + fact.get("at");
  }

  /** What is of no camera is of none of these. */
  private static boolean isOf(Set<String> cameras, Object camera) {
    return camera != null && cameras.contains(camera.toString());
  }

  private static String body(String kind, Map<String, Object> fact) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", kind);
    body.put("data", fact);
    return Json.write(body);
  }
}
