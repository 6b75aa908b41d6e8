package io.sightline.query.predictions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;

/** In this process. */
final class MemoryCache implements PredictionCache {
  private static final long MOST_BYTES = 32L << 20;

  /** Of an entry beside its answer. */
  private static final int OVERHEAD_BYTES = 300;

  private final Cache<String, byte[]> answers;

  MemoryCache(Duration expire) {
    this.answers =
        Caffeine.newBuilder()
            .expireAfterWrite(expire)
            .maximumWeight(MOST_BYTES)
            .<String, byte[]>weigher((key, answer) -> OVERHEAD_BYTES + answer.length)
            .build();
  }

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(answers.getIfPresent(key));
  }

  @Override
  public void put(String key, byte[] answer) {
    answers.put(key, answer);
  }
}
