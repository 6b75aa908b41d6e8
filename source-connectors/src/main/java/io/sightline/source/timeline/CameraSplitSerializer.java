package io.sightline.source.timeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Bytes of a {@link CameraSplit}, versioned from the first. */
public final class CameraSplitSerializer implements SimpleVersionedSerializer<CameraSplit> {
  private static final int VERSION = 1;

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
      out.writeLong(split.originMicros());
      out.writeLong(split.readMicros());
      out.writeLong(split.nextNumber());
      out.writeLong(split.lastMillis());
      out.writeLong(split.sampledMillis());
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
      CameraSplit split =
          new CameraSplit(
              in.readUTF(),
              in.readInt(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readLong());
      if (in.read() >= 0) {
        throw new IOException(
            "A camera split has bytes left over; it was written by another build.");
      }
      return split;
    }
  }
}
