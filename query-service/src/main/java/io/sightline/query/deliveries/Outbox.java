package io.sightline.query.deliveries;

import io.sightline.query.QueryServiceOptions;
import io.sightline.store.alerts.SilenceRows;
import io.sightline.store.alerts.SilenceRows.Silence;
import io.sightline.store.deliveries.DeliveryRows;
import io.sightline.store.deliveries.DeliveryRows.News;
import io.sightline.store.deliveries.WebhookRows;
import io.sightline.store.deliveries.WebhookRows.Webhook;
import io.sightline.store.facts.FactKinds;
import io.sightline.store.live.LiveRows;
import io.sightline.store.live.LiveSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Finds what is new of the live run for those who are told, and puts it into the outbox. How far it
 * has looked is kept with what it has found, so that nothing is passed over while the service is
 * away.
 */
@Component
final class Outbox implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** That wait for one receiver. */
  static final int MOST_WAITING = 10_000;

  private static final int ROWS_AT_ONCE = 1_000;
  private static final int TRANSACTIONS_TWICE = 1_000;
  private static final int PULSE_MILLIS = 2_000;

  /** So late alerts come that were silenced. */
  static final Duration LATEST = Duration.ofDays(10);

  private static final long AGAIN_MILLIS = 1_000;

  private final QueryServiceOptions options;
  private final FactKinds kinds;
  private final WebhookRows webhooks;
  private final DeliveryRows deliveries;
  private final Sending sending;
  private final NamedReceivers sites;
  private final SilenceRows silences;
  private volatile boolean running;
  private volatile LiveRows following;
  private Thread thread;

  /** Up to where was looked, which may be more than is kept; null before the first look. */
  private LiveSnapshot looked;

  Outbox(
      QueryServiceOptions options,
      FactKinds kinds,
      WebhookRows webhooks,
      DeliveryRows deliveries,
      Sending sending,
      NamedReceivers sites,
      SilenceRows silences) {
    this.options = options;
    this.kinds = kinds;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.sending = sending;
    this.sites = sites;
    this.silences = silences;
  }

  @Override
  public void start() {
    running = true;
    begin();
    thread = new Thread(this::follow, "outbox");
    thread.setDaemon(true);
    thread.start();
  }

  /** Before anybody can ask for anything, so that nothing is committed unseen after they did. */
  private void begin() {
    try (LiveRows rows = LiveRows.open(options.database(), kinds)) {
      if (deliveries.position().isEmpty()) {
        deliveries.keep(List.of(), rows.snapshot().text(), MOST_WAITING);
      }
    } catch (DataAccessException e) {
      LOG.debug("The outbox begins later.", e);
    }
  }

  /** Ahead of the doors. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void follow() {
    boolean away = false;
    while (running) {
      try (LiveRows rows = LiveRows.open(options.database(), kinds)) {
        following = rows;
        rows.listen();
        away = false;
        while (running) {
          find(rows);
          rows.await(PULSE_MILLIS);
        }
      } catch (DataAccessException e) {
        if (running && !away) {
          LOG.warn("The outbox has lost the database: {}", e.getMostSpecificCause().getMessage());
        }
        away = true;
        pause();
      } catch (RuntimeException e) {
        if (running) {
          LOG.error("The outbox stumbled.", e);
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      if (running) {
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }

  private void find(LiveRows rows) {
    LiveSnapshot now = rows.snapshot();
    LiveSnapshot kept = deliveries.position().map(LiveSnapshot::parse).orElse(null);
    // Before the first look nobody has asked for anything; and it may be another database.
    boolean begins = kept == null || now.xmax() < kept.xmax();
    LiveSnapshot old = begins ? now : looked == null ? kept : looked;
    // What is in the snapshot was judged by files that are known by now.
    sites.follow();
    List<Webhook> told = webhooks.active();
    String before = begins ? now.text() : kept.text();
    boolean all =
        old.equals(now)
            || told.isEmpty()
            || rows.tell(old, now, ROWS_AT_ONCE, () -> running, some -> keep(some, told, before));
    if (!all) {
      return;
    }
    // To keep it each time would be a transaction for each; what is looked at twice is kept once.
    if (begins || now.xmax() - kept.xmax() > TRANSACTIONS_TWICE) {
      deliveries.keep(List.of(), now.text(), MOST_WAITING);
    }
    looked = now;
  }

  private void keep(List<LiveRows.Row> rows, List<Webhook> told, String position) {
    List<News> found = new ArrayList<>();
    List<Silence> quiet = silences.ofReceivers(LATEST);
    for (LiveRows.Row row : rows) {
      try {
        found.addAll(NewsFinder.of(row, told, sites, quiet));
      } catch (DataAccessException e) {
        // It is looked at once more.
        throw e;
      } catch (RuntimeException e) {
        LOG.error("Of a row of {} nobody can be told.", row.kind(), e);
      }
    }
    if (!found.isEmpty()) {
      deliveries.keep(found, position, MOST_WAITING);
      sending.wake();
    }
  }

  @Override
  public void stop() {
    running = false;
    LiveRows rows = following;
    if (rows != null) {
      rows.abort();
    }
    try {
      if (thread != null) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
