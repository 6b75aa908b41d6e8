package io.sightline.job.perception;

import io.sightline.domain.json.Json;
import io.sightline.domain.observations.Observations;
import io.sightline.source.frame.PassedOnSerializer;
import io.sightline.source.frame.PassedOnTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what has been seen and where the frame can be decoded again, never its pixels. */
public final class SeenFrameSerializer extends PassedOnSerializer<SeenFrame> {
  public static final TypeInformation<SeenFrame> TYPE =
      new PassedOnTypeInfo<>(SeenFrame.class, new SeenFrameSerializer());

  private static final int VERSION = 1;
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  @Override
  public void serialize(SeenFrame frame, DataOutputView target) throws IOException {
    byte[] observations = Json.writeBinary(frame.observations());
    target.writeByte(VERSION);
    target.writeInt(observations.length);
    target.write(observations);
  }

  @Override
  public SeenFrame deserialize(DataInputView source) throws IOException {
    int version = source.readByte();
    if (version != VERSION) {
      throw new IOException(
          "Cannot read a seen frame written by serializer version "
              + version
              + "; this build reads version "
              + VERSION
              + ".");
    }
    int length = source.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("A seen frame cannot be " + length + " bytes long.");
    }
    byte[] observations = new byte[length];
    source.readFully(observations);
    return new SeenFrame(Json.readBinary(observations, Observations.class), null);
  }

  @Override
  public TypeSerializerSnapshot<SeenFrame> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The format is named in the bytes themselves, so the snapshot has nothing to add. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SeenFrame> {
    public Snapshot() {
      super(SeenFrameSerializer::new);
    }
  }
}
