package io.sightline.source.frame;

import io.sightline.domain.frames.Frame;
import io.sightline.domain.frames.FrameAddress;
import io.sightline.domain.frames.FrameHeader;
import io.sightline.domain.frames.FramePosition;
import io.sightline.domain.frames.PictureSize;
import io.sightline.domain.frames.RecordKind;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a frame without its pixels: pixels never cross the network and never enter a checkpoint.
 */
public final class FrameSerializer extends PassedOnSerializer<Frame> {
  public static final TypeInformation<Frame> TYPE =
      new PassedOnTypeInfo<>(Frame.class, new FrameSerializer());

  private static final int VERSION = 4;

  @Override
  public void serialize(Frame frame, DataOutputView target) throws IOException {
    FrameHeader header = frame.header();
    target.writeByte(VERSION);
    target.writeUTF(header.site());
    target.writeUTF(header.camera());
    target.writeLong(header.epoch());
    target.writeLong(header.number());
    target.writeLong(header.capturedAtMillis());
    target.writeUTF(header.kind().name());
    writeNullable(header.reason(), target);
    target.writeBoolean(header.still());
    target.writeUTF(header.layoutVersion());
    target.writeLong(header.statements());
    FrameAddress address = header.address();
    writeNullable(address == null ? null : address.media(), target);
    target.writeLong(address == null ? 0 : address.presentationMicros());
    target.writeBoolean(frame.position().isPresent());
    if (frame.position().isPresent()) {
      FramePosition position = frame.position().get();
      target.writeLong(position.stampMicros());
      target.writeLong(position.number());
      target.writeLong(position.bytes());
      target.writeBoolean(position.rising());
    }
    target.writeInt(frame.meant().map(PictureSize::width).orElse(0));
    target.writeInt(frame.meant().map(PictureSize::height).orElse(0));
  }

  @Override
  public Frame deserialize(DataInputView source) throws IOException {
    int version = source.readByte();
    if (version != VERSION) {
      throw new IOException(
          "Cannot read a frame written by serializer version "
              + version
              + "; this build reads version "
              + VERSION
              + ".");
    }
    String site = source.readUTF();
    String camera = source.readUTF();
    long epoch = source.readLong();
    long number = source.readLong();
    long capturedAtMillis = source.readLong();
    RecordKind kind = RecordKind.valueOf(source.readUTF());
    String reason = readNullable(source);
    boolean still = source.readBoolean();
    String layoutVersion = source.readUTF();
    long statements = source.readLong();
    String media = readNullable(source);
    long presentationMicros = source.readLong();
    FrameAddress address = media == null ? null : new FrameAddress(media, presentationMicros);
    FramePosition position =
        source.readBoolean()
            ? new FramePosition(
                source.readLong(), source.readLong(), source.readLong(), source.readBoolean())
            : null;
    int width = source.readInt();
    int height = source.readInt();
    return new Frame(
        new FrameHeader(
            site,
            camera,
            epoch,
            number,
            capturedAtMillis,
            kind,
            reason,
            still,
            layoutVersion,
            address,
            statements),
        position,
        width == 0 ? null : new PictureSize(width, height),
        null);
  }

  private static void writeNullable(String text, DataOutputView target) throws IOException {
    target.writeBoolean(text != null);
    if (text != null) {
      target.writeUTF(text);
    }
  }

  private static String readNullable(DataInputView source) throws IOException {
    return source.readBoolean() ? source.readUTF() : null;
  }

  @Override
  public TypeSerializerSnapshot<Frame> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The format is named in the bytes themselves, so the snapshot has nothing to add. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Frame> {
    public Snapshot() {
      super(FrameSerializer::new);
    }
  }
}
