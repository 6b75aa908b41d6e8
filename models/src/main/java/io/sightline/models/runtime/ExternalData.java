package io.sightline.models.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which other files an ONNX file's tensors lie in, wherever in its graphs and functions the tensors
 * stand.
 *
 * @param required those without which the model cannot run, as the file spells them
 * @param all these, and those that a tensor names though its numbers stand in the file itself
 */
record ExternalData(Set<String> required, Set<String> all) {
  /** Graphs lie in attributes of nodes of graphs; protobuf's own readers go as deep. */
  private static final int DEEPEST = 100;

  private static final String LOCATION = "location";
  private static final int EXTERNAL = 1;

  // Numbers of fields in onnx.proto (ONNX 1.x).
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /** Messages of onnx.proto that hold tensors, by themselves or through others. */
  private enum Message {
    MODEL,
    TRAINING,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR
  }

  private static final Map<Message, Map<Integer, Message>> FIELDS =
      Map.of(
          Message.MODEL,
          Map.of(7, Message.GRAPH, 20, Message.TRAINING, 25, Message.FUNCTION),
          Message.TRAINING,
          Map.of(1, Message.GRAPH, 2, Message.GRAPH),
          Message.FUNCTION,
          Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
          Message.GRAPH,
          Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE_TENSOR),
          Message.NODE,
          Map.of(5, Message.ATTRIBUTE),
          Message.ATTRIBUTE,
          Map.of(
              5, Message.TENSOR,
              6, Message.GRAPH,
              10, Message.TENSOR,
              11, Message.GRAPH,
              22, Message.SPARSE_TENSOR,
              23, Message.SPARSE_TENSOR),
          Message.SPARSE_TENSOR,
          Map.of(1, Message.TENSOR, 2, Message.TENSOR));

  /**
   * @param model an ONNX file from its beginning
   * @throws IOException when the bytes are no such file
   */
  static ExternalData of(CodedInputStream model) throws IOException {
    ExternalData found = new ExternalData(new TreeSet<>(), new TreeSet<>());
    found.scan(Message.MODEL, model, 0);
    return found;
  }

  private void scan(Message message, CodedInputStream in, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new InvalidProtocolBufferException("its graphs are nested too deeply");
    }
    if (message == Message.TENSOR) {
      tensor(in);
      return;
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Message inner = FIELDS.get(message).get(WireFormat.getTagFieldNumber(tag));
      if (inner != null && isMessage(tag)) {
        int outer = in.pushLimit(in.readRawVarint32());
        scan(inner, in, depth + 1);
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
    }
  }

  private void tensor(CodedInputStream in) throws IOException {
    Set<String> named = new TreeSet<>();
    boolean external = false;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == TENSOR_EXTERNAL_DATA && isMessage(tag)) {
        int outer = in.pushLimit(in.readRawVarint32());
        entry(in, named);
        in.popLimit(outer);
      } else if (field == TENSOR_DATA_LOCATION
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        external = in.readInt32() == EXTERNAL;
      } else {
        in.skipField(tag);
      }
    }
    all.addAll(named);
    if (external) {
      required.addAll(named);
    }
  }

  private static void entry(CodedInputStream in, Set<String> named) throws IOException {
    String key = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if ((field == ENTRY_KEY || field == ENTRY_VALUE) && isMessage(tag)) {
        ByteString text = in.readBytes();
        key = field == ENTRY_KEY ? text.toString(StandardCharsets.UTF_8) : key;
        value = field == ENTRY_VALUE ? text.toString(StandardCharsets.UTF_8) : value;
      } else {
        in.skipField(tag);
      }
    }
    if (key.equals(LOCATION)) {
      named.add(value);
    }
  }

  /** Whether a field has a length, as messages and texts have. */
  private static boolean isMessage(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
