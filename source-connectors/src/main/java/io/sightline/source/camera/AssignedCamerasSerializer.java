package io.sightline.source.camera;

import io.sightline.source.timeline.CameraSplit;
import io.sightline.source.timeline.CameraSplitSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Bytes of {@link AssignedCameras}: how many, then each one's id, sorted; then how many returned
 * splits, each as a length and its own bytes.
 */
public final class AssignedCamerasSerializer implements SimpleVersionedSerializer<AssignedCameras> {
  private static final int VERSION = 1;
  private static final int MAX_CAMERAS = 1_000_000;
  private static final int MAX_SPLIT_BYTES = 1 << 20;

  private final CameraSplitSerializer splits = new CameraSplitSerializer();

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(AssignedCameras state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(state.cameras().size());
      for (String camera : new TreeSet<>(state.cameras())) {
        out.writeUTF(camera);
      }
      out.writeInt(splits.getVersion());
      out.writeInt(state.returned().size());
      for (CameraSplit split : state.returned()) {
        byte[] one = splits.serialize(split);
        out.writeInt(one.length);
        out.write(one);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public AssignedCameras deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Cannot read assigned cameras written by serializer version "
              + version
              + "; this build reads version "
              + VERSION
              + ".");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      int count = bounded(in.readInt(), MAX_CAMERAS);
      Set<String> cameras = new TreeSet<>();
      for (int i = 0; i < count; i++) {
        cameras.add(in.readUTF());
      }
      int splitVersion = in.readInt();
      int returnedCount = bounded(in.readInt(), MAX_CAMERAS);
      List<CameraSplit> returned = new ArrayList<>();
      for (int i = 0; i < returnedCount; i++) {
        byte[] one = in.readNBytes(bounded(in.readInt(), MAX_SPLIT_BYTES));
        returned.add(splits.deserialize(splitVersion, one));
      }
      return new AssignedCameras(Set.copyOf(cameras), List.copyOf(returned));
    }
  }

  private static int bounded(int value, int most) throws IOException {
    if (value < 0 || value > most) {
      throw new IOException("Assigned cameras name a length of " + value + ", which cannot be.");
    }
    return value;
  }
}
