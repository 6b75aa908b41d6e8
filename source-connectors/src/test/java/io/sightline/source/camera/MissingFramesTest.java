package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MissingFramesTest {
  private final MissingFrames missing = new MissingFrames();
  private long micros;

  private int sees(int frames, long interval) {
    int counted = 0;
    for (int i = 0; i < frames; i++) {
      micros += interval;
      counted += missing.after(micros);
    }
    return counted;
  }

  @Property(tries = 300)
  void whatASteadyStreamLosesIsCounted(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 60) int fps,
      @ForAll @DoubleRange(min = 0, max = 0.15) double lost,
      @ForAll @DoubleRange(min = 0, max = 0.08) double jitter) {
    MissingFrames frames = new MissingFrames();
    double interval = 1e6 / fps;
    int gone = 0;
    int counted = 0;
    int inARow = 0;
    for (int i = 0; i < 500; i++) {
      // The pace is known by then, and the end confirms the last ones.
      boolean goes = i > 20 && i < 490 && inARow < 3 && random.nextDouble() < lost;
      inARow = goes ? inARow + 1 : 0;
      if (goes) {
        gone++;
      } else {
        counted += frames.after(Math.round(interval * (i + jitter * (random.nextDouble() - 0.5))));
      }
    }
    assertThat(counted).isEqualTo(gone);
  }

  @Test
  void anotherPaceIsNoLoss() {
    assertThat(sees(50, 40_000)).isZero();
    assertThat(sees(50, 80_000)).as("at night").isZero();
    assertThat(sees(50, 40_000)).isZero();
  }

  @Test
  void aBreakIsNotedElsewhere() {
    sees(50, 40_000);
    assertThat(sees(1, 40_000 * 200)).isZero();
    assertThat(sees(50, 40_000)).isZero();
  }

  @Property(tries = 100)
  void ofAStreamWithoutPaceNothingIsTold(@ForAll Random random) {
    MissingFrames frames = new MissingFrames();
    long at = 0;
    int counted = 0;
    for (int i = 0; i < 300; i++) {
      at += 10_000 + random.nextInt(990_000);
      counted += frames.after(at);
    }
    // A few may look like it by chance.
    assertThat(counted).isLessThan(60);
  }
}
