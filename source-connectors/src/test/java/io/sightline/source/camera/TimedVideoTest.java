package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.media.StreamFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimedVideoTest {
  private static final long NOON = 1_772_366_400_000L;

  private long now = NOON;

  @Test
  void framesAreDatedAtTheCamerasPaceAndTheEndIsHandedOn() throws StreamFailure {
    TimedVideo video = new TimedVideo(new TestingVideo(7_000_000, 7_200_000, 7_400_000), () -> now);
    assertThat(video.advance()).isEqualTo(NOON);
    now += 250;
    assertThat(video.advance()).isEqualTo(NOON + 200);
    now += 250;
    assertThat(video.advance()).isEqualTo(NOON + 400);
    assertThatThrownBy(video::advance).isInstanceOf(StreamFailure.class);
  }

  @Property(tries = 500)
  void s7EachIsLaterThanTheOneBeforeWhateverTheCameraCounts(
      @ForAll @Size(min = 1, max = 50) long[] micros, @ForAll Random random) throws StreamFailure {
    long[] bounded = Arrays.stream(micros).map(one -> one / 1_000_000).toArray();
    TimedVideo video = new TimedVideo(new TestingVideo(bounded), () -> now);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < bounded.length; i++) {
      now += random.nextInt(2) * random.nextInt(300);
      times.add(video.advance());
    }
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }
}
