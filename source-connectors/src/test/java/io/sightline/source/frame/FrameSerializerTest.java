package io.sightline.source.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.Picture;
import io.sightline.domain.frames.RecordKind;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class FrameSerializerTest {
  private final FrameSerializer serializer = new FrameSerializer();
  private final Frame frame =
      new Frame(
          new FrameHeader(
              "site",
              "camera",
              3,
              7,
              123_456,
              RecordKind.FRAME,
              null,
              true,
              "layout",
              new FrameAddress("/a.mp4", 99)),
          new Picture(100, 100, new byte[30_000]));

  @Test
  void aCopyIsTheSameFrameWithItsPixels() {
    assertThat(serializer.copy(frame)).isSameAs(frame);
    assertThat(serializer.copy(frame, frame)).isSameAs(frame);
  }

  @Test
  void asBytesAFrameIsItsAddress() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(frame, out);
    assertThat(out.length()).isLessThan(150);
    Frame back = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(back.header()).isEqualTo(frame.header());
    assertThat(back.picture()).isEmpty();
  }

  @Test
  void aRecordWithoutAFrameComesBack() throws IOException {
    FrameHeader end =
        new FrameHeader("site", "camera", 3, 8, 1, RecordKind.END, "why", false, "layout", null);
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(new Frame(end, null), out);
    assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())).header())
        .isEqualTo(end);
  }
}
