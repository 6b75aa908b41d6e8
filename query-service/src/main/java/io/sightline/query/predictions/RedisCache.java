package io.sightline.query.predictions;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.sightline.domain.BadInput;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In a Redis that several services share, behind this process's own memory. Where Redis is away,
 * slow or full, answers come as if nothing were remembered there; it is tried again every few
 * seconds.
 */
final class RedisCache implements PredictionCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCache.class);
  private static final String PREFIX = "sightline:prediction:";
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PredictionCache memory;
  private final Duration expire;
  private final RedisClient client;
  private final RedisURI address;
  private final AtomicReference<CompletableFuture<StatefulRedisConnection<String, byte[]>>>
      connection = new AtomicReference<>();
  private volatile long restsUntilNanos = System.nanoTime();

  /**
   * @param url as {@code redis://:PASSWORD@HOST:PORT/DATABASE} or {@code rediss://…}
   * @throws BadInput when it is no such address
   */
  RedisCache(String url, Duration expire, PredictionCache memory) {
    this.memory = memory;
    this.expire = expire;
    try {
      this.address = RedisURI.create(url);
    } catch (IllegalArgumentException e) {
      // The address may hold a password.
      throw new BadInput(
          "`cache.redis-url` is no address such as redis://:PASSWORD@HOST:6379/0 or rediss://….");
    }
    this.client = RedisClient.create();
    client.setOptions(
        ClientOptions.builder()
            .socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(2)).build())
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(1_000)
            .build());
  }

  @Override
  public Optional<byte[]> get(String key) {
    Optional<byte[]> near = memory.get(key);
    if (near.isPresent()) {
      return near;
    }
    StatefulRedisConnection<String, byte[]> redis = connected();
    if (redis == null) {
      return Optional.empty();
    }
    try {
      byte[] found =
          redis.async().get(PREFIX + key).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (found != null) {
        memory.put(key, found);
      }
      return Optional.ofNullable(found);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      rest(e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void put(String key, byte[] answer) {
    memory.put(key, answer);
    StatefulRedisConnection<String, byte[]> redis = connected();
    if (redis != null) {
      try {
        redis
            .async()
            .psetex(PREFIX + key, expire.toMillis(), answer)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    rest(failure);
                  }
                });
      } catch (RuntimeException e) {
        rest(e);
      }
    }
  }

  /** Null while there is none; nobody waits for one. */
  private StatefulRedisConnection<String, byte[]> connected() {
    CompletableFuture<StatefulRedisConnection<String, byte[]>> current = connection.get();
    if (current != null && current.isDone() && !current.isCompletedExceptionally()) {
      return System.nanoTime() - restsUntilNanos < 0 ? null : current.join();
    }
    boolean mayTry = current == null || current.isDone();
    if (mayTry && System.nanoTime() - restsUntilNanos >= 0) {
      CompletableFuture<StatefulRedisConnection<String, byte[]>> next = new CompletableFuture<>();
      if (connection.compareAndSet(current, next)) {
        client
            .connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), address)
            .whenComplete(
                (made, failure) -> {
                  if (failure == null) {
                    next.complete(made);
                  } else {
                    rest(failure);
                    next.completeExceptionally(failure);
                  }
                });
      }
    }
    return null;
  }

  private void rest(Throwable failure) {
    restsUntilNanos = System.nanoTime() + AGAIN_NANOS;
    LOG.warn("Redis does not remember answers now: {}", failure.toString());
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
