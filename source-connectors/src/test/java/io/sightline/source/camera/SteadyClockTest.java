package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aConnectionAfterTheClockWasSetBackGoesOnByTheTimeBeforeIt() {
    SteadyClock first = SteadyClock.after(null, 1_000_000, 50 * SECOND);
    SteadyClock back = SteadyClock.after(first, 400_000, 60 * SECOND);
    assertThat(back.startMillis()).as("ten seconds later").isEqualTo(1_010_000);
    SteadyClock right = SteadyClock.after(back, 1_030_000, 80 * SECOND);
    assertThat(right.startMillis()).as("set right again").isEqualTo(1_030_000);
  }

  @Test
  void aClockThatIsSetForwardIsBelievedByTheNextConnection() {
    SteadyClock first = SteadyClock.after(null, 1_000_000, 0);
    assertThat(SteadyClock.after(first, 1_300_000, SECOND).startMillis()).isEqualTo(1_300_000);
  }

  @Test
  void twoAtOnceAgree() {
    SteadyClock one = SteadyClock.now();
    SteadyClock other = SteadyClock.now();
    assertThat(other.startMillis()).isGreaterThanOrEqualTo(one.startMillis());
  }
}
