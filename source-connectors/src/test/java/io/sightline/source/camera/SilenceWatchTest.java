package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Silence;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {
  private final SilenceWatch watch = new SilenceWatch();

  @Test
  void aSecondWithoutAFrameIsNoticedAndThenEachSecond() {
    watch.heard(10_000);
    assertThat(watch.isDue(10_999)).isFalse();
    assertThat(watch.isDue(11_000)).isTrue();
    watch.note(Silence.STALLED, 10_500, 11_000);
    assertThat(watch.isDue(13_000)).as("while the one before waits").isFalse();
    assertThat(watch.poll()).isEqualTo(new SilenceWatch.Marker(Silence.STALLED, 10_500));
    assertThat(watch.poll()).isNull();
    assertThat(watch.isDue(11_999)).isFalse();
    assertThat(watch.isDue(12_000)).isTrue();
    watch.heard(12_000);
    assertThat(watch.isDue(12_500)).isFalse();
  }

  @Test
  void aFrameThatIsOnlyLateIsNoLoss() {
    assertThat(new SilenceWatch.Marker(Silence.WAITING, 0).isLoss()).isFalse();
    assertThat(new SilenceWatch.Marker(Silence.RESTARTED, 0).isLoss()).isTrue();
  }
}
