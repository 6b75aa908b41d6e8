package io.sightline.query.deliveries;

import io.sightline.domain.BadInput;
import io.sightline.domain.facts.Alert;
import io.sightline.domain.network.MailAddress;
import io.sightline.query.QueryServiceOptions;
import io.sightline.query.deliveries.Receivers.Answer;
import io.sightline.store.alerts.AlertRows;
import io.sightline.store.alerts.SilenceRows;
import io.sightline.store.deliveries.DeliveryRows;
import io.sightline.store.deliveries.DeliveryRows.Delivery;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.WebhookRows;
import io.sightline.store.deliveries.WebhookRows.Manner;
import io.sightline.store.deliveries.WebhookRows.Origin;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.registry.CameraSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Sends what waits in the outbox. A receiver that does not take something rests for a while, in
 * which it is told nothing, so that who is slow or away takes no thread from the others.
 */
@Component
final class Sending implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
  private static final int THREADS = 128;

  /** Of one receiver, at a time. */
  private static final int MOST_OF_ONE = 2;

  /** Longer than telling takes in any case. */
  private static final Duration CLAIM = Duration.ofSeconds(60);

  private static final long LOOK_MILLIS = 500;
  private static final Duration FIRST_REST = Duration.ofSeconds(2);
  private static final Duration LONGEST_REST = Duration.ofHours(1);
  private static final int MOST_ATTEMPTS = 20;
  private static final Duration KEPT = Duration.ofDays(7);
  private static final long FORGET_EVERY_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final WebhookRows webhooks;
  private final DeliveryRows deliveries;
  private final CameraSecrets secrets;
  private final AlertRows alerts;
  private final SilenceRows silences;
  private final Receivers receivers;
  private final Receivers backends = Receivers.anywhere();
  private final Mail mail;
  private final Semaphore news = new Semaphore(0);
  private final Semaphore free = new Semaphore(THREADS);
  private final Map<UUID, Integer> busy = new ConcurrentHashMap<>();
  private final Map<UUID, Rest> resting = new ConcurrentHashMap<>();
  private volatile boolean running;
  private Thread thread;
  private ExecutorService threads;

  /**
   * A receiver that did not take something.
   *
   * @param failures one after the other
   */
  private record Rest(int failures, Instant until) {}

  Sending(
      QueryServiceOptions options,
      WebhookRows webhooks,
      DeliveryRows deliveries,
      AlertRows alerts,
      SilenceRows silences,
      CameraSecrets secrets,
      Mail mail) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.alerts = alerts;
    this.silences = silences;
    this.secrets = secrets;
    this.mail = mail;
    this.receivers = new Receivers(Receivers.allowed(options.settings()));
  }

  /** There is something to be sent. */
  void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  @Override
  public void start() {
    running = true;
    threads = Executors.newFixedThreadPool(THREADS, Sending::daemon);
    thread = new Thread(this::work, "deliveries");
    thread.setDaemon(true);
    thread.start();
  }

  private static Thread daemon(Runnable work) {
    Thread made = new Thread(work, "webhooks");
    made.setDaemon(true);
    return made;
  }

  private void work() {
    long forgot = 0;
    boolean away = false;
    while (running) {
      try {
        if (System.nanoTime() / 1_000_000 - forgot > FORGET_EVERY_MILLIS || forgot == 0) {
          forgot = System.nanoTime() / 1_000_000;
          deliveries.forget(Instant.now().minus(KEPT));
          resting.keySet().retainAll(webhooks.active().stream().map(Webhook::id).toList());
        }
        if (!sendSome() && news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
        away = false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (DataAccessException e) {
        if (running && !away) {
          LOG.warn("Nothing is delivered now: {}", e.getMostSpecificCause().getMessage());
        }
        away = true;
        pause();
      } catch (RuntimeException e) {
        LOG.error("Deliveries stumbled.", e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }

  /**
   * @return whether there was anything to send
   */
  private boolean sendSome() throws InterruptedException {
    free.acquire();
    int most = 1 + free.availablePermits();
    free.release();
    List<Delivery> claimed = deliveries.claim(notNow(), most, CLAIM);
    for (Delivery delivery : claimed) {
      free.acquire();
      busy.merge(delivery.webhook(), 1, Integer::sum);
      threads.execute(
          () -> {
            try {
              send(delivery);
            } catch (DataAccessException e) {
              // It stays claimed for a while, and is sent once more.
              LOG.debug("What became of a delivery cannot be told.", e);
            } catch (RuntimeException e) {
              LOG.error("A delivery stumbled.", e);
            } finally {
              busy.computeIfPresent(delivery.webhook(), (id, some) -> some == 1 ? null : some - 1);
              free.release();
              wake();
            }
          });
    }
    return !claimed.isEmpty();
  }

  /** Those who are told enough at the moment, or rest. */
  private Set<UUID> notNow() {
    Set<UUID> not = new HashSet<>();
    Instant now = Instant.now();
    busy.forEach(
        (id, some) -> {
          if (some >= MOST_OF_ONE || resting.containsKey(id)) {
            not.add(id);
          }
        });
    resting.forEach(
        (id, rest) -> {
          if (rest.until().isAfter(now)) {
            not.add(id);
          }
        });
    return not;
  }

  private void send(Delivery delivery) {
    Optional<Webhook> webhook = webhooks.find(delivery.webhook()).filter(Webhook::active);
    if (webhook.isEmpty()) {
      deliveries.dead(delivery.id(), null, "It was switched off.");
      return;
    }
    Manner manner = webhook.get().manner();
    if (isTooLate(delivery, manner)) {
      deliveries.dead(
          delivery.id(),
          null,
          "It could not be told within " + manner.within().toMillis() + " ms.");
      return;
    }
    if (isNeedless(delivery, manner)) {
      return;
    }
    Answer answer;
    try {
      answer = tell(webhook.get(), delivery);
    } catch (BadInput e) {
      answer = new Answer(null, e.getMessage(), Optional.empty());
    } catch (RuntimeException e) {
      LOG.warn("Webhook {} cannot be told.", delivery.webhook(), e);
      answer = new Answer(null, "It cannot be told: " + e, Optional.empty());
    }
    if (answer.isTaken()) {
      resting.remove(delivery.webhook());
      deliveries.done(delivery.id(), answer.status());
    } else if (answer.isGone()) {
      webhooks.end(delivery.webhook(), "It answered 410: it does not want to be told any more.");
      deliveries.dead(delivery.id(), answer.status(), answer.error());
      deliveries.bury(delivery.webhook(), "It answered 410 to another.");
    } else {
      fail(delivery, answer);
    }
  }

  private static boolean isTooLate(Delivery delivery, Manner manner) {
    return !manner.within().isZero()
        && delivery.at() != null
        && delivery.at().plus(manner.within()).isBefore(Instant.now());
  }

  /** Whether nobody needs to be told any more of what was to be told later. */
  private boolean isNeedless(Delivery delivery, Manner manner) {
    boolean isLate = !manner.after().isZero() && delivery.kind().equals(NewsFinder.ALERTS);
    if (!isLate || delivery.key().contains(News.RETRACTED)) {
      return false;
    }
    Optional<AlertRows.Row> row = alerts.find("live", delivery.fact());
    if (row.isEmpty()) {
      deliveries.remove(delivery.id());
      return true;
    }
    if (row.get().acknowledgedAt() != null) {
      deliveries.needless(delivery.id(), "Somebody has seen to it.");
      return true;
    }
    if (isSilenced(row.get().alert())) {
      deliveries.needless(delivery.id(), "Somebody has silenced it.");
      return true;
    }
    return false;
  }

  private boolean isSilenced(Alert alert) {
    return silences.ofReceivers(Outbox.LATEST).stream().anyMatch(silence -> silence.covers(alert));
  }

  private Answer tell(Webhook webhook, Delivery delivery) {
    if (MailAddress.isOne(webhook.url())) {
      return mail.tell(MailAddress.parse(webhook.url()), delivery);
    }
    String id = webhook.id().toString();
    Receivers way = webhook.origin() == Origin.SETTINGS ? backends : receivers;
    return way.tell(
        webhook,
        secrets.open(id, webhook.secret()),
        webhook.apiKey() == null ? null : secrets.open(id, webhook.apiKey()),
        delivery);
  }

  private void fail(Delivery delivery, Answer answer) {
    Rest rest =
        resting.merge(
            delivery.webhook(),
            rest(1, answer),
            (known, first) -> rest(known.failures() + 1, answer));
    if (delivery.attempts() >= MOST_ATTEMPTS) {
      deliveries.dead(delivery.id(), answer.status(), answer.error());
    } else {
      // By its own attempts too: another that is taken in between does not make it due at once.
      Instant own = Instant.now().plus(pauseOf(delivery.attempts()));
      deliveries.again(
          delivery.id(),
          answer.status(),
          answer.error(),
          own.isAfter(rest.until()) ? own : rest.until());
    }
  }

  private static Rest rest(int failures, Answer answer) {
    Instant own = Instant.now().plus(pauseOf(failures));
    Instant most = Instant.now().plus(LONGEST_REST);
    Instant asked = answer.notBefore().filter(at -> at.isAfter(own)).orElse(own);
    return new Rest(failures, asked.isAfter(most) ? most : asked);
  }

  private static Duration pauseOf(int failures) {
    long factor = 1L << Math.min(failures - 1, 20);
    Duration pause = FIRST_REST.multipliedBy(factor);
    return pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause;
  }

  @Override
  public void stop() {
    running = false;
    if (thread != null) {
      thread.interrupt();
      threads.shutdown();
      receivers.close();
      backends.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
