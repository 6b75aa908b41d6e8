package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.frames.PictureSize;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignedCamerasSerializerTest {
  private static final AssignedCameras STATE =
      new AssignedCameras(
          List.of(
              new AssignedCameras.Assignment("north-lot", "airport", 7),
              new AssignedCameras.Assignment("south-lot", "airport", 2)),
          List.of(new LiveSplit("north-lot", 7, "airport", "layout", 77, 1_700_000_000_123L)),
          8);

  private final AssignedCamerasSerializer serializer = new AssignedCamerasSerializer();

  @Test
  void aStateStoredByThisVersionIsRead() throws IOException {
    try (InputStream fixture =
        getClass().getResourceAsStream("/fixtures/assigned-cameras-v2.bin")) {
      assertThat(serializer.deserialize(2, fixture.readAllBytes())).isEqualTo(STATE);
    }
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(STATE)))
        .isEqualTo(STATE);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    assertThatThrownBy(() -> serializer.deserialize(1, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 1; this build reads version 2");
  }

  @Test
  void aSplitStoredByTheFirstVersionIsRead() throws IOException {
    try (InputStream fixture = getClass().getResourceAsStream("/fixtures/live-split-v1.bin")) {
      assertThat(new LiveSplitSerializer().deserialize(1, fixture.readAllBytes()))
          .isEqualTo(STATE.waiting().get(0));
    }
  }

  @Test
  void thePictureOfASplitComesBack() throws IOException {
    LiveSplitSerializer splits = new LiveSplitSerializer();
    LiveSplit seen =
        new LiveSplit("north-lot", 7, "airport", "layout", 77, 5, new PictureSize(640, 360));
    assertThat(splits.deserialize(splits.getVersion(), splits.serialize(seen))).isEqualTo(seen);
  }

  @Test
  void aSplitOfAnotherVersionOrWithBytesLeftOverIsRefused() throws IOException {
    LiveSplitSerializer splits = new LiveSplitSerializer();
    assertThatThrownBy(() -> splits.deserialize(3, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 3; this build reads version 2");
    byte[] one = splits.serialize(STATE.waiting().get(0));
    assertThatThrownBy(() -> splits.deserialize(2, java.util.Arrays.copyOf(one, one.length + 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("left over");
  }

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAStateOrAnErrorOfReading(byte[] data) {
    try {
      serializer.deserialize(2, data);
    } catch (IOException e) {
      // The only way to refuse.
    }
  }
}
