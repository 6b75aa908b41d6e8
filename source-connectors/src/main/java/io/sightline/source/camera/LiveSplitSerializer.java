package io.sightline.source.camera;

import io.sightline.domain.frames.PictureSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Bytes of a {@link LiveSplit}, versioned from the first. */
public final class LiveSplitSerializer implements SimpleVersionedSerializer<LiveSplit> {
  private static final int VERSION = 2;

  /** Did not know the picture. */
  private static final int FIRST_VERSION = 1;

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
      out.writeInt(split.picture() == null ? 0 : split.picture().width());
      out.writeInt(split.picture() == null ? 0 : split.picture().height());
    }
    return bytes.toByteArray();
  }

  @Override
  public LiveSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION && version != FIRST_VERSION) {
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
              in.readLong(),
              version == FIRST_VERSION ? null : picture(in.readInt(), in.readInt()));
      if (in.read() >= 0) {
        throw new IOException(
            "A live camera's split has bytes left over; it was written by another build.");
      }
      return split;
    }
  }

  private static PictureSize picture(int width, int height) {
    return width == 0 ? null : new PictureSize(width, height);
  }
}
