package io.sightline.source.timeline;

import io.sightline.domain.frames.FramePosition;
import io.sightline.media.DatedVideo;
import io.sightline.media.PresentationClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Bytes of a {@link CameraSplit}, versioned from the first. */
public final class CameraSplitSerializer implements SimpleVersionedSerializer<CameraSplit> {
  private static final int VERSION = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(CameraSplit split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(split.camera());
      out.writeInt(split.segment());
      out.writeLong(split.nextNumber());
      out.writeLong(split.lastMillis());
      out.writeLong(split.sampledMillis());
      out.writeBoolean(split.told());
      out.writeBoolean(split.outside());
      write(split.video(), out);
    }
    return bytes.toByteArray();
  }

  @Override
  public CameraSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Cannot read a camera split written by serializer version "
              + version
              + "; this build reads version "
              + VERSION
              + ".");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      CameraSplit split = read(in);
      if (in.read() >= 0) {
        throw new IOException(
            "A camera split has bytes left over; it was written by another build.");
      }
      return split;
    }
  }

  private static void write(DatedVideo.Position position, DataOutputStream out) throws IOException {
    FramePosition video = position.video();
    out.writeBoolean(video != null);
    if (video != null) {
      out.writeLong(video.stampMicros());
      out.writeLong(video.number());
      out.writeLong(video.bytes());
      out.writeBoolean(video.rising());
    }
    PresentationClock.State clock = position.clock();
    out.writeBoolean(clock.begun());
    out.writeLong(clock.offset());
    out.writeLong(clock.stamp());
    out.writeLong(clock.media());
    out.writeLong(clock.shown());
    out.writeByte(clock.paces().size());
    for (long pace : clock.paces()) {
      out.writeLong(pace);
    }
  }

  private static CameraSplit read(DataInputStream in) throws IOException {
    String camera = in.readUTF();
    int segment = in.readInt();
    long nextNumber = in.readLong();
    long lastMillis = in.readLong();
    long sampledMillis = in.readLong();
    boolean told = in.readBoolean();
    boolean outside = in.readBoolean();
    FramePosition video =
        in.readBoolean()
            ? new FramePosition(in.readLong(), in.readLong(), in.readLong(), in.readBoolean())
            : null;
    boolean begun = in.readBoolean();
    long offset = in.readLong();
    long stamp = in.readLong();
    long media = in.readLong();
    long shown = in.readLong();
    List<Long> paces = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      paces.add(in.readLong());
    }
    return new CameraSplit(
        camera,
        segment,
        new DatedVideo.Position(
            video, new PresentationClock.State(begun, offset, stamp, media, shown, paces)),
        nextNumber,
        lastMillis,
        sampledMillis,
        told,
        outside);
  }
}
