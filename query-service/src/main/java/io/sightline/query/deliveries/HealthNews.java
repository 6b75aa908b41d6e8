package io.sightline.query.deliveries;

import io.sightline.domain.json.Json;
import io.sightline.query.health.Health;
import io.sightline.query.health.Health.Condition;
import io.sightline.query.health.Health.Grade;
import io.sightline.query.health.Health.Part;
import io.sightline.store.deliveries.DeliveryRows;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.WebhookRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells that the live run's job is behind or does not run, or that the disk is full, and that it is
 * well again. That is no fact of a site: no run would derive it. Cameras have alerts of their own.
 */
@Component
final class HealthNews implements SmartLifecycle {
  /** Among the kinds of facts that somebody is told of. */
  static final String KIND = "health";

  private static final Logger LOG = LoggerFactory.getLogger(HealthNews.class);
  private static final long LOOK_SECONDS = 5;
  private static final Duration FINE_AFTER = Duration.ofSeconds(10);

  /** A job that is started anew is not told of. */
  private static final Duration BAD_AFTER = Duration.ofSeconds(25);

  private final Health health;
  private final WebhookRows webhooks;
  private final DeliveryRows deliveries;
  private final Sending sending;
  private final List<Watched> watched =
      List.of(new Watched("job", Condition::job), new Watched("disk", Condition::disk));
  private ScheduledExecutorService clock;

  /** A part that is looked at. */
  private record Watched(String name, Function<Condition, Part> part, Steady steady) {
    Watched(String name, Function<Condition, Part> part) {
      this(name, part, new Steady(FINE_AFTER, BAD_AFTER));
    }
  }

  HealthNews(Health health, WebhookRows webhooks, DeliveryRows deliveries, Sending sending) {
    this.health = health;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.sending = sending;
  }

  @Override
  public void start() {
    clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "health news");
              made.setDaemon(true);
              return made;
            });
    clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      Condition condition = health.now();
      if (!condition.isReady()) {
        return;
      }
      for (Watched one : watched) {
        Part part = one.part().apply(condition);
        one.steady()
            .take(part.grade() == Grade.FINE, System.nanoTime())
            .ifPresent(fine -> tell(one, part, fine));
      }
    } catch (RuntimeException e) {
      LOG.error("The look at what is not well stumbled.", e);
    }
  }

  private void tell(Watched one, Part part, boolean fine) {
    try {
      deliveries.healthChanged(
          one.name(), fine, at -> news(one.name(), part, fine, at), Outbox.MOST_WAITING);
      sending.wake();
    } catch (DataAccessException e) {
      LOG.debug("What is not well cannot be told now.", e);
      one.steady().forget();
    }
  }

  private List<News> news(String name, Part part, boolean fine, Instant since) {
    Instant at = since.truncatedTo(ChronoUnit.MILLIS);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("part", name);
    data.put("fine", fine);
    data.put("state", part.state());
    data.put("text", part.says());
    data.put("at", at.toString());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", KIND);
    body.put("data", data);
    String key = KIND + ":" + name + ":" + at.toEpochMilli();
    return webhooks.active().stream()
        .filter(webhook -> webhook.filter().kinds().contains(KIND))
        .map(
            webhook ->
                new News(
                    webhook.id(),
                    key,
                    "",
                    KIND,
                    null,
                    "",
                    Json.write(body),
                    at,
                    null,
                    Duration.ZERO))
        .toList();
  }

  @Override
  public void stop() {
    if (clock != null) {
      clock.shutdownNow();
    }
    clock = null;
  }

  @Override
  public boolean isRunning() {
    return clock != null;
  }
}
