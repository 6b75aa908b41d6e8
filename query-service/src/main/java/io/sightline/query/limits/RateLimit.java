package io.sightline.query.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.sightline.query.failures.Quota;
import java.time.Duration;

/**
 * How often each of many may do something. Who has not done it for a window is forgotten; when more
 * are known than can be kept, those who did it longest ago are.
 */
public final class RateLimit {
  private static final int MOST_KNOWN = 100_000;

  private final String name;
  private final long most;
  private final Duration window;
  private final TimeMeter clock;
  private final Cache<String, Bucket> buckets;

  /**
   * @param name what is counted, as machines read it
   * @param most in a window, and at once
   */
  public RateLimit(String name, long most, Duration window) {
    this(name, most, window, TimeMeter.SYSTEM_NANOTIME);
  }

  RateLimit(String name, long most, Duration window, TimeMeter clock) {
    this.name = name;
    this.most = most;
    this.window = window;
    this.clock = clock;
    this.buckets =
        Caffeine.newBuilder()
            .ticker(clock::currentTimeNanos)
            .expireAfterAccess(window.multipliedBy(2))
            .maximumSize(MOST_KNOWN)
            .build();
  }

  /**
   * What came of asking.
   *
   * @param granted whether it may be done
   */
  public record Answer(boolean granted, Quota quota) {}

  /** Takes one, if there is one. */
  public Answer take(String who) {
    ConsumptionProbe probe = buckets.get(who, key -> bucket()).tryConsumeAndReturnRemaining(1);
    Quota quota =
        new Quota(
            name,
            most,
            window,
            probe.getRemainingTokens(),
            Duration.ofNanos(probe.getNanosToWaitForRefill()));
    return new Answer(probe.isConsumed(), quota);
  }

  private Bucket bucket() {
    return Bucket.builder()
        .withCustomTimePrecision(clock)
        .addLimit(limit -> limit.capacity(most).refillGreedy(most, window))
        .build();
  }
}
