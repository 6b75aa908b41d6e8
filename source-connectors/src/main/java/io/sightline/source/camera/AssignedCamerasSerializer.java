package io.sightline.source.camera;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Bytes of {@link AssignedCameras}: the next epoch; how many cameras, then each one's id, site and
 * epoch; then how many splits, each as a length and its own bytes.
 */
public final class AssignedCamerasSerializer implements SimpleVersionedSerializer<AssignedCameras> {
  private static final int VERSION = 2;
  private static final int MAX_CAMERAS = 1_000_000;
  private static final int MAX_SPLIT_BYTES = 1 << 20;

  private final LiveSplitSerializer splits = new LiveSplitSerializer();

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(AssignedCameras state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(state.nextEpoch());
      out.writeInt(state.cameras().size());
      for (AssignedCameras.Assignment assigned : state.cameras()) {
        out.writeUTF(assigned.camera());
        out.writeUTF(assigned.site());
        out.writeLong(assigned.epoch());
      }
      out.writeInt(splits.getVersion());
      out.writeInt(state.waiting().size());
      for (LiveSplit split : state.waiting()) {
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
      long nextEpoch = in.readLong();
      int count = bounded(in.readInt(), MAX_CAMERAS);
      List<AssignedCameras.Assignment> cameras = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        cameras.add(new AssignedCameras.Assignment(in.readUTF(), in.readUTF(), in.readLong()));
      }
      int splitVersion = in.readInt();
      int waitingCount = bounded(in.readInt(), MAX_CAMERAS);
      List<LiveSplit> waiting = new ArrayList<>();
      for (int i = 0; i < waitingCount; i++) {
        byte[] one = in.readNBytes(bounded(in.readInt(), MAX_SPLIT_BYTES));
        waiting.add(splits.deserialize(splitVersion, one));
      }
      return new AssignedCameras(List.copyOf(cameras), List.copyOf(waiting), nextEpoch);
    }
  }

  private static int bounded(int value, int most) throws IOException {
    if (value < 0 || value > most) {
      throw new IOException("Assigned cameras name a length of " + value + ", which cannot be.");
    }
    return value;
  }
}
