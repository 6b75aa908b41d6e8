package io.sightline.source.camera;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Bytes of a {@link LiveSplit}, versioned from the first. */
public final class LiveSplitSerializer implements SimpleVersionedSerializer<LiveSplit> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(LiveSplit split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(split.camera());
      out.writeLong(split.epoch());
      out.writeUTF(split.site());
      out.writeUTF(split.layoutVersion());
      out.writeLong(split.nextNumber());
      out.writeLong(split.lastMillis());
    }
    return bytes.toByteArray();
  }

  @Override
  public LiveSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Cannot read a live camera's split written by serializer version "
              + version
              + "; this build reads version "
              + VERSION
              + ".");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      LiveSplit split =
          new LiveSplit(
              in.readUTF(),
              in.readLong(),
              in.readUTF(),
              in.readUTF(),
              in.readLong(),
              in.readLong());
      if (in.read() >= 0) {
        throw new IOException(
            "A live camera's split has bytes left over; it was written by another build.");
      }
      return split;
    }
  }
}
