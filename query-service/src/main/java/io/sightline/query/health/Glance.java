package io.sightline.query.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is looked at for many who ask: once a second at most, on a thread of its own, so
 * that nobody waits for longer than a look may take.
 */
final class Glance<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Glance.class);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<T> look;
  private final long patienceNanos;
  private final ExecutorService thread;
  private CompletableFuture<T> newest;
  private long began;

  Glance(String name, Duration patience, Supplier<T> look) {
    this.look = look;
    this.patienceNanos = patience.toNanos();
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  /** What was seen within the last second; empty when it could not be seen in time. */
  Optional<T> take() {
    CompletableFuture<T> looking;
    long left;
    synchronized (this) {
      long now = System.nanoTime();
      if (newest == null || newest.isDone() && now - began > FRESH_NANOS) {
        newest = CompletableFuture.supplyAsync(look, thread);
        began = now;
      }
      looking = newest;
      left = patienceNanos - (now - began);
    }
    try {
      return Optional.ofNullable(looking.get(Math.max(0, left), TimeUnit.NANOSECONDS));
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("A look has failed.", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
