package io.sightline.source.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.source.timeline.CameraSplit;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignedCamerasSerializerTest {
  private static final AssignedCameras STATE =
      new AssignedCameras(
          Set.of("north-lot", "south-lot"),
          List.of(
              new CameraSplit(
                  "north-lot",
                  0,
                  CameraSplit.UNKNOWN,
                  CameraSplit.UNKNOWN,
                  77,
                  1_700_000_000_123L,
                  1_700_000_000_100L)));

  private final AssignedCamerasSerializer serializer = new AssignedCamerasSerializer();

  @Test
  void aStateStoredByTheFirstVersionIsRead() throws IOException {
    try (InputStream fixture =
        getClass().getResourceAsStream("/fixtures/assigned-cameras-v1.bin")) {
      assertThat(serializer.deserialize(1, fixture.readAllBytes())).isEqualTo(STATE);
    }
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(STATE)))
        .isEqualTo(STATE);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2; this build reads version 1");
  }

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAStateOrAnErrorOfReading(byte[] data) {
    try {
      serializer.deserialize(1, data);
    } catch (IOException e) {
      // The only way to refuse.
    }
  }
}
