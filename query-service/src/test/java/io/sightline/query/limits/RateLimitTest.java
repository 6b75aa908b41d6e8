package io.sightline.query.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private long now = 1;

  private final RateLimit limit =
      new RateLimit(
          "sign-in",
          6,
          Duration.ofMinutes(1),
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return now;
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          });

  @Test
  void soManyAreGrantedToEachAndThenOneAtATime() {
    for (int i = 5; i >= 0; i--) {
      assertThat(limit.take("a").quota().left()).isEqualTo(i);
    }
    RateLimit.Answer refused = limit.take("a");
    assertThat(refused.granted()).isFalse();
    assertThat(refused.quota().again()).isEqualTo(Duration.ofSeconds(10));
    assertThat(limit.take("b").granted()).isTrue();
    now += TimeUnit.SECONDS.toNanos(10);
    assertThat(limit.take("a").granted()).isTrue();
    assertThat(limit.take("a").granted()).isFalse();
    now += TimeUnit.MINUTES.toNanos(5);
    assertThat(limit.take("a").quota().left()).isEqualTo(5);
  }

  @Test
  void anIpv6NetworkIsOneNeighbour() {
    assertThat(NetworkNeighbourhood.of("2001:db8:1:2::1"))
        .isEqualTo(NetworkNeighbourhood.of("2001:db8:1:2:ffff:0:0:9"))
        .isNotEqualTo(NetworkNeighbourhood.of("2001:db8:1:3::1"));
    assertThat(NetworkNeighbourhood.of("10.0.0.1")).isEqualTo("10.0.0.1");
    assertThat(NetworkNeighbourhood.of("10.0.0.2")).isEqualTo("10.0.0.2");
  }
}
