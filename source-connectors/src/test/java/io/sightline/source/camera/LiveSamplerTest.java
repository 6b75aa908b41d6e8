package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveSamplerTest {
  private static int taken(LiveSampler sampler, long everyMillis, long[] jitter) {
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      if (sampler.takes(5_000 + i * everyMillis + jitter[i % jitter.length])) {
        taken++;
      }
    }
    return taken;
  }

  @Test
  void withoutARateEveryFrameIsTaken() {
    assertThat(taken(new LiveSampler(0), 40, new long[] {0})).isEqualTo(100);
  }

  @Test
  void theFirstIsTakenAndThenAsManyASecondAsAskedFor() {
    LiveSampler sampler = new LiveSampler(5);
    assertThat(sampler.takes(5_000)).isTrue();
    assertThat(taken(new LiveSampler(5), 40, new long[] {0}))
        .as("of four seconds, and the first")
        .isEqualTo(21);
  }

  @Test
  void jitterCostsNoneOfAVideoThatComesAtTheRateAskedFor() {
    assertThat(taken(new LiveSampler(5), 200, new long[] {0, 60, -70, 30, -20})).isEqualTo(100);
  }
}
