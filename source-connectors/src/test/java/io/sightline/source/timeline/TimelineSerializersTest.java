package io.sightline.source.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.frames.FramePosition;
import io.sightline.media.DatedVideo;
import io.sightline.media.PresentationClock;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineSerializersTest {
  private static final CameraSplit SPLIT =
      new CameraSplit(
          "north-lot",
          3,
          new DatedVideo.Position(
              new FramePosition(2_000_000, 50, 6_000, true),
              new PresentationClock.State(
                  true, 1_000, 2_000_000, 1_999_000, 40_000, List.of(40_000L, 41_000L))),
          77,
          1_700_000_000_123L,
          CameraSplit.UNKNOWN,
          true,
          false);

  @Test
  void aSplitStoredByThisVersionIsRead() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("/fixtures/camera-split-v2.bin")) {
      assertThat(new CameraSplitSerializer().deserialize(2, fixture.readAllBytes()))
          .isEqualTo(SPLIT);
    }
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    CameraSplitSerializer splits = new CameraSplitSerializer();
    assertThat(splits.deserialize(splits.getVersion(), splits.serialize(SPLIT))).isEqualTo(SPLIT);
    TimelineEnumeratorStateSerializer states = new TimelineEnumeratorStateSerializer();
    TimelineEnumeratorState state =
        new TimelineEnumeratorState(List.of(SPLIT, CameraSplit.start("b")));
    assertThat(states.deserialize(states.getVersion(), states.serialize(state))).isEqualTo(state);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    assertThatThrownBy(() -> new CameraSplitSerializer().deserialize(1, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 1; this build reads version 2");
  }

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAStateOrAnErrorOfReading(byte[] data) {
    try {
      new TimelineEnumeratorStateSerializer().deserialize(1, data);
    } catch (IOException e) {
      // The only way to refuse.
    }
  }
}
