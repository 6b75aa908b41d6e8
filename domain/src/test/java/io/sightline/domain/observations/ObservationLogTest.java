package io.sightline.domain.observations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.RecordKind;
import io.sightline.domain.geometry.Box;
import io.sightline.domain.json.Json;
import io.sightline.domain.site.ModelRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ObservationLogTest {

  private static Observations seen(long number, float value) {
    FrameHeader frame =
        new FrameHeader(
            "site",
            "camera",
            number / 2,
            number,
            1_000 + number,
            RecordKind.FRAME,
            null,
            false,
            "layout",
            new FrameAddress("/footage.mp4", number * 40_000));
    return Observations.seen(
        frame,
        640,
        480,
        List.of(new Detection("car", value, new Box(value, -value, value / 3, value * 7))),
        List.of(new ModelUse("vehicles", "m", "1", "abc")));
  }

  @Property
  void everyBitComesBack(@ForAll float value, @ForAll long number) throws IOException {
    List<Observations> records =
        List.of(
            seen(number, value),
            Observations.poison(seen(1, 0).frame(), ModelRole.VEHICLES, "broken"));
    assertThat(ObservationLog.decode(ObservationLog.encode(records))).isEqualTo(records);
  }

  /** A frame's header as it was stored before there were epochs. */
  private record HeaderBefore(
      String site,
      String camera,
      long number,
      long capturedAtMillis,
      RecordKind kind,
      boolean still,
      String layoutVersion) {}

  private record ObservationsBefore(HeaderBefore frame, int width, int height) {}

  private record PayloadBefore(List<ObservationsBefore> records) {}

  @Test
  void observationsStoredBeforeThereWereEpochsAreOfTheFirst() throws IOException {
    HeaderBefore header =
        new HeaderBefore("site", "camera", 7, 1_007, RecordKind.FRAME, false, "layout");
    byte[] cbor =
        Json.writeBinary(new PayloadBefore(List.of(new ObservationsBefore(header, 640, 480))));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(ObservationLog.VERSION);
    try (OutputStream out = new DeflaterOutputStream(payload)) {
      out.write(cbor);
    }
    List<Observations> read = ObservationLog.decode(payload.toByteArray());
    assertThat(read).hasSize(1);
    assertThat(read.get(0).frame().epoch()).isZero();
    assertThat(read.get(0).frame().number()).isEqualTo(7);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    byte[] payload = ObservationLog.encode(List.of(seen(1, 0.5f)));
    payload[0] = 9;
    assertThatThrownBy(() -> ObservationLog.decode(payload))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format version 9; this build reads version 1");
  }

  @Test
  void aPayloadCutOffOrBentIsAnErrorOfReading() {
    byte[] payload = ObservationLog.encode(List.of(seen(1, 0.5f), seen(2, 0.7f)));
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThatThrownBy(() -> ObservationLog.decode(cut)).isInstanceOf(IOException.class);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreObservationsOrAnErrorOfReading(byte[] data) {
    try {
      ObservationLog.decode(data);
    } catch (IOException e) {
      // The only way to refuse.
    }
  }
}
