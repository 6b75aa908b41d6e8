package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CaptureClockTest {
  private static final long NOON = 1_772_366_400_000L;
  private static final long HOUR = 3_600_000_000L;

  @Property(tries = 500)
  void captureLiesCloseBeforeArrivalWhateverTheCameraCounts(@ForAll long seed) {
    Random random = new Random(seed);
    CaptureClock clock = new CaptureClock();
    long arrival = NOON;
    long presentation = random.nextLong() / 4;
    for (int i = 0; i < 200; i++) {
      arrival += random.nextInt(1_000);
      presentation +=
          switch (random.nextInt(10)) {
            case 0 -> -HOUR;
            case 1 -> 24 * HOUR;
            case 2 -> -presentation;
            default -> random.nextInt(1_000_000);
          };
      long captured = clock.capturedAt(presentation, arrival);
      assertThat(captured)
          .isLessThanOrEqualTo(arrival)
          .isGreaterThanOrEqualTo(arrival - CaptureClock.TOLERANCE_MILLIS);
    }
  }

  @Test
  void s7TimesGoOnWhenTheCamerasTimesAreResetJumpBackOrJumpAhead() {
    CaptureClock clock = new CaptureClock();
    assertThat(clock.capturedAt(5_000_000, NOON)).isEqualTo(NOON);
    assertThat(clock.capturedAt(0, NOON + 200)).as("reset").isEqualTo(NOON + 200);
    assertThat(clock.capturedAt(200_000, NOON + 410)).as("at its pace").isEqualTo(NOON + 400);
    assertThat(clock.capturedAt(200_000 - HOUR, NOON + 600)).as("back").isEqualTo(NOON + 600);
    assertThat(clock.capturedAt(24 * HOUR, NOON + 800)).as("a day ahead").isEqualTo(NOON + 800);
    assertThat(clock.capturedAt(24 * HOUR + 200_000, NOON + 1_050)).isEqualTo(NOON + 1_000);
  }

  @Test
  void jitterOfTheNetworkIsNoneOfTheCamerasPace() {
    CaptureClock clock = new CaptureClock();
    long[] delays = {0, 30, 5, 80, 0, 10};
    for (int i = 0; i < delays.length; i++) {
      assertThat(clock.capturedAt(i * 200_000L, NOON + i * 200 + delays[i]))
          .isEqualTo(NOON + i * 200);
    }
  }
}
