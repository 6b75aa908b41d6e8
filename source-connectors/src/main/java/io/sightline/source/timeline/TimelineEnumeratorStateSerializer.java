package io.sightline.source.timeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Bytes of a {@link TimelineEnumeratorState}: how many splits, then each as a length and its own
 * bytes.
 */
public final class TimelineEnumeratorStateSerializer
    implements SimpleVersionedSerializer<TimelineEnumeratorState> {
  private static final int VERSION = 1;
  private static final int MAX_SPLIT_BYTES = 1 << 20;
  private static final int MAX_SPLITS = 100_000;

  private final CameraSplitSerializer splits = new CameraSplitSerializer();

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(TimelineEnumeratorState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(splits.getVersion());
      out.writeInt(state.unassigned().size());
      for (CameraSplit split : state.unassigned()) {
        byte[] one = splits.serialize(split);
        out.writeInt(one.length);
        out.write(one);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public TimelineEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Cannot read enumerator state written by serializer version "
              + version
              + "; this build reads version "
              + VERSION
              + ".");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
      int splitVersion = in.readInt();
      int count = bounded(in.readInt(), MAX_SPLITS);
      List<CameraSplit> unassigned = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] one = in.readNBytes(bounded(in.readInt(), MAX_SPLIT_BYTES));
        unassigned.add(splits.deserialize(splitVersion, one));
      }
      return new TimelineEnumeratorState(List.copyOf(unassigned));
    }
  }

  private static int bounded(int value, int most) throws IOException {
    if (value < 0 || value > most) {
      throw new IOException("Enumerator state names a length of " + value + ", which cannot be.");
    }
    return value;
  }
}
