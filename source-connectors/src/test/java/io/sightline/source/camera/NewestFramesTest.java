package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.source.camera.NewestFrames.TimedPicture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NewestFramesTest {
  private final AtomicInteger gaveWay = new AtomicInteger();
  private final NewestFrames frames = new NewestFrames(3, gaveWay::incrementAndGet);

  @Test
  void theNewestAreKeptInTheirOrderAndTheOthersCounted() {
    for (long millis = 1; millis <= 10; millis++) {
      frames.add(new TimedPicture(millis, null, null));
    }
    assertThat(gaveWay).hasValue(7);
    assertThat(frames.peek().millis()).isEqualTo(8);
    for (long millis = 8; millis <= 10; millis++) {
      assertThat(frames.poll().millis()).isEqualTo(millis);
    }
    assertThat(frames.poll()).isNull();
    assertThat(frames.isEmpty()).isTrue();
  }

  @Test
  void whatIsClearedGivesWayToNothing() {
    frames.add(new TimedPicture(1, null, null));
    frames.clear();
    assertThat(frames.isEmpty()).isTrue();
    assertThat(gaveWay).hasValue(0);
  }
}
