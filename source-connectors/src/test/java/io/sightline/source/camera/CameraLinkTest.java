package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Silence;
import io.sightline.media.StreamFailure.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CameraLinkTest {
  private final CameraLink link = new CameraLink(new SplittableRandom(1));

  @Test
  void whatMendsItselfIsTriedAgainSoon() {
    assertThat(link.failed(Kind.REFUSED)).isEqualTo(1_000);
    assertThat(link.failed(Kind.REFUSED)).isEqualTo(1_000);
    assertThat(link.state()).isEqualTo(Silence.REFUSED);
    assertThat(link.failed(Kind.SILENT)).isEqualTo(2_000);
    assertThat(link.state()).isEqualTo(Silence.STALLED);
  }

  @Test
  void whatSomebodyHasToMendIsTriedEverMoreRarely() {
    long[] around = {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (long expected : around) {
      assertThat(link.failed(Kind.UNAUTHORIZED))
          .isBetween((long) (expected * 0.8), (long) (expected * 1.2));
    }
    link.streaming();
    assertThat(link.isStreaming()).isTrue();
    assertThat(link.failed(Kind.NOT_FOUND)).as("after a success").isLessThanOrEqualTo(1_200);
  }

  @Test
  void aStreamThatBreaksOffIsOpenedAgainAtOnceAndThenEverySecond() {
    link.streaming();
    assertThat(link.failed(Kind.ENDED)).isEqualTo(100);
    assertThat(link.state()).isEqualTo(Silence.BROKE_OFF);
    assertThat(link.failed(Kind.ENDED)).isEqualTo(1_000);
  }
}
