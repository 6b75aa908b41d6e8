package io.sightline.job.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameLoadTest {
  private static final long FULL_HD = 1920L * 1080 * 3;
  private static final long GIGABYTE = 1L << 30;

  @Test
  void framesInFlightKeepEveryInstanceBusyAndTheNextBatchReady() {
    assertThat(new FrameLoad(8, FULL_HD).inFlight(2, 1, 8 * GIGABYTE)).isEqualTo(32);
    assertThat(new FrameLoad(1, FULL_HD).inFlight(2, 1, 8 * GIGABYTE)).isEqualTo(4);
  }

  @Test
  void theirPicturesTakeNoMoreThanAQuarterOfTheHeapWhateverTheCores() {
    int subtasks = 4;
    int inFlight = new FrameLoad(8, FULL_HD).inFlight(64, subtasks, 2 * GIGABYTE);
    assertThat(inFlight * FULL_HD * subtasks)
        .isLessThanOrEqualTo(GIGABYTE / 2)
        .isGreaterThan(GIGABYTE / 2 - FULL_HD * subtasks);
  }

  @Test
  void oneIsAlwaysInFlight() {
    assertThat(new FrameLoad(8, FULL_HD).inFlight(2, 64, GIGABYTE / 8)).isEqualTo(1);
    assertThat(FrameLoad.NONE.inFlight(2, 1, GIGABYTE)).isEqualTo(1);
  }
}
