package io.sightline.models.runtime;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.sightline.domain.BadInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How large a model is, as its ONNX file says.
 *
 * @param inputShape of its first input; −1 for axes of any length
 * @param parameters the numbers that training found: elements of the graph's initialisers, those of
 *     whole numbers that hold shapes left out
 */
public record ModelFacts(List<Long> inputShape, long parameters) {
  // Numbers of fields in onnx.proto (ONNX 1.x, ModelProto, GraphProto and TensorProto).
  private static final int GRAPH = 7;
  private static final int INITIALISER = 5;
  private static final int DIMENSIONS = 1;
  private static final int TYPE = 2;

  /** FLOAT, UINT8, INT8, FLOAT16, DOUBLE, BFLOAT16 of TensorProto's types. */
  private static final Set<Integer> WEIGHTS = Set.of(1, 2, 3, 10, 11, 16);

  /**
   * @throws BadInput when the file cannot be loaded
   */
  public static ModelFacts of(Path file) {
    List<Long> shape =
        OnnxFile.inspect(file).inputs().values().stream()
            .findFirst()
            .map(axes -> Arrays.stream(axes).boxed().toList())
            .orElse(List.of());
    try (FileChannel channel = FileChannel.open(file)) {
      CodedInputStream in =
          CodedInputStream.newInstance(
              channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      return new ModelFacts(
          shape, inside(in, GRAPH, graph -> inside(graph, INITIALISER, ModelFacts::elements)));
    } catch (IOException e) {
      throw new BadInput("The model file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private interface Counter {
    long count(CodedInputStream in) throws IOException;
  }

  /** Sums what is counted in each message of a field; everything else is passed over. */
  private static long inside(CodedInputStream in, int field, Counter counter) throws IOException {
    long sum = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        int outer = in.pushLimit(in.readRawVarint32());
        sum += counter.count(in);
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
    }
    return sum;
  }

  private static long elements(CodedInputStream tensor) throws IOException {
    long elements = 1;
    int type = 0;
    for (int tag = tensor.readTag(); tag != 0; tag = tensor.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == DIMENSIONS && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        elements *= tensor.readInt64();
      } else if (field == DIMENSIONS) {
        int outer = tensor.pushLimit(tensor.readRawVarint32());
        while (!tensor.isAtEnd()) {
          elements *= tensor.readInt64();
        }
        tensor.popLimit(outer);
      } else if (field == TYPE) {
        type = tensor.readInt32();
      } else {
        tensor.skipField(tag);
      }
    }
    return WEIGHTS.contains(type) ? elements : 0;
  }
}
